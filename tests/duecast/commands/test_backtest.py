"""`duecast backtest` writes predictions in the columns that are documented, never an outcome."""

import json
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.conftest import run_duecast

COLUMNS = [
    "invoice_id", "customer_id", "as_of", "due_on", "amount", "p_late", "p_very_late", "p_paid_within_7", "p_paid_within_14",
    "p_paid_within_30", "p_paid_within_60", "p_paid_within_90", "expected_on", "p10_on", "p50_on", "p90_on",
    "p_unpaid_at_horizon", "basis", "model_version",
]  # fmt: skip


@pytest.mark.xdist_group("demo")
def test_predictions_of_the_past(demo_home: Path, tmp_path: Path) -> None:
    first = date.today() - timedelta(days=120)
    out = tmp_path / "b.parquet"
    window = [
        "--from",
        first.isoformat(),
        "--to",
        (first + timedelta(days=30)).isoformat(),
        "--train-as-of",
        first.isoformat(),
    ]
    done = run_duecast(demo_home, "backtest", *window, "--out", str(out), "--curves", "--json")
    assert done.returncode == 0, done.stderr
    table = pq.read_table(out)
    assert table.column_names == [*COLUMNS, "cdf"]
    assert json.loads(done.stdout)["rows"] == table.num_rows > 50
    assert {len(curve) for curve in table["cdf"].to_pylist()} == {181}


@pytest.mark.xdist_group("demo")
def test_a_model_that_has_seen_the_window_is_refused(demo_home: Path, tmp_path: Path) -> None:
    first = (date.today() - timedelta(days=60)).isoformat()
    done = run_duecast(demo_home, "backtest", "--from", first, "--to", first, "--out", str(tmp_path / "b.parquet"))
    assert done.returncode == 1
    assert "--train-as-of" in done.stderr
    assert not (tmp_path / "b.parquet").exists()
