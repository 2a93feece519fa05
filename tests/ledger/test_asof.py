"""The only door to data: what was known before a day, on both databases, whatever came in later."""

from dataclasses import fields, is_dataclass

import numpy as np
import pytest

from ledger.arrays import LedgerArrays
from ledger.asof import LedgerAsOf
from ledger.connection import reading
from ledger.day import day_number
from ledger.errors import UnknownCustomer
from tests.book import Book


def everything(value: object) -> list[object]:
    """All columns of arrays, flat, to be compared."""
    if is_dataclass(value):
        return [part for field in fields(value) for part in everything(getattr(value, field.name))]
    return [value.tolist() if isinstance(value, np.ndarray) else value]


def test_a_day_gives_the_same_whatever_came_in_later(book_on_both: Book) -> None:
    """A payment, a dispute, a correction and a reversal are recorded after the history.

    customer A: country DE
    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 50.00, issued 5 Feb, due 7 Mar
    payment p1 of 1: 40.00, paid 1 Feb, booked 3 Feb
    recorded 20 Mar
    customer A: country FR
    invoice 2 to A: 50.00, issued 5 Feb, due 30 Apr
    payment p2 of 2: 50.00, paid 5 Mar
    dispute of 1: opened 6 Mar
    reversal of p1
    """
    before, at, after = book_on_both.arrays("10 Feb"), book_on_both.arrays("20 Mar"), book_on_both.arrays("21 Mar")
    assert before.items.due_on.tolist() == [day_number(book_on_both.day(day)) for day in ("31 Jan", "7 Mar")]
    assert everything(at.items) == everything(before.items), "what was recorded on the 20th is known from the 21st"
    assert before.customers.country.tolist() == ["DE"]
    assert after.customers.country.tolist() == ["DE", "FR"]
    assert len(after.items.item) == 3
    assert after.allocations.amount.tolist() == [4000, -4000, 5000]
    assert after.disputes.opened.tolist() == [1]
    assert len(at.disputes.opened) == 0


def test_some_customers_only(book: Book) -> None:
    """One customer of two.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to B: 50.00, issued 5 Feb, due 7 Mar
    payment of 2: 50.00, paid 1 Mar
    """
    with reading(book.engine) as connection:
        arrays = LedgerAsOf(connection, book.day("1 Apr"), ["B"]).arrays
        assert arrays.customer_id.tolist() == ["B"]
        assert arrays.invoice_id.tolist() == ["2"]
        assert arrays.payments.amount.tolist() == [5000]
        with pytest.raises(UnknownCustomer, match="'C' is not in the ledger"):
            LedgerAsOf(connection, book.day("1 Apr"), ["C"])


def test_closing_is_the_next_start_of_day(book: Book) -> None:
    """``closing_on = d`` equals ``as_of = d + 1``.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    """
    with reading(book.engine) as connection:
        assert LedgerAsOf.closing(connection, book.day("1 Jan")).arrays.item_count == 1
        assert LedgerAsOf(connection, book.day("1 Jan")).arrays.item_count == 0


def test_an_empty_ledger_has_empty_arrays(book_on_both: Book) -> None:
    """Nothing is known before the first day.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    """
    arrays: LedgerArrays = book_on_both.arrays("1 Jan 2020")
    assert (arrays.item_count, len(arrays.items.item), len(arrays.allocations.item)) == (0, 0, 0)


def test_live_counts_what_came_in_today(book: Book) -> None:
    """Of today everything; what was reported of a day stands under that day's policies.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    recorded 20 Mar
    payment of 1: 40.00, paid 5 Feb
    """
    with reading(book.engine) as connection:
        assert len(LedgerAsOf(connection, book.day("20 Mar")).arrays.allocations.item) == 0
        assert len(LedgerAsOf.live(connection, book.day("20 Mar")).arrays.allocations.item) == 1
        view = LedgerAsOf.closing(connection, book.day("20 Mar"))
        assert view.policy_then == view.policy
        assert (len(view.account.entries), view.crossings) == (2, ())


def test_a_parent_is_someone_before_it_is_told_of_itself(book_on_both: Book) -> None:
    """G is named on the first day and described on 20 March: the first day's answer stays.

    customer A: country DE, parent G
    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    recorded 20 Mar
    customer G: country FR
    """
    arrays = book_on_both.arrays("10 Feb")
    row = arrays.customers.country.tolist().index("DE")
    assert arrays.customer_id[arrays.customers.parent[row]] == "G"
    assert "FR" not in arrays.customers.country.tolist()
