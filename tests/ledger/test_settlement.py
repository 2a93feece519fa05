"""When an item is known to be closed: tolerance, part payments, credits, reversals, corrections."""

import numpy as np
import pytest

from ledger.arrays import LedgerArrays
from ledger.day import FOREVER, day_number
from ledger.settlement import balances, closed_on, closings, open_on, periods_above_zero, standing_days
from tests.book import Book


def closing_of(book: Book, arrays: LedgerArrays, name: str) -> list[tuple[str, str, bool]]:
    """(known on, settled on, in cash) of each closing of an item."""
    made, code = closings(arrays), book.item(arrays, name)
    return [
        (
            f"{book.day(int(made.known_on[row])):%-d %b}",
            f"{book.day(int(made.settled_on[row])):%-d %b}",
            bool(made.in_cash[row]),
        )
        for row in np.flatnonzero(made.item == code)
    ]


def open_at(book: Book, arrays: LedgerArrays, name: str, day: str) -> int:
    item = np.array([book.item(arrays, name)], dtype=np.int32)
    return int(open_on(balances(arrays), item, np.array([day_number(book.day(day))], dtype=np.int32))[0][0])


def test_closed_when_known_settled_when_paid(book: Book) -> None:
    """Paid on the 10th, booked on the 12th.

    invoice 1 to A: 1000.00, issued 1 Jan, due 31 Jan
    payment of 1: 1000.00, paid 10 Feb, booked 12 Feb
    """
    arrays = book.arrays("1 Mar")
    assert closing_of(book, arrays, "1") == [("12 Feb", "10 Feb", True)]
    assert open_at(book, arrays, "1", "12 Feb") == 100000, "the start of the day on which it became known"
    assert open_at(book, arrays, "1", "13 Feb") == 0


def test_a_rest_within_the_tolerance_closes(book: Book) -> None:
    """The default tolerance is 1.00.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 100.00, issued 1 Jan, due 31 Jan
    payment of 1: 99.00, paid 5 Feb
    payment of 2: 98.99, paid 5 Feb
    """
    arrays = book.arrays("1 Mar")
    assert closing_of(book, arrays, "1") == [("5 Feb", "5 Feb", True)]
    assert closing_of(book, arrays, "2") == []
    assert open_at(book, arrays, "2", "1 Mar") == 101


def test_half_in_cash_is_settled_less_is_closed_without_cash(book: Book) -> None:
    """Half in cash and half credited is settled; the other way of 49 % is not.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 3 to A: 100.00, issued 1 Jan, due 31 Jan
    payment of 1: 50.00, paid 5 Feb
    payment of 2: 49.00, paid 5 Feb
    credit of 1: 50.00, on 6 Feb
    credit of 2: 51.00, on 6 Feb
    write-off of 3: 100.00, on 7 Feb
    """
    arrays = book.arrays("1 Mar")
    assert closing_of(book, arrays, "1") == [("6 Feb", "6 Feb", True)]
    assert closing_of(book, arrays, "2") == [("6 Feb", "6 Feb", False)]
    assert closing_of(book, arrays, "3") == [("7 Feb", "7 Feb", False)]


def test_a_reversed_payment_opens_the_item_again(book: Book) -> None:
    """A bounced direct debit, paid again later.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment p1 of 1: 100.00, paid 5 Feb
    recorded 10 Feb
    reversal of p1
    recorded 20 Feb
    payment p2 of 1: 100.00, paid 19 Feb
    """
    arrays = book.arrays("1 Mar")
    made = closings(arrays)
    assert closing_of(book, arrays, "1") == [("5 Feb", "5 Feb", True), ("20 Feb", "19 Feb", True)]
    assert [int(day) for day in made.reopened_on] == [day_number(book.day("10 Feb")), FOREVER]
    item = np.zeros(4, dtype=np.int32)
    days = np.array([day_number(book.day(day)) for day in ("6 Feb", "10 Feb", "11 Feb", "21 Feb")], dtype=np.int32)
    assert closed_on(made, item, days).tolist() == [0, 0, -1, 1], "at the start of each day"


def test_an_unstated_amount_is_settled_in_full_by_its_payment(book: Book) -> None:
    """It counts as nothing in sums, but it is open until it is paid.

    invoice 1 to A: unstated, issued 1 Jan, due 31 Jan
    invoice 2 to A: unstated, issued 1 Jan, due 31 Jan
    payment of 1: paid 5 Feb
    """
    arrays = book.arrays("1 Mar")
    assert closing_of(book, arrays, "1") == [("5 Feb", "5 Feb", True)]
    assert closing_of(book, arrays, "2") == []
    assert open_at(book, arrays, "2", "1 Mar") == 0


