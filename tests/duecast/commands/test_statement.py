"""`duecast statement`: what a customer owed, what happened, what it owes; the same for people and programs."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import run_duecast


@pytest.mark.xdist_group("demo")
def test_a_statement_of_the_demo(demo_home: Path) -> None:
    rows = json.loads(run_duecast(demo_home, "ageing", "--by", "customer", "--json").stdout)["rows"]
    customer = rows[0]["customer_id"]
    (made,) = json.loads(run_duecast(demo_home, "statement", customer, "--from", "2024-01-01", "--json").stdout)
    assert Decimal(made["closing_balance"]) == Decimal(rows[0]["balance"])
    assert [bucket["open"] for bucket in made["ageing"]] == rows[0]["buckets"]
    assert made["lines"]
    shown = run_duecast(demo_home, "statement", customer, "--from", "2024-01-01").stdout
    assert "opening balance" in shown and "closing balance" in shown and "unapplied" in shown


@pytest.mark.xdist_group("demo")
def test_what_cannot_be_told(demo_home: Path) -> None:
    done = run_duecast(demo_home, "statement", "nobody")
    assert done.returncode == 1
    assert "'nobody' is not in the ledger" in done.stderr
    (row, *_) = json.loads(run_duecast(demo_home, "ageing", "--by", "customer", "--json").stdout)["rows"]
    meant = run_duecast(demo_home, "statement", row["customer_id"].lower())
    assert (meant.returncode, f"did you mean '{row['customer_id']}'?" in meant.stderr) == (1, True)
    assert run_duecast(demo_home, "statement", "nobody", "--from", "x").returncode == 2
    assert "still to come" in run_duecast(demo_home, "statement", "nobody", "--closing-on", "2199-12-31").stderr
