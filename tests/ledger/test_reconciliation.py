"""What allocations refer to is found, and what exceeds it is named, on both databases."""

from datetime import UTC, date, datetime

from sqlalchemy import func, select

from ledger.connection import reading, writing
from ledger.reconciliation import Crossing, Excess, References, across_currencies, over_allocated
from ledger.recording import Recorder
from ledger.records import Allocation
from ledger.tables import imports
from tests.book import Book


def test_days_and_amounts_of_what_rows_refer_to(book_on_both: Book) -> None:
    """A payment, a credit note, two instalments.

    invoice 4/1 to A: 300.00, issued 1 Mar, due 31 Mar
    invoice 4/2 to A: unstated, issued 1 Mar, due 30 Apr
    payment p from A: 50.00 USD, paid 3 Mar, booked 5 Mar
    credit c of 4/1: 20.00, on 7 Mar
    """
    with reading(book_on_both.engine) as connection:
        references = References(connection)
        assert references.payment_days(["p", "q"]) == {"p": date(2025, 3, 3)}
        assert references.credit_note_days(["c"]) == {"c": date(2025, 3, 7)}
        assert references.items(["4", "5"]) == {("4", 1): ("EUR", 30000), ("4", 2): ("EUR", None)}


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


def test_money_of_one_currency_for_an_item_of_another(book_on_both: Book) -> None:
    """A payment in dollars for an invoice in euros, and one for an invoice in dollars.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 100.00 USD, issued 1 Jan, due 31 Jan
    payment q from A: 60.00 USD, paid 3 Feb
    allocation of q to 1: 30.00, on 5 Feb
    allocation of q to 2: 30.00, on 5 Feb
    credit c of 1: 20.00, on 7 Mar
    """
    with reading(book_on_both.engine) as connection:
        numbers = connection.scalars(select(imports.c.import_no)).all()
        found = [one for number in numbers for one in across_currencies(connection, number, 10)]
        assert [(one.of, one.of_currency, one.item, one.item_currency) for one in found] == [("q", "USD", "1/1", "EUR")]
        assert isinstance(found[0], Crossing)
