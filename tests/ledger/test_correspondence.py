"""Promises and interactions in the arrays: what stood on a day, whatever was withdrawn or corrected later."""

from ledger.day import day_number
from tests.book import Book


def test_promises_stand_from_the_day_they_were_known(book_on_both: Book) -> None:
    """Made on the 2nd, corrected on the 20th to another day, withdrawn on the 21st.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    promise of 1: 60.00, made 2 Feb, for 9 Feb
    recorded 20 Mar
    promise of 1: 60.00, made 2 Feb, for 30 Mar
    recorded 21 Mar
    promise of 1: withdrawn 20 Mar
    """
    assert len(book_on_both.arrays("2 Feb").promises.promise) == 0
    then, later = book_on_both.arrays("20 Mar").promises, book_on_both.arrays("22 Mar").promises
    days = [day_number(book_on_both.day(day)) for day in ("9 Feb", "30 Mar", "20 Mar", "21 Mar", "2 Feb")]
    assert (then.promised_for.tolist(), then.amount.tolist()) == ([days[0]], [6000])
    assert later.made.tolist() == [True, True, False]
    assert later.promised_for.tolist()[:2] == days[:2]
    assert later.until.tolist()[0] == days[2]
    assert later.known_on.tolist() == [days[4], days[2], days[3]]


def test_interactions_by_customer(book_on_both: Book) -> None:
    """One about an invoice, one in general.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    contact with B: at 5 Feb, kind call
    contact with A: at 3 Feb, kind e-mail, about 1
    """
    arrays = book_on_both.arrays("6 Feb")
    said = arrays.interactions
    assert [arrays.customer_id[code] for code in said.customer] == ["A", "B"]
    assert (said.kind.tolist(), said.invoice.tolist()) == (["e-mail", "call"], [0, -1])
    assert len(book_on_both.arrays("5 Feb").interactions.customer) == 1
