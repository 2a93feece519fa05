"""What allocations refer to is found, and what crosses currencies, on both databases."""

from datetime import date

from sqlalchemy import select

from ledger.connection import reading
from ledger.reconciliation import Crossing, References, across_currencies
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
