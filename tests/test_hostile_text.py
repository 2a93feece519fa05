"""RELIABILITY B6: hostile text is shown, logged and exported safely; how it comes in: tests/test_hostile_doors.py."""

import csv
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from ledger.audit import read_entries
from ledger.audit_check import broken_chain
from ledger.connection import reading, writing
from ledger.errors import InvalidValue
from ledger.quarantine import end, quarantined
from ledger.recording import Recorder
from ledger.records import Customer
from sources.load import load_files
from sources.mending_sheet import read_sheet, write_sheet
from tests.conftest import run_duecast
from tests.hostile import HOSTILE, SURROGATE

AT, ON = datetime(2026, 7, 1, tzinfo=UTC), date(2026, 7, 1)


def test_a_lone_surrogate_is_refused_and_breaks_nothing(engine: Engine) -> None:
    """No file holds one; a program may hand one to the recorder. The ledger says no, and nothing is half written."""
    with pytest.raises(InvalidValue, match=r"ud800.*no character"), writing(engine) as connection:
        recorder = Recorder(connection, "erp", ["a"], AT, ON)
        recorder.record([Customer(customer_id="A", name=SURROGATE)])
        recorder.finish({})
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM imports")).scalar() == 0


def test_nul_waits_in_quarantine(engine: Engine, tmp_path: Path) -> None:
    """In every cell, in ragged rows too; PostgreSQL keeps it in no text."""
    header = "invoice_id,customer_id,issued_on,due_on,amount,currency,name"
    rows = ["1\0,A\0,2026-01-01,2026-01-31,1,EUR,\0", "2,\0", "3,A,2026-01-01,2026-01-31,1\0,EUR,x"]
    (tmp_path / "a.csv").write_text("\n".join([header, *rows, ""]))
    report = load_files(engine, [tmp_path / "a.csv"], recorded_at=AT, recorded_on=ON)
    assert [finding.code for finding in report.findings] == ["DQ014", "DQ013", "DQ014"]
    again = load_files(engine, [tmp_path / "a.csv"], recorded_at=AT, recorded_on=ON)
    assert (report.rejected, again.rejected) == (3, 3)
    with reading(engine) as connection:
        assert [",".join(row.cells) for row in quarantined(connection)] == rows
        assert connection.execute(text("SELECT count(*) FROM findings")).scalar() == 3


def test_log_and_sheet(sqlite_engine: Engine, tmp_path: Path) -> None:
    """A reason, an actor and cells of all kinds: the audit chain holds, the sheet comes back as it went."""
    rows = [[f"{n}{hostile}", hostile, "never", "2026-01-31", "1", "EUR", hostile] for n, hostile in enumerate(HOSTILE)]
    out = StringIO()
    csv.writer(out).writerows(
        [["invoice_id", "customer_id", "issued_on", "due_on", "amount", "currency", "note"], *rows]
    )
    (tmp_path / "a.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
    load_files(sqlite_engine, [tmp_path / "a.csv"], recorded_at=AT, recorded_on=ON)
    with writing(sqlite_engine, actor=HOSTILE[0]) as connection:
        held = quarantined(connection)
        assert [list(row.cells) for row in held] == rows
        for row, hostile in zip(held, HOSTILE, strict=True):
            end(connection, [row.quarantine_no], "dropped", at=AT, on=ON, why=hostile)
        assert broken_chain(connection) is None
        dropped = [entry for entry in read_entries(connection) if entry.action == "quarantine dropped"]
        assert [entry.detail["why"] for entry in dropped] == list(HOSTILE)
    path = tmp_path / "sheet.csv"
    path.write_text(write_sheet(held), encoding="utf-8-sig", newline="")
    assert [list(cells.values()) for cells in read_sheet(path).values()] == rows
    for line in csv.reader(StringIO(path.read_text(encoding="utf-8-sig"), newline="")):
        assert not [cell for cell in line if cell[:1] in set("=@\t\r")], line[:3]


def test_the_terminal_shows_text_as_text(tmp_path: Path) -> None:
    """No escape sequence reaches it, no markup is followed, nothing fails."""
    folder = tmp_path / "files"
    folder.mkdir()
    out = StringIO()
    rows: list[list[Any]] = [
        [f"{n}{hostile[:50]}", hostile[:50], "never", "2026-01-31", "1", "EUR"] for n, hostile in enumerate(HOSTILE)
    ]
    csv.writer(out).writerows([["invoice_id", "customer_id", "issued_on", "due_on", "amount", "currency"], *rows])
    (folder / "a.csv").write_text(
        out.getvalue() + "1,A,2026-01-01,2026-01-02,\x1b[31m,EUR\n", encoding="utf-8", newline=""
    )
    for command in (
        ["import", str(folder / "a.csv")],
        ["quarantine", "list"],
        ["quarantine", "show", "17"],
        ["quality"],
    ):
        done = run_duecast(tmp_path, *command)
        assert done.returncode in {0, 1}, done.stderr
        assert "Traceback" not in done.stderr
        assert "\x1b[31m" not in done.stdout, command
