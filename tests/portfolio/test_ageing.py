"""Ageing as of any past day is what it was on that day, and its buckets tie to the balance to the cent."""

from ledger.day import day_number
from portfolio.ageing import Ageing, ageing, bucket_labels, open_items
from tests.book import Book


def row(book: Book, closing: str, customer: str) -> tuple[list[int], int, int]:
    """(buckets, unapplied, balance) of a customer at the end of a day; zeros where there is none."""
    arrays = book.arrays(book.day(closing).toordinal() - 719163 + 1)
    made = ageing(arrays, book.policy())
    for pair in range(len(made.customer)):
        if made.customer[pair] == book.customer(arrays, customer):
            return made.buckets[pair].tolist(), int(made.unapplied[pair]), int(made.balance[pair])
    return [0] * made.buckets.shape[1], 0, 0


def test_buckets_by_days_overdue(book: Book) -> None:
    """Due 31 Jan: not due on that day, 1 day overdue the day after, over 90 from 2 May on.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    """
    assert row(book, "31 Jan", "A")[0] == [10000, 0, 0, 0, 0]
    assert row(book, "1 Feb", "A")[0] == [0, 10000, 0, 0, 0]
    assert row(book, "2 Mar", "A")[0] == [0, 10000, 0, 0, 0]
    assert row(book, "3 Mar", "A")[0] == [0, 0, 10000, 0, 0]
    assert row(book, "1 May", "A")[0] == [0, 0, 0, 10000, 0]
    assert row(book, "2 May", "A")[0] == [0, 0, 0, 0, 10000]


def test_unapplied_cash_and_credits_tie_to_the_balance(book: Book) -> None:
    """Money on account, a credit note half used, a part payment, a write-off, two currencies.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 80.00, issued 1 Feb, due 3 Mar
    invoice 3 to A: 70.00 USD, issued 1 Feb, due 3 Mar, base 60.00
    payment of 1: 30.00, paid 5 Feb
    payment p from A: 25.00, paid 6 Feb
    credit of 2: 20.00, on 7 Feb
    write-off of 1: 10.00, on 8 Feb
    """
    arrays = book.arrays("11 Feb")
    made = ageing(arrays, book.policy())
    by_currency = {arrays.currencies[made.currency[pair]]: pair for pair in range(len(made.customer))}
    eur, usd = by_currency["EUR"], by_currency["USD"]
    assert made.buckets[eur].tolist() == [6000, 6000, 0, 0, 0]
    assert made.unapplied[eur] == 2500
    # by hand: invoices 180 − cash received 55 − credit 20 − write-off 10 = 95
    assert made.balance[eur] == 9500
    assert made.balance[usd] == 7000


def test_a_past_day_stays_what_it_was(book: Book) -> None:
    """Paid on 5 March, first recorded on the 20th: on the 10th it was open, and still is when asked again later.

    invoice 6 to B: 300.00, issued 1 Feb, due 3 Mar
    recorded 20 Mar
    payment of 6: 300.00, paid 5 Mar
    """
    assert row(book, "10 Mar", "B") == ([0, 30000, 0, 0, 0], 0, 30000)
    assert row(book, "19 Mar", "B") == ([0, 30000, 0, 0, 0], 0, 30000)
    assert row(book, "20 Mar", "B") == ([0, 0, 0, 0, 0], 0, 0)


def test_unstated_amounts_are_counted_not_summed(book: Book) -> None:
    """An invoice without an amount is in no bucket, but said.

    invoice 1 to A: unstated, issued 1 Jan, due 31 Jan
    invoice 2 to A: unstated, issued 1 Jan, due 31 Jan
    payment of 2: paid 5 Jan
    """
    made: Ageing = ageing(book.arrays("10 Jan"), book.policy())
    assert made.unstated == 1
    assert len(made.customer) == 0


def test_open_items_are_versions_that_stand(book: Book) -> None:
    """A corrected due date moves the bucket from its knowledge day on.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    recorded 10 Feb
    invoice 1 to A: 100.00, issued 1 Jan, due 28 Feb
    """
    assert row(book, "9 Feb", "A")[0] == [0, 10000, 0, 0, 0]
    assert row(book, "10 Feb", "A")[0] == [10000, 0, 0, 0, 0]
    assert open_items(book.arrays("11 Feb")).due_on.tolist() == [day_number(book.day("28 Feb"))]


def test_labels() -> None:
    assert bucket_labels((30, 60, 90)) == ("not due", "1–30", "31–60", "61–90", "over 90")
    assert bucket_labels((15,)) == ("not due", "1–15", "over 15")
