"""An end that was told and is told no more: it is taken back, it is said, and the past stays as it was."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from ledger.checkup import checkup
from ledger.connection import reading, writing
from portfolio.statement import statements
from sources.door import record_rows
from tests.sources.conftest import TODAY

INVOICES = """invoice_id,customer_id,issued_on,due_on,amount,currency
1,A,2026-01-01,2026-01-31,100.00,EUR
2,A,2026-01-01,2026-01-31,100.00,EUR
"""
PAYMENTS = """payment_id,customer_id,paid_on,amount,currency,returned_on
P0,A,2026-01-20,7.00,EUR,
P1,A,2026-02-01,100.00,EUR,{}
"""
ALLOCATIONS = """allocation_id,payment_id,invoice_id,amount,allocated_on,reversed_on
a1,P1,1,100.00,2026-02-01,{}
"""
DISPUTES = """dispute_id,invoice_id,opened_on,amount,reason,closed_on,outcome
D1,2,2026-02-10,,quality,{},
"""
PROMISES = """promise_id,invoice_id,made_on,promised_for,amount,withdrawn_on
M1,2,2026-06-01,2026-12-10,,{}
"""
ENDED = (
    PAYMENTS.format("2026-02-10"), ALLOCATIONS.format("2026-02-10"), DISPUTES.format("2026-02-20"),
    PROMISES.format("2026-06-05"),
)  # fmt: skip
NEVER = tuple(text.format("") for text in (PAYMENTS, ALLOCATIONS, DISPUTES, PROMISES))
LATER, LAST = date(2026, 7, 20), date(2026, 8, 3)


def state(importing: Any, closing_on: date) -> tuple[int, dict[str, tuple[bool, bool]]]:
    """Balance of A in cents, and open invoice → (disputed, promised)."""
    with reading(importing.engine) as connection:
        (one,) = statements(connection, "A", closing_on)
        opened = {item.invoice_id: (item.disputed, item.promised_for is not None) for item in one.open_items}
    return one.closing_minor, opened


def corrected(report: Any) -> dict[str, int]:
    return {kind: n["corrected"] for kind, n in report.counts.items() if n["corrected"]}


def test_each_kind_of_end_is_taken_back_from_the_day_on(importing_on_both: Any) -> None:
    importing_on_both(INVOICES, *ENDED)
    before = state(importing_on_both, TODAY)
    assert before == (19300, {"1": (False, False), "2": (False, False)})
    report = importing_on_both(*NEVER, on=LATER)
    assert corrected(report) == {"payments": 1, "allocations": 1, "disputes": 1, "promises": 1}
    assert sorted((one.code, one.severity, one.column, one.value) for one in report.findings) == [
        ("DQ028", "warning", "closed_on", "D1"), ("DQ028", "warning", "returned_on", "P1"),
        ("DQ028", "warning", "reversed_on", "a1"), ("DQ028", "warning", "withdrawn_on", "M1"),
    ]  # fmt: skip
    assert state(importing_on_both, LATER) == (9300, {"2": (True, True)})
    assert state(importing_on_both, TODAY) == before, "what was known then"
    assert [check for check in checkup(importing_on_both.engine) if not check.holds] == []
    again = importing_on_both(*NEVER, on=LATER)
    assert (corrected(again), again.findings) == ({}, [])


def test_ended_once_more_is_ended(importing_on_both: Any) -> None:
    importing_on_both(INVOICES, *ENDED)
    importing_on_both(*NEVER, on=LATER)
    importing_on_both(*ENDED, on=LAST)
    assert state(importing_on_both, LAST) == (19300, {"1": (False, False), "2": (False, False)})
    assert state(importing_on_both, LATER) == (9300, {"2": (True, True)})
    assert [check for check in checkup(importing_on_both.engine) if not check.holds] == []


def test_no_column_another_source_and_a_row_that_is_left_out_take_nothing_back(importing: Any) -> None:
    importing(INVOICES, *ENDED)
    digest = importing.digest()
    importing(PAYMENTS.replace(",returned_on", "").replace(",{}", "").replace("EUR,\n", "EUR\n"), on=LATER)
    importing(DISPUTES.format("").replace("D1", "D2"), PAYMENTS.splitlines()[0] + "\n", on=LATER, dry_run=True)
    importing(*NEVER, on=LATER, source="another")
    importing(*NEVER, *ENDED, on=LATER)
    assert importing.digest() == digest


def test_an_end_that_cannot_be_read_takes_nothing_back(importing: Any) -> None:
    told = "invoice_id,customer_id,issued_on,due_on,amount,currency,disputed_on,dispute_closed_on\n"
    row = "3,A,2026-01-01,2026-01-31,100.00,EUR,2026-02-01,{}\n"
    importing(told + row.format("2026-02-09"))
    assert corrected(importing(told + row.format("2026-01-09"), on=LATER)) == {}, "closed before it opened: DQ024"
    assert corrected(importing(told + row.format(""), on=LATER)) == {"disputes": 1}
    assert state(importing, LATER)[1] == {"3": (True, False)}


def test_an_amount_corrected_while_the_reversal_is_taken_back(importing: Any) -> None:
    """The reversal of 100.00 does not stay beside an allocation of 60.00."""
    importing(INVOICES, *ENDED)
    importing(NEVER[0], NEVER[1].replace("100.00", "60.00"), on=LATER)
    assert [check for check in checkup(importing.engine) if not check.holds] == []
    assert state(importing, LATER)[0] == 9300


@pytest.mark.parametrize("rest", [{}, {"closed_on": ""}])
def test_one_request_at_a_time(engine: Engine, rest: dict[str, str]) -> None:
    """A field that is there and empty takes the end back; one that is left out says nothing."""
    invoice = dict(zip(*(line.split(",") for line in INVOICES.splitlines()[:2]), strict=True))
    dispute = {"dispute_id": "D1", "invoice_id": "1", "opened_on": "2026-02-10", "reason": "price"}
    outcomes = []
    for day, kind, row in (
        (TODAY, "invoices", invoice),
        (TODAY, "disputes", dispute | {"closed_on": "2026-03-01"}),
        (LATER, "disputes", dispute | rest),
    ):  # fmt: skip
        with writing(engine) as connection:
            at = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
            _, results, others = record_rows(connection, kind, [row], source="erp", recorded_at=at, recorded_on=day)
        assert others == []
        outcomes.append((results[0].outcome, [one.code for one in results[0].findings]))
    assert outcomes[2] == (("corrected", ["DQ028"]) if rest else ("known", []))
