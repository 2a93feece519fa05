"""The demonstration: once from nothing, then at once; never mixed with a company's own records."""

from pathlib import Path
from time import perf_counter

import pytest

from tests.conftest import run_duecast

pytestmark = pytest.mark.xdist_group("demo")


def test_it_shows_the_worklist_the_forecast_and_where_things_are(demo_home: Path) -> None:
    printed = (demo_home / "demo.txt").read_text(encoding="utf-8")
    assert "Whom to contact first" in printed
    assert printed.count("INV0") == 10
    assert "Cash-in of the open book" in printed
    assert "after the due date" in printed or "overdue" in printed, "reasons in words"
    assert str(demo_home / "mlruns" / "mlflow.db") in printed
    assert "http://127.0.0.1:8000" in printed
    assert {path.name for path in (demo_home / "demo").iterdir()} == {
        "customers.csv", "invoices.csv", "payments.csv", "allocations.csv",
    }  # fmt: skip


def test_a_second_run_is_quick_and_says_the_same(own_demo_home: Path, demo_home: Path) -> None:
    started = perf_counter()
    done = run_duecast(own_demo_home, "demo", "--no-serve")
    assert done.returncode == 0, done.stderr
    first = (demo_home / "demo.txt").read_text(encoding="utf-8").splitlines()
    assert done.stdout.splitlines()[:10] == first[:10]
    assert perf_counter() - started < 30
    assert "training" not in done.stderr


def test_a_company_s_ledger_is_not_mixed_with_it(tmp_path: Path) -> None:
    ledger = tmp_path / "mine.csv"
    ledger.write_text(
        "invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency\n1,A,2026-01-01,2026-01-31,,10.00,EUR\n"
    )
    assert run_duecast(tmp_path, "import", str(ledger)).returncode == 0
    refused = run_duecast(tmp_path, "demo", "--no-serve")
    assert refused.returncode == 1
    assert "DUECAST_HOME" in refused.stderr
