"""Mended rows enter the ledger by the path of any row, with the knowledge days they deserve."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from ledger.connection import reading, writing
from ledger.errors import InvalidValue, UnknownQuarantined
from ledger.quarantine import end, mend, quarantined
from sources.mending_sheet import mended_cells
from sources.replay import replay
from sources.report import ImportReport

HEADER = "invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency,country\n"
GOOD = "1,A,2026-01-01,2026-01-31,2026-02-10,1000.00,EUR,DE\n"
BAD = '2,A,2026-02-01,2026-03-12,2026-03-20,"5,00",EUR,AT\n'
AT, ON = datetime(2026, 8, 1, 9, tzinfo=UTC), date(2026, 8, 1)


def change(importing: Any, number: int, **cells: str) -> None:
    with writing(importing.engine, actor="carla") as connection:
        (row,) = quarantined(connection, numbers=[number])
        mend(connection, number, mended_cells(row, cells), at=AT)


def replayed(importing: Any, *numbers: int, **more: Any) -> list[ImportReport]:
    return replay(importing.engine, numbers or None, recorded_at=AT, recorded_on=ON, **more)


def states(importing: Any) -> list[tuple[str, str]]:
    with reading(importing.engine) as connection:
        return [(row.state, row.changed_by) for row in quarantined(connection)]


def test_a_row_of_the_history_stays_history(importing_on_both: Any) -> None:
    importing_on_both(HEADER + GOOD + BAD)
    change(importing_on_both, 1, amount="5.00")
    assert states(importing_on_both) == [("mended", "carla")]
    (report,) = replayed(importing_on_both)
    assert (report.counts["items"]["new"], report.counts["payments"]["new"], report.rejected) == (1, 1, 0)
    query = "SELECT CAST(known_on AS VARCHAR) FROM payments WHERE payment_id = '2/1:paid'"
    assert importing_on_both.rows(query) == [("2026-03-20",)]
    assert [state for state, _ in states(importing_on_both)] == ["replayed"]
    log = [row[0] for row in importing_on_both.rows("SELECT action FROM audit ORDER BY audit_no")]
    assert log == ["policy", "import", "quarantine mended", "quarantine replayed", "import"]


def test_it_equals_the_ledger_that_was_never_wrong(importing: Any) -> None:
    bad = BAD.replace("AT", "DE")
    importing(HEADER + GOOD + bad)
    change(importing, 1, amount="5.00")
    replayed(importing)
    mended = importing.digest()
    importing(HEADER + GOOD + bad.replace('"5,00"', "5.00"), on=date(2026, 9, 1))
    assert importing.digest() == mended, "the corrected file brings nothing new"
    importing(HEADER + GOOD + bad, on=date(2026, 9, 2))
    assert [state for state, _ in states(importing)] == ["replayed"], "the old file does not bring it back"


def test_a_later_row_is_known_when_it_was_replayed(importing_on_both: Any) -> None:
    importing_on_both(HEADER + GOOD)
    importing_on_both(HEADER + BAD, on=date(2026, 7, 20))
    change(importing_on_both, 1, amount="5.00")
    replayed(importing_on_both)
    query = "SELECT CAST(known_on AS VARCHAR), backfilled FROM payments WHERE payment_id = '2/1:paid'"
    assert [(day, bool(told)) for day, told in importing_on_both.rows(query)] == [("2026-08-01", False)]


def test_what_the_row_says_of_a_known_customer_is_left_out(importing: Any) -> None:
    importing(HEADER + GOOD + BAD + BAD.replace("2,A,", "3,B,"))
    importing("customer_id,country,name\nA,CH,Alpha\n", on=date(2026, 7, 20))
    change(importing, 1, amount="5.00")
    change(importing, 2, amount="5.00")
    replayed(importing)
    query = """SELECT c.customer_id, v.country FROM customer_versions v JOIN customers c ON c.customer_no = v.customer_no
               WHERE v.fact_no NOT IN (SELECT fact_no FROM retractions WHERE kind = 'customers') ORDER BY 1"""
    assert importing.rows(query) == [("A", "CH"), ("B", "AT")]


def test_rejected_again_it_waits_on_with_the_new_reason(importing: Any) -> None:
    importing(HEADER + GOOD + "\n\n" + BAD)
    change(importing, 1, amount="5.00", issued_on="never")
    (report,) = replayed(importing)
    assert [(found.code, found.file, found.line) for found in report.findings] == [("DQ001", "file-0.csv", 5)]
    with reading(importing.engine) as connection:
        (row,) = quarantined(connection)
    assert (row.state, [said.code for said in row.said], row.current[2]) == ("waiting", ["DQ001"], "never")
    change(importing, 1, issued_on="2026-02-01")
    assert replayed(importing)[0].rejected == 0


def test_a_ragged_row_and_quoted_line_breaks(importing: Any) -> None:
    importing(
        HEADER + '1,A,x,2026-01-31,,1.00,EUR,"D\nE"\n' + "2,A\n" + BAD.replace("2,A", "4,A").replace("AT", '"A\r\nT"')
    )
    change(importing, 1, issued_on="2026-01-01", country="DE")
    change(importing, 2, issued_on="2026-01-01", due_on="2026-02-01", amount="1.00", currency="EUR")
    change(importing, 3, amount="7.00")
    (report,) = replayed(importing)
    assert (report.rows, report.rejected) == (3, 0)
    assert importing.rows("SELECT invoice_id FROM items ORDER BY 1") == [("1",), ("2",), ("4",)]


def test_a_row_that_only_came_too_early_is_replayed_as_it_is(importing: Any) -> None:
    payments = "payment_id,customer_id,paid_on,currency,amount\nP1,A,2026-04-01,EUR,400.00\n"
    importing(payments, "allocation_id,payment_id,invoice_id,amount\nX1,P1,1,400.00\n")
    importing(HEADER + GOOD.replace("2026-02-10", ""), on=date(2026, 7, 20))
    (report,) = replayed(importing, 1)
    assert report.counts["allocations"]["new"] == 1


def test_a_dry_run_and_what_cannot_be_replayed(importing: Any) -> None:
    importing(HEADER + BAD)
    with pytest.raises(InvalidValue, match="no row is mended"):
        replayed(importing)
    change(importing, 1, amount="5.00")
    assert replayed(importing, dry_run=True)[0].counts["items"]["new"] == 1
    assert states(importing) == [("mended", "carla")]
    with writing(importing.engine) as connection:
        end(connection, [1], "dropped", at=AT, on=ON, why="a test invoice")
    with pytest.raises(InvalidValue, match="row 1 is dropped"):
        replayed(importing, 1)
    with pytest.raises(UnknownQuarantined, match="no row 7"):
        replayed(importing, 7)
    with pytest.raises(InvalidValue, match="row 1 is dropped"):
        change(importing, 1, amount="6.00")
    importing(HEADER + BAD, on=date(2026, 9, 1))
    assert [state for state, _ in states(importing)] == ["dropped"]
