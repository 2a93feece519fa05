"""Whose money settled whose invoice, as known on a day."""

import pytest

from ledger.asof import LedgerAsOf
from ledger.connection import reading
from ledger.crossings import Crossing, linked_customers, read_crossings
from ledger.day import FOREVER, day_number
from ledger.errors import UnknownCustomer
from portfolio.statement import statements
from tests.book import Book


def test_a_parent_pays_for_its_subsidiary(book_on_both: Book) -> None:
    """Part of P's money settles B's invoice, from 5 February on; taken back on 20 March. A's own payment is no crossing.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to B: 80.00, issued 1 Jan, due 31 Jan
    payment of 1: 100.00, paid 30 Jan
    payment p from P: 90.00, paid 3 Feb
    allocation of p to 2: 80.00, on 5 Feb
    recorded 20 Mar
    reversal of p
    """
    days = {name: day_number(book_on_both.day(name)) for name in ("5 Feb", "20 Mar")}
    with reading(book_on_both.engine) as connection:
        then = read_crossings(connection, book_on_both.day("20 Mar"))
        assert then == (Crossing("B", "P", ("2", 1), 8000, days["5 Feb"], int(FOREVER)),)
        assert read_crossings(connection, book_on_both.day("5 Feb")) == ()
        (later,) = read_crossings(connection, book_on_both.day("21 Mar"))
        assert later.until == days["20 Mar"]


def test_who_has_what_was_paid_for_now_is_needed_too(book_on_both: Book) -> None:
    """P paid for B's invoice in euro, which then goes to D in dollars: P's account tells both transfers.

    rate USD to EUR: 0.5, on 1 Jan
    invoice 2 to B: 80.00, issued 1 Jan, due 31 Jan
    payment p from P: 90.00, paid 3 Feb
    allocation of p to 2: 80.00, on 5 Feb
    recorded 20 Mar
    invoice 2 to D: 80.00 USD, issued 1 Jan, due 31 Jan
    """
    with reading(book_on_both.engine) as connection:
        assert linked_customers(connection, "P", book_on_both.day("1 Apr")) == ["B", "D", "P"]
        day = book_on_both.day("31 Mar")
        whole = LedgerAsOf.closing(connection, day).account.balances(day)
        told = {
            ("P", one.currency): one.closing_minor
            for one in statements(connection, "P", day, book_on_both.day("1 Jan"))
        }
        assert told == {pair: amount for pair, amount in whole.items() if pair[0] == "P" and amount}


def test_who_is_needed_to_tell_an_account(book: Book) -> None:
    """P paid for B; item 3 went from C to B by a correction.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to B: 80.00, issued 1 Jan, due 31 Jan
    invoice 3 to C: 80.00, issued 1 Jan, due 31 Jan
    payment p from P: 90.00, paid 3 Feb
    allocation of p to 2: 80.00, on 5 Feb
    recorded 20 Mar
    invoice 3 to B: 80.00, issued 1 Jan, due 31 Jan
    """
    with reading(book.engine) as connection:
        day = book.day("1 Apr")
        assert linked_customers(connection, "A", day) == ["A"]
        assert linked_customers(connection, "B", day) == ["B", "C", "P"]
        assert linked_customers(connection, "P", day) == ["B", "P"]
        with pytest.raises(UnknownCustomer, match="'Q'"):
            linked_customers(connection, "Q", day)
