"""Customers in shares: all of them, once, and who belongs together stays together."""

from sqlalchemy import Engine

from ledger.connection import reading
from ledger.migration import migrate
from ledger.shares import customer_shares
from tests.book import Book


def test_families_stay_together_and_shares_end_where_there_are_enough(book_on_both: Book) -> None:
    """Z is A's parent and C's one of which no more is known; invoice 2 was moved from B to Y.

    customer A: parent Z
    customer C: parent elsewhere
    customer D: country DE
    invoice 1 to A: 10.00, issued 1 Jan, due 31 Jan
    invoice 2 to B: 10.00, issued 1 Jan, due 31 Jan
    invoice 3 to C: 10.00, issued 1 Jan, due 31 Jan
    invoice 4 to Z: 10.00, issued 1 Jan, due 31 Jan
    invoice 5 to Y: 10.00, issued 1 Jan, due 31 Jan
    recorded 5 Feb
    invoice 2 to Y: 10.00, issued 1 Jan, due 31 Jan
    """
    with reading(book_on_both.engine) as connection:
        assert customer_shares(connection, 5) == [["A", "B", "C", "D", "Y", "Z", "elsewhere"]]
        assert customer_shares(connection, 1) == [["A", "Z"], ["B", "Y"], ["C", "elsewhere"], ["D"]]
        assert customer_shares(connection, 3) == [["A", "Z", "B", "Y"], ["C", "elsewhere", "D"]]


def test_an_empty_ledger_has_none(engine: Engine) -> None:
    migrate(engine)
    with reading(engine) as connection:
        assert customer_shares(connection, 1) == []
