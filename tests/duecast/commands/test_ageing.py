"""`duecast ageing`: buckets tie to the balance, of any day, by currency or customer."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import run_duecast


@pytest.mark.xdist_group("demo")
def test_by_currency_and_customer_come_to_the_same(demo_home: Path) -> None:
    by_currency = json.loads(run_duecast(demo_home, "ageing", "--json").stdout)
    by_customer = json.loads(run_duecast(demo_home, "ageing", "--by", "customer", "--json").stdout)
    for row in by_currency["rows"]:
        mine = [one for one in by_customer["rows"] if one["currency"] == row["currency"]]
        assert sum(Decimal(one["balance"]) for one in mine) == Decimal(row["balance"])
        for number, bucket in enumerate(row["buckets"]):
            assert sum(Decimal(one["buckets"][number]) for one in mine) == Decimal(bucket)
        assert sum(map(Decimal, row["buckets"])) - Decimal(row["unapplied"]) == Decimal(row["balance"])
    assert len(by_customer["rows"]) > 20


@pytest.mark.xdist_group("demo")
def test_the_end_of_a_day_is_the_start_of_the_next(demo_home: Path) -> None:
    closing = run_duecast(demo_home, "ageing", "--closing-on", "2024-06-30", "--json").stdout
    assert closing == run_duecast(demo_home, "ageing", "--as-of", "2024-07-01", "--json").stdout
    shown = run_duecast(demo_home, "ageing", "--by", "customer")
    assert "Ageing by customer" in shown.stdout and "over 90" in shown.stdout
    count = len(json.loads(run_duecast(demo_home, "ageing", "--by", "customer", "--json").stdout)["rows"])
    assert f"all {count}" in shown.stdout, "the sum stands under the rows"
    assert "EUR, of what is open:" in shown.stdout and "█" in shown.stdout


def test_usage_and_an_empty_ledger(tmp_path: Path) -> None:
    assert run_duecast(tmp_path, "ageing", "--as-of", "2024-07-01", "--closing-on", "2024-07-01").returncode == 2
    assert run_duecast(tmp_path, "ageing", "--as-of", "soon").returncode == 2
    assert "still to come" in run_duecast(tmp_path, "ageing", "--closing-on", "2199-12-30").stderr
    assert run_duecast(tmp_path, "ageing", "--as-of", "2199-12-31").returncode == 2
    assert "nothing is open" in run_duecast(tmp_path, "ageing").stdout


def test_one_item_is_one_item(tmp_path: Path) -> None:
    (tmp_path / "i.csv").write_text(
        "invoice_id,customer_id,issued_on,due_on,amount,currency\n1,A,2026-01-01,2026-01-31,5.00,EUR\n"
        "2,A,2026-01-01,2026-01-31,5.00,EUR\n3,A,2026-01-01,2026-01-31,7.00,USD\n"
    )
    assert run_duecast(tmp_path, "import", str(tmp_path / "i.csv")).returncode == 0
    assert "10.00 EUR open, without 1 item of no known rate." in run_duecast(tmp_path, "ageing").stdout
