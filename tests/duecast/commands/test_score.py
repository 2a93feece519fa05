"""`duecast score`: the open book into the ledger and a file; a second run of the day replaces the first."""

import json
import sqlite3
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.conftest import run_duecast

pytestmark = pytest.mark.xdist_group("demo")


def test_the_open_book_is_scored_once(own_demo_home: Path) -> None:
    out = own_demo_home / "scores.parquet"
    counts = []
    for _ in range(2):
        done = run_duecast(own_demo_home, "score", "--out", str(out), "--json")
        assert done.returncode == 0, done.stderr
        counts.append(json.loads(done.stdout)["scored"])
    with sqlite3.connect(own_demo_home / "duecast.db") as connection:
        (kept,) = connection.execute("SELECT count(*) FROM scores").fetchone()
    table = pq.read_table(out)
    assert counts == [kept, kept] == [table.num_rows] * 2
    assert {"invoice_id", "p_late", "expected_on", "reasons", "cdf"} <= set(table.column_names)


def test_without_a_model_it_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text(
        "invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency\n1,A,2026-01-01,2026-01-31,,10.00,EUR\n"
    )
    run_duecast(tmp_path, "import", str(tmp_path / "l.csv"))
    done = run_duecast(tmp_path, "score")
    assert done.returncode == 1
    assert "duecast train" in done.stderr
