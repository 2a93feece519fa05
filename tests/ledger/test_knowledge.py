"""How far knowledge reaches, and how much of it is the history's word."""

from datetime import date

from sqlalchemy import Engine

from ledger.connection import reading
from ledger.knowledge import backfilled_share, last_known_on
from tests.book import Book


def test_the_last_day_and_the_share(book_on_both: Book) -> None:
    """Four facts of the history (a customer, an item, a payment, its allocation), two recorded later.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment of 1: 40.00, paid 5 Feb, booked 7 Feb
    recorded 20 Mar
    payment of 1: 60.00, paid 9 Mar
    """
    with reading(book_on_both.engine) as connection:
        assert last_known_on(connection) == date(2025, 3, 20)
        assert backfilled_share(connection) == 4 / 6


def test_an_empty_ledger(engine: Engine) -> None:
    with reading(engine) as connection:
        assert last_known_on(connection) is None
        assert backfilled_share(connection) is None


def test_a_rate_or_a_call_says_nothing_of_payments(book: Book) -> None:
    """What is open was not seen unpaid on the day a rate came in.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    recorded 20 Mar
    rate USD to EUR: 0.9, on 20 Mar
    contact with A: at 20 Mar
    """
    with reading(book.engine) as connection:
        assert last_known_on(connection) == date(2025, 1, 1)
