"""`duecast features` writes the frame of the open book, or of all invoices at issue."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from features.feature import catalog
from tests.conftest import run_duecast

pytestmark = pytest.mark.xdist_group("demo")


def test_open_and_all(demo_home: Path, tmp_path: Path) -> None:
    rows = {}
    for which in ("open", "all"):
        out = tmp_path / f"{which}.parquet"
        done = run_duecast(demo_home, "features", "--out", str(out), "--invoices", which)
        assert done.returncode == 0, done.stderr
        table = pq.read_table(out)
        rows[which] = table.num_rows
        assert {feature.name for feature in catalog()} <= set(table.column_names)
        assert f"{table.num_rows:,} rows" in done.stdout
    assert rows["all"] > 4000 > rows["open"] > 0


def test_shares_hold_the_same_rows(demo_home: Path, tmp_path: Path) -> None:
    made = []
    for name, more in (("whole", ()), ("shares", ("--at-once", "700"))):
        out = tmp_path / f"{name}.parquet"
        done = run_duecast(demo_home, "features", "--out", str(out), "--as-of", "2026-03-02", *more)
        assert done.returncode == 0, done.stderr
        made.append(pq.read_table(out).sort_by([("invoice_id", "ascending"), ("instalment", "ascending")]))
    assert made[0].num_rows > 0 and made[0].equals(made[1])
