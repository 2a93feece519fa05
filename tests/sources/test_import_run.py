"""One import, read by itself or by processes of its own: the same ledger, report and findings."""

import os
import shutil
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from ledger.bulk_recording import BulkRecorder
from ledger.connection import reading
from ledger.demo.files import write_files
from ledger.demo.simulation import simulate
from ledger.digest import ledger_digest
from ledger.errors import UnreadableSource
from sources import blocks, pieces
from sources.blocks import read_apart
from sources.load import load_files
from sources.report import ImportReport
from tests.sources.conftest import Importer

PAYMENTS = "payment_id,customer_id,paid_on,currency,amount\n"
ROWS = [f"p{n},A,2026-01-05,EUR,{n + 1}.00" for n in range(40)]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every file is read by processes, in pieces of a few rows; gives how many each had."""
    found: list[int] = []

    def counted(task: Any, parts: int) -> Any:
        found.append(parts)
        return read_apart(task, parts)

    monkeypatch.setattr(blocks, "MANY_BYTES", 0)
    monkeypatch.setattr(blocks, "processors", lambda: 2)
    monkeypatch.setattr(blocks, "read_apart", counted)
    monkeypatch.setattr(pieces, "PIECE_BYTES", 128)
    monkeypatch.setattr(BulkRecorder, "is_worth", lambda self, kind, rows: kind in {"items", "payments", "allocations"})
    return found


def told(report: ImportReport) -> tuple[Any, ...]:
    return report.counts, report.totals, [(file.rows, file.taken, file.rejected) for file in report.files]


def load(engine: Engine, folder: Path, day: int = 1) -> tuple[Any, ...]:
    on = date(2026, 1, day)
    at = datetime(2026, 1, day, tzinfo=UTC)
    report = load_files(engine, sorted(folder.glob("*.csv")), recorded_at=at, recorded_on=on)
    with reading(engine) as connection:
        findings = Counter(
            map(tuple, connection.execute(text('SELECT code, file, line, "column", value FROM findings')))
        )
        return told(report), findings, ledger_digest(connection)


def test_processes_give_the_same_ledger(
    importing_on_both: Importer,
    sqlite_engine: Engine,
    tmp_path: Path,
    started: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """First, again, and with rows changed, broken and told twice."""
    files, later = tmp_path / "files", tmp_path / "later"
    write_files(simulate(8, 120, 3, date(2025, 12, 31)), files)
    shutil.copytree(files, later)
    for name in ("invoices", "payments", "allocations"):
        path = later / f"{name}.csv"
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        rows[5], rows[9] = rows[5].replace("1", "7"), rows[9] + ",ragged"
        path.write_text("\n".join([header, *rows[:60], rows[7].replace(".", ".1"), *rows[60:], rows[3], "", "x"]))
    steps = [(files, 1), (files, 2), (later, 3)]
    apart = [load(importing_on_both.engine, *step) for step in steps]
    assert set(started) == {1, 2}
    monkeypatch.setattr(blocks, "processors", lambda: 1)
    started.clear()
    if importing_on_both.engine.url != sqlite_engine.url:
        assert [load(sqlite_engine, *step) for step in steps] == apart
        assert not started
    assert sum(counts["known"] for counts in apart[1][0][0].values()) > 300
    assert not sum(counts["new"] + counts["corrected"] + counts["rejected"] for counts in apart[1][0][0].values())


def test_a_known_row_that_was_corrected_above_is_read_whole(importing: Importer, started: list[int]) -> None:
    """Its digest stands in the ledger as reading begins, and no more when its turn comes."""
    importing(PAYMENTS + "\n".join(ROWS))
    changed = [*ROWS[:3], "p30,A,2026-01-05,EUR,99.00", *ROWS[3:]]
    report = importing(PAYMENTS + "\n".join(changed), on=date(2026, 3, 2))
    assert report.counts["payments"] == {"new": 0, "known": 39, "corrected": 1, "rejected": 1}
    assert [(finding.code, finding.line) for finding in report.findings] == [("DQ015", 33)]
    assert started == [1, 2]


def test_what_cannot_be_read_is_told_as_ever(importing: Importer, started: list[int]) -> None:
    """Line breaks in cells are read on as one; a broken file is refused with its line, and nothing is kept."""
    rows = [*ROWS[:30], 'p90,A,2026-01-05,EUR,"1.\n00"', *ROWS[30:]]
    report = importing(PAYMENTS + "\n".join(rows))
    assert (report.rows, [(finding.code, finding.line) for finding in report.findings]) == (41, [("DQ002", 32)])
    with pytest.raises(UnreadableSource, match="line 42"):
        importing(PAYMENTS + "\n".join([*ROWS, '"p91,A']), on=date(2026, 3, 2))
    assert importing.rows("SELECT count(*) FROM imports")[0][0] == 1
    assert started


def test_a_reader_that_is_killed_costs_time_only(
    importing: Importer, started: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def dying(task: Any, parts: int) -> Any:
        def some(part: int, parts: int) -> Any:
            for number, found in enumerate(task(part, parts)):
                if number == 2:
                    os._exit(1)
                yield found

        return read_apart(some, parts)

    monkeypatch.setattr(blocks, "read_apart", dying)
    report = importing(PAYMENTS + "\n".join(ROWS))
    assert report.counts["payments"]["new"] == 40
