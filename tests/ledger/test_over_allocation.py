"""What exceeds what there is is named at the end of the import that made it so, on both databases."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, func, select

from ledger import over_allocation
from ledger.connection import reading, writing
from ledger.invariants import applied_beyond_received
from ledger.over_allocation import Excess, over_allocated
from ledger.recording import Recorder
from ledger.records import RETURNED, Allocation, Item, Payment, Record
from ledger.tables import imports
from tests.book import Book


def test_what_is_exceeded(book_on_both: Book) -> None:
    """One invoice settled twice; a payment handed on beyond what came in; a reversal sets another right.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 3 to A: 10.00, issued 1 Jan, due 31 Jan
    payment p of 1: 100.00, paid 3 Feb
    write-off of 1: 0.01, on 4 Feb
    payment q from A: 60.00, paid 3 Feb
    allocation of q to 2: 60.01, on 5 Feb
    payment r of 3: 10.00, paid 3 Feb
    payment s of 3: 10.00, paid 3 Feb
    recorded 20 Feb
    reversal of r
    """
    with reading(book_on_both.engine) as connection:
        first = connection.scalar(select(func.min(imports.c.import_no))) or 0
        assert over_allocated(connection, first, 10) == [
            Excess("item", "1/1", "EUR", 10000, 10001), Excess("payment", "q", "EUR", 6000, 6001),
        ]  # fmt: skip
        assert over_allocated(connection, first + 1, 10) == []


def test_what_one_small_import_exceeds(book_on_both: Book) -> None:
    """Asked before the import is sealed, as an import asks: what others exceeded is not its own.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 100.00, issued 1 Jan, due 31 Jan
    payment p of 1: 100.00, paid 3 Feb
    write-off of 1: 0.01, on 4 Feb
    """
    with writing(book_on_both.engine) as connection:
        recorder = Recorder(connection, "bank", [], datetime(2025, 3, 1, tzinfo=UTC), date(2025, 3, 1))
        day = date(2025, 2, 3)
        recorder.record([Allocation(allocation_id="x", invoice_id="2", payment_id="p", valued_on=day, amount_minor=1)])
        assert over_allocated(connection, recorder.import_no, 10) == [Excess("payment", "p", "EUR", 10000, 10001)]


DAY, LATER = date(2026, 1, 1), date(2026, 2, 1)
INVOICE = Item(invoice_id="1", customer_id="A", issued_on=DAY, due_on=LATER, currency="EUR", amount_minor=100)
OTHER = Item(invoice_id="2", customer_id="A", issued_on=DAY, due_on=LATER, currency="EUR", amount_minor=100)
NOTE = Item(
    invoice_id="n",
    customer_id="A",
    document_type="credit_note",
    issued_on=DAY,
    due_on=DAY,
    currency="EUR",
    amount_minor=50,
)
MONEY = Payment(payment_id="p", customer_id="A", paid_on=DAY, currency="EUR", amount_minor=100)
DOLLARS = Payment(payment_id="d", customer_id="A", paid_on=DAY, currency="USD", amount_minor=10)
PAID = Allocation(allocation_id="x", invoice_id="1", payment_id="p", valued_on=DAY, amount_minor=100)


def told(engine: Engine, *records: Record, day: date = LATER) -> tuple[list[Excess], list[str]]:
    """What an import left, as it asks before it is sealed; and what the doctor says after it."""
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", [], datetime(2026, 2, 1, tzinfo=UTC), day)
        assert recorder.record(records) == []
        found = over_allocated(connection, recorder.import_no, 10)
        recorder.finish({})
    with reading(engine) as connection:
        return found, applied_beyond_received(connection)


@pytest.fixture(params=["a small import", "a large one"])
def ledger(engine: Engine, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An invoice paid in full, another open, a credit note."""
    monkeypatch.setattr(over_allocation, "FEW", 5_000 if request.param == "a small import" else 0)
    assert told(engine, INVOICE, OTHER, NOTE, MONEY, PAID, day=DAY) == ([], [])
    return engine


def test_an_invoice_corrected_below_what_was_applied(ledger: Engine) -> None:
    smaller = Item(invoice_id="1", customer_id="A", issued_on=DAY, due_on=LATER, currency="EUR", amount_minor=90)
    assert told(ledger, smaller) == ([Excess("item", "1/1", "EUR", 90, 100)], [])
    assert told(ledger, Payment(payment_id="q", customer_id="A", paid_on=DAY, currency="EUR", amount_minor=1)) == (
        [],
        [],
    )


def test_a_payment_corrected_below_what_was_applied(ledger: Engine) -> None:
    smaller = Payment(payment_id="p", customer_id="A", paid_on=DAY, currency="EUR", amount_minor=90)
    assert told(ledger, smaller) == ([Excess("payment", "p", "EUR", 90, 100)], ["p"])


def test_a_payment_that_went_back_while_it_is_applied(ledger: Engine) -> None:
    """Its reversed allocation sets it right."""
    back = Payment(
        payment_id=f"p{RETURNED}", customer_id="A", paid_on=DAY, booked_on=LATER, currency="EUR", amount_minor=-100
    )
    assert told(ledger, back) == ([Excess("payment", "p", "EUR", 0, 100)], ["p"])
    reversal = Allocation(allocation_id="x:reversed", invoice_id="1", payment_id="p", valued_on=DAY, amount_minor=-100)
    assert told(ledger, reversal) == ([], [])


def test_a_credit_note_applied_beyond_its_amount(ledger: Engine) -> None:
    much = Allocation(
        allocation_id="y", allocation_kind="credit", credit_note_id="n", invoice_id="2", valued_on=DAY, amount_minor=51
    )
    assert told(ledger, much) == ([Excess("credit note", "n", "EUR", 50, 51)], ["n"])


def test_money_of_another_currency(ledger: Engine) -> None:
    """Not compared: 10 of one currency are not less than 50 of another."""
    mixed = Allocation(allocation_id="z", invoice_id="2", payment_id="d", valued_on=DAY, amount_minor=50)
    assert told(ledger, DOLLARS, mixed) == ([], [])
