"""What became of a promise follows from the payments, on every day by what was known then."""

import pytest

from ledger.promises import STATES, judged_promises
from tests.book import Book


def told(book: Book, day: str, upto: str = "31 Dec") -> list[tuple[str, int, int]]:
    """(state, promised, paid in time) of each promise at the start of a day, asked of the arrays of another."""
    arrays = book.arrays(upto)
    judged = judged_promises(arrays, book.policy(), (book.day(day) - book.day("1 Jan 1970")).days)
    return [
        (STATES[state], int(amount), int(paid))
        for state, amount, paid in zip(judged.state, judged.amount, judged.paid, strict=True)
    ]


def test_kept_from_the_day_the_money_is_known(book_on_both: Book) -> None:
    """Promised for the 9th; paid on the 10th, booked on the 11th: within the three days of tolerance.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    promise of 1: 60.00, made 2 Feb, for 9 Feb
    payment of 1: 60.00, paid 10 Feb, booked 11 Feb
    """
    assert told(book_on_both, "2 Feb") == []
    assert told(book_on_both, "11 Feb") == [("open", 6000, 0)]
    assert told(book_on_both, "12 Feb") == [("kept", 6000, 6000)]


def test_broken_when_the_last_day_has_ended(book: Book) -> None:
    """The 12th is the last day; the money of the 13th is too late.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    promise of 1: made 2 Feb, for 9 Feb
    payment of 1: paid 13 Feb
    """
    assert told(book, "12 Feb") == [("open", 10000, 0)]
    assert told(book, "13 Feb") == [("broken", 10000, 0)]
    assert told(book, "1 Mar") == [("broken", 10000, 0)]


def test_partially_kept(book: Book) -> None:
    """Half of it came; the rest after the last day changes nothing. What was paid before the promise does not count.

    invoice 1/1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 1/2 to A: 100.00, issued 1 Jan, due 28 Feb
    payment of 1/1: 50.00, paid 20 Jan
    promise of 1: made 2 Feb, for 9 Feb
    payment of 1/1: 50.00, paid 5 Feb
    payment of 1/2: 100.00, paid 20 Feb
    """
    assert told(book, "6 Feb") == [("open", 15000, 5000)]
    assert told(book, "13 Feb") == [("partially kept", 15000, 5000)]
    assert told(book, "1 Mar") == [("partially kept", 15000, 5000)]


def test_a_cent_less_is_kept(book: Book) -> None:
    """The policy's tolerance of one euro counts here too.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    promise of 1: 60.00, made 2 Feb, for 9 Feb
    payment of 1: 59.00, paid 9 Feb
    """
    assert told(book, "13 Feb") == [("kept", 6000, 5900)]


def test_withdrawn_replaced_or_nothing_left(book: Book) -> None:
    """Taken back in time; replaced by a newer one; credited in full before any money came. Too late, it is broken.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 3 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 4 to A: 100.00, issued 1 Jan, due 31 Jan
    promise of 1: made 2 Feb, for 9 Feb, withdrawn 8 Feb
    promise p of 2: made 2 Feb, for 9 Feb
    promise q of 2: made 10 Feb, for 20 Feb
    promise of 3: made 2 Feb, for 9 Feb
    promise of 4: made 2 Feb, for 9 Feb, withdrawn 20 Feb
    credit of 3: 100.00, on 7 Feb
    """
    assert [state for state, _, _ in told(book, "9 Feb")] == ["withdrawn", "open", "withdrawn", "open"]
    assert [state for state, _, _ in told(book, "11 Feb")] == ["withdrawn", "withdrawn", "open", "withdrawn", "open"]
    assert [state for state, _, _ in told(book, "1 Mar")] == ["withdrawn", "withdrawn", "broken", "withdrawn", "broken"]


def test_what_was_kept_stays_kept_after_a_credit(book: Book) -> None:
    """A goodwill credit later takes nothing from a promise that was kept.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    promise of 1: 40.00, made 2 Feb, for 9 Feb
    payment of 1: 40.00, paid 5 Feb
    credit of 1: 60.00, on 7 Feb
    """
    assert [state for state, _, _ in told(book, "1 Mar")] == ["kept"]


@pytest.mark.parametrize("day", ["10 Feb", "13 Feb", "1 Mar", "20 Mar"])
def test_a_past_day_stays_what_it_was(book: Book, day: str) -> None:
    """Money of the 8th that becomes known on 20 March keeps the promise from then on; a bounced payment breaks one.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 100.00, issued 1 Jan, due 31 Jan
    promise of 1: made 2 Feb, for 9 Feb
    promise of 2: made 2 Feb, for 9 Feb
    payment p2 of 2: 100.00, paid 5 Feb
    recorded 20 Mar
    payment of 1: 100.00, paid 8 Feb
    reversal of p2
    """
    assert told(book, day, upto=day) == told(book, day)
    assert [state for state, _, _ in told(book, "20 Mar")] == ["broken", "kept"]
    assert [state for state, _, _ in told(book, "21 Mar")] == ["kept", "broken"]


def test_no_promises(book: Book) -> None:
    """Nothing to judge.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    """
    assert told(book, "1 Mar") == []
