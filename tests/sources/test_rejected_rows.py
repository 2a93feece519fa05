"""Rejected rows wait in quarantine as they came; what a later import brings mended waits no more, what it does not, waits on."""

from datetime import date
from typing import Any

import pytest

from ledger.connection import reading
from ledger.quarantine import quarantined, waiting_rows

HEADER = "invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency"
GOOD = "1,A,2026-01-01,2026-01-31,2026-02-10,1000.00,EUR"
BAD = '2,A,2026-02-30,2026-03-12,,"5,00",EUR'
NAMELESS = "customer_id,issued_on,due_on,amount,currency"
LATER = date(2026, 7, 20)


def csv(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows, ""])


def held(importing: Any) -> list[tuple[int, str, str, str]]:
    """(line, first cell, state, code) of everything in quarantine."""
    with reading(importing.engine) as connection:
        return [(row.line, row.cells[0], row.state, row.said[0].code) for row in quarantined(connection)]


def test_a_rejected_row_waits_with_its_cells_and_reasons(importing_on_both: Any) -> None:
    importing_on_both(csv(GOOD, BAD, "3,A\0,2026-01-01,2026-01-31,,1.00,EUR", "4,ragged"))
    with reading(importing_on_both.engine) as connection:
        first, second, third = quarantined(connection)
        totals = waiting_rows(connection, date(2026, 7, 1))
        assert waiting_rows(connection, date(2026, 6, 30)) == []
    assert first.cells == ("2", "A", "2026-02-30", "2026-03-12", "", "5,00", "EUR")
    assert (first.line, first.state, first.file.kind, first.file.history) == (3, "waiting", "invoices", True)
    assert [(said.code, said.column) for said in first.said] == [("DQ001", "issued_on")]
    assert second.cells[1] == "A\0"
    assert third.cells == ("4", "ragged")
    assert [(one.file, one.code, one.rows) for one in totals] == [
        ("file-0.csv", "DQ001", 1), ("file-0.csv", "DQ013", 1), ("file-0.csv", "DQ014", 1),
    ]  # fmt: skip


def test_the_same_file_again_holds_nothing_twice(importing_on_both: Any) -> None:
    importing_on_both(csv(GOOD, BAD))
    importing_on_both(csv(BAD, GOOD), on=LATER)
    assert held(importing_on_both) == [(3, "2", "waiting", "DQ001")]
    importing_on_both(csv(GOOD, BAD), on=LATER, source="other")
    assert len(held(importing_on_both)) == 2, "another source's word is its own"


def test_equal_rejected_rows_are_two_rows(importing: Any) -> None:
    importing(csv("A,2026-02-30,2026-03-12,1.00,EUR", "A,2026-02-30,2026-03-12,1.00,EUR", header=NAMELESS))
    assert [row[:1] for row in held(importing)] == [(2,), (3,)]


def test_the_corrected_file_takes_the_row_out(importing_on_both: Any) -> None:
    """By its id, whatever file and line it stands in now, and though its other cells were changed too."""
    importing_on_both(csv(GOOD, BAD, "3,A,x,2026-03-12,,1.00,EUR"))
    importing_on_both(csv("2,A,2026-02-28,2026-03-12,,5.00,EUR"), on=LATER)
    assert held(importing_on_both) == [(3, "2", "taken", "DQ001"), (4, "3", "waiting", "DQ001")]


def test_a_row_without_an_id_is_known_by_its_other_cells(importing_on_both: Any) -> None:
    importing_on_both(csv("A,2026-02-30,2026-03-12,1.00,EUR", "B,2026-02-30,2026-03-12,1.00,EUR", header=NAMELESS))
    importing_on_both(csv("A,2026-02-28,2026-03-12,1.00,EUR", header=NAMELESS), on=LATER)
    assert [(row[1], row[2]) for row in held(importing_on_both)] == [("A", "taken"), ("B", "waiting")]


@pytest.mark.parametrize(
    ("second", "state"),
    [("1,A,2026-01-01,2026-01-31,2026-02-10,900.00,EUR", "waiting"), ("9,A,2026-01-01,2026-01-31,2026-02-10,900.00,EUR", "taken")],
    ids=["again", "with its own id"],
)  # fmt: skip
def test_a_contradiction_waits_until_it_is_gone(importing: Any, second: str, state: str) -> None:
    contradicting = "1,A,2026-01-01,2026-01-31,2026-02-10,900.00,EUR"
    importing(csv(GOOD, contradicting))
    assert held(importing) == [(3, "1", "waiting", "DQ015")], "the first row is no word on the second"
    importing(csv(GOOD, second), on=LATER)
    assert [row[2] for row in held(importing)] == [state]


def test_an_allocation_of_an_unknown_invoice_waits_for_it(importing_on_both: Any) -> None:
    payments = "payment_id,customer_id,paid_on,currency,amount\nP1,A,2026-04-01,EUR,400.00\n"
    allocations = "allocation_id,payment_id,invoice_id,amount\nX1,P1,7,400.00\n"
    importing_on_both(payments, allocations)
    assert held(importing_on_both) == [(2, "X1", "waiting", "DQ016")]
    importing_on_both(
        csv("7,A,2026-03-01,2026-03-31,,400.00,EUR").replace(",paid_on", "").replace(",,", ","), allocations, on=LATER
    )
    assert held(importing_on_both) == [(2, "X1", "taken", "DQ016")]


def test_a_dry_run_holds_nothing(importing: Any) -> None:
    importing(csv(GOOD, BAD), dry_run=True)
    assert held(importing) == []


def test_a_rate_has_no_id(importing: Any) -> None:
    rates = "currency,base_currency,quoted_on,rate\n"
    importing(rates + "USD,EUR,2026-01-05,x\n")
    importing(rates + "USD,EUR,2026-01-06,0.9\n", on=LATER)
    assert [row[2] for row in held(importing)] == ["waiting"]
