"""The book itself: the example of CONTRACTS.md, as text, gives the ledger it describes."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine

from ledger.settlement import closed_on, closings
from tests.book import Book, read_book

EXAMPLE = """The six invoices of CONTRACTS.md.

    customer A: country DE, industry trade, limit 5000.00
    customer B: country FR
    invoice 1 to A: 1000.00, issued 1 Jan, due 31 Jan
    payment of 1: paid 10 Feb, booked 12 Feb
    invoice 2 to A: 500.00, issued 10 Feb, due 12 Mar
    payment of 2: 250.00, paid 12 Mar
    payment of 2: paid 20 Mar
    invoice 3 to A: 200.00, issued 10 Feb, due 12 Mar
    credit of 3: on 1 Mar
    invoice 4/1 to A: 300.00, issued 1 Mar, due 31 Mar
    invoice 4/2 to A: 300.00, issued 1 Mar, due 30 Apr
    invoice 5 to B: 80.00, issued 1 Mar, due 1 Mar
    invoice 6 to B: 60.00, issued 1 Mar, due 15 Mar
    dispute of 5: opened 10 Mar, closed 20 Mar, reason price
    recorded 20 Mar
    payment of 6: paid 5 Mar
"""


def with_book(text: str) -> Callable[[Callable[[Book], None]], Callable[[Book], None]]:
    def give(test: Callable[[Book], None]) -> Callable[[Book], None]:
        test.__doc__ = text
        return test

    return give


@with_book(EXAMPLE)
def test_the_example_of_the_contracts(book_on_both: Book) -> None:
    arrays = book_on_both.arrays("1 Apr")
    made = closings(arrays)
    items = {name: book_on_both.item(arrays, name) for name in ("1", "2", "3", "4/1", "4/2", "5", "6")}
    known = {name: book_on_both.day(int(made.known_on[made.item == code][0])) if (made.item == code).any() else None
             for name, code in items.items()}  # fmt: skip
    assert known == {
        "1": date(2025, 2, 12), "2": date(2025, 3, 20), "3": date(2025, 3, 1), "4/1": None, "4/2": None, "5": None,
        "6": date(2025, 3, 20),
    }  # fmt: skip
    assert made.settled_on[made.item == items["6"]] == (date(2025, 3, 5) - date(1970, 1, 1)).days
    assert not made.in_cash[made.item == items["3"]]
    assert [int(sign) for sign in arrays.disputes.opened] == [1, 0]


@with_book(EXAMPLE)
def test_a_day_is_seen_from_its_start(book: Book) -> None:
    before, after = book.arrays("12 Feb"), book.arrays("13 Feb")
    assert len(closings(before).item) == 0
    assert closings(after).item.tolist() == [book.item(after, "1")]
    with pytest.raises(KeyError):
        book.item(before, "4/1")


def test_reversals_and_money_on_account(book: Book) -> None:
    """A payment applied later, and one that bounced.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 40.00 USD, base 36.00, issued 1 Jan, due 31 Jan
    payment p from A: 100.00, paid 3 Feb
    allocation of p to 1: on 5 Feb
    write-off of 2: on 6 Feb
    recorded 20 Feb
    reversal of p
    """
    arrays = book.arrays("1 Mar")
    made = closings(arrays)
    one = book.item(arrays, "1")
    assert book.day(int(made.reopened_on[made.item == one][0])) == date(2025, 2, 20)
    code = arrays.item_invoice[[one]].astype("int32")
    assert closed_on(made, code, arrays.items.due_on[:1] * 0 + arrays.as_of).tolist() == [-1]


@pytest.mark.parametrize("line", ["invoice 1 of A: 3.00", "payment: 3", "something else", "customer A: colour red"])
def test_a_line_that_says_nothing_is_named(sqlite_engine: Engine, line: str) -> None:
    with pytest.raises(AssertionError, match="not a line of a book"):
        read_book(sqlite_engine, f"Prose.\n\n{line}\n")
