"""Quarantine keeps a row once, changes only what waits, and says how many waited on a day of the past."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from ledger.connection import reading, writing
from ledger.errors import InvalidValue, UnknownQuarantined
from ledger.findings import Finding
from ledger.quarantine import (
    HeldFile,
    HeldRow,
    Keeper,
    end,
    mend,
    quarantined,
    still_rejected,
    waiting_of,
    waiting_rows,
)
from ledger.recording import Recorder

AT = datetime(2026, 7, 1, 20, tzinfo=UTC)
SAID = Finding("DQ001", "rejected", "a.csv", 2, "issued_on", "x", "'x' is not a day", "correct it")
HOSTILE = ["<b>", "\0", "\ud800", "a\r\nb", "x" * 70_000]


def hold(engine: Engine, *rows: HeldRow) -> None:
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", ["a.csv"], AT, date(2026, 7, 1))
        file = HeldFile(
            recorder.import_no, "erp", "a.csv", "invoices", {"columns": {}}, ["invoice_id", "issued_on"], True
        )
        Keeper(connection, file, AT, "import 1").hold(rows)


def test_a_row_is_kept_as_it_came_and_ends_once(engine: Engine) -> None:
    hold(engine, HeldRow(2, HOSTILE, [SAID], "", 7), HeldRow(3, ["2", "y"], [SAID], "2", 8))
    with writing(engine, actor="carla") as connection:
        first, second = quarantined(connection)
        assert list(first.cells) == HOSTILE
        assert second.said == (SAID,)
        assert [(row.name, row.wrong) for row in waiting_of(connection, "erp", "invoices")] == [
            ("2", ()),
            ("", ["issued_on"]),
        ]
        mend(connection, 2, ["2", "2026-01-01"], at=AT)
        still_rejected(connection, 2, [SAID], at=AT)
        (row,) = quarantined(connection, numbers=[2])
        assert (row.state, row.current, row.changed_by) == ("waiting", ("2", "2026-01-01"), "carla")
        end(connection, [2], "dropped", at=AT, on=date(2026, 7, 5), why="a test")
        with pytest.raises(InvalidValue, match="row 2 is dropped"):
            end(connection, [1, 2], "taken", at=AT, on=date(2026, 7, 5))
        with pytest.raises(UnknownQuarantined, match="no row 9"):
            quarantined(connection, numbers=[1, 9])


def test_how_many_waited_on_a_day(engine: Engine) -> None:
    hold(engine, HeldRow(2, ["1"], [SAID], "1", 7), HeldRow(3, ["2"], [SAID], "2", 8))
    with writing(engine) as connection:
        end(connection, [1], "taken", at=AT, on=date(2026, 7, 5), by="import 2")
    with reading(engine) as connection:
        counts = [
            sum(one.rows for one in waiting_rows(connection, date(2026, m, d))) for m, d in ((6, 30), (7, 4), (7, 5))
        ]
    assert counts == [0, 2, 1]


def test_what_is_known_by_its_digest(engine: Engine) -> None:
    hold(engine, HeldRow(2, ["1"], [SAID], "1", 7))
    with writing(engine) as connection:
        file = HeldFile(1, "erp", "a.csv", "invoices", {}, [], True)
        assert Keeper(connection, file, AT, "x").known([7, 8]) == {7}
