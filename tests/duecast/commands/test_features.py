"""`duecast features` writes the frame of the open book, or of all invoices at issue."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from duecast.commands import features
from duecast.console import Progress
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


@pytest.mark.parametrize("at_once", [700, 10**6])
def test_one_bar_that_never_goes_back(
    demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    shown: list[float] = []

    @contextmanager
    def bar(title: str) -> Iterator[Progress]:
        yield lambda stage, share: shown.append(share)

    monkeypatch.setenv("DUECAST_HOME", str(demo_home))
    monkeypatch.setattr(features, "progress", bar)
    features.features(tmp_path / "all.parquet", "2026-03-02", "all", at_once)
    assert len(shown) > 2 and shown == sorted(shown) and shown[0] > 0 and shown[-1] < 1