def test_a_later_correction_leaves_the_past_as_it_was_known(book: Book) -> None:
    """The amount of 1 is taken back, that of 2 is filled in, 3 turns out to be in yen (whose tolerance is another).

    invoice 1 to A: 500.00, issued 1 Jan, due 31 Jan
    payment p1 of 1: 300.00, paid 5 Feb
    invoice 2 to A: unstated, issued 1 Jan, due 31 Jan
    payment p2 of 2: paid 5 Feb
    invoice 3 to A: 10.50, issued 1 Jan, due 31 Jan
    payment p3 of 3: 10.00, paid 5 Feb
    recorded 1 Mar:
    invoice 1 to A: unstated, issued 1 Jan, due 31 Jan
    invoice 2 to A: 500.00, issued 1 Jan, due 31 Jan
    invoice 3 to A: 1050 JPY, issued 1 Jan, due 31 Jan
    """
    before, after = book.arrays("1 Mar"), book.arrays("1 Apr")
    for name, then in (("1", []), ("2", [("5 Feb", "5 Feb", True)]), ("3", [("5 Feb", "5 Feb", True)])):
        assert closing_of(book, before, name) == then
        assert closing_of(book, after, name)[: len(then)] == then
    days = np.array([day_number(book.day(day)) for day in ("6 Feb", "1 Mar", "2 Mar")], dtype=np.int32)
    made = closings(after)
    at = {name: np.full(3, book.item(after, name), dtype=np.int32) for name in "123"}
    assert (closed_on(made, at["1"], days) >= 0).tolist() == [False, False, True], "any payment is more than nothing"
    assert (closed_on(made, at["2"], days) >= 0).tolist() == [True, True, False]
    assert (closed_on(made, at["3"], days) >= 0).tolist() == [True, True, False]
    assert [open_at(book, after, "1", day) for day in ("1 Mar", "2 Mar")] == [20000, 0]


def test_instalments_settle_one_by_one(book: Book) -> None:
    """Two parts of one invoice.

    invoice 4/1 to A: 300.00, issued 1 Mar, due 31 Mar
    invoice 4/2 to A: 300.00, issued 1 Mar, due 30 Apr
    payment of 4/1: 300.00, paid 2 Apr
    """
    arrays = book.arrays("1 May")
    assert closing_of(book, arrays, "4/1") == [("2 Apr", "2 Apr", True)]
    assert closing_of(book, arrays, "4/2") == []


def test_nothing_known_is_nothing_open(book: Book) -> None:
    """Before its day an item is not there.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    """
    arrays = book.arrays("1 Mar")
    assert open_at(book, arrays, "1", "1 Jan") == 0
    assert open_at(book, arrays, "1", "2 Jan") == 10000
    with pytest.raises(KeyError):
        book.item(book.arrays("1 Jan"), "1")


def test_periods_of_what_was_never_taken_back_do_not_depend_on_what_was() -> None:
    """Without any reversal the answer takes a shorter way: beside a thing with one, the others' periods are the same."""
    thing = np.array([7, 3, 3, 7, 3], dtype=np.int64)
    day = np.array([40, 20, 10, 50, 30], dtype=np.int32)
    start, end, of = periods_above_zero(thing, day, np.ones(5, dtype=np.int64))
    assert (thing[of].tolist(), start.tolist(), end.tolist()) == ([3, 7], [10, 40], [int(FOREVER)] * 2)
    more = np.append(thing, [9, 9]), np.append(day, [15, 25]).astype(np.int32)
    start, end, of = periods_above_zero(*more, np.array([1, 1, 1, 1, 1, 1, -1]))
    assert more[0][of].tolist() == [3, 7, 9]
    assert (start.tolist(), end.tolist()) == ([10, 40, 15], [int(FOREVER), int(FOREVER), 25])


def test_a_day_stands_while_more_facts_of_it_do_than_were_taken_back() -> None:
    group, day = np.array([5, 2, 2, 2, 5, 5]), np.array([9, 7, 7, 3, 9, 9], dtype=np.int32)
    sign = np.array([1, 1, -1, 1, -1, 1], dtype=np.int8)
    assert [column.tolist() for column in standing_days(group, day, sign)] == [[2, 5], [3, 9]]
    assert [len(column) for column in standing_days(group[:0], day[:0], sign[:0])] == [0, 0]
