"""What the models have seen of a book, counted by hand."""

from dataclasses import replace

import numpy as np

from features.index import FeatureIndex
from ledger.day import day_number
from ledger.further_columns import FurtherColumn
from ledger.policy import Policy
from tests.book import Book
from tests.training.small_ledger import small_ledger, texts
from training.experience import Experience, experience


def seen(book: Book, before: str, method: FurtherColumn | None = None) -> Experience:
    day = book.day(before)
    arrays = book.arrays("31 Dec 2027")
    return experience(FeatureIndex(arrays, Policy()), day_number(day), method)


def test_terms_and_amounts_are_counted_together(book: Book) -> None:
    """Thirty days are alike to 27 … 33, 1,000.00 to 333.34 … 3,000.00; a credit note and what comes later are no invoices yet.

    invoice 1 to A: 1000.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 334.00, issued 1 Jan, due 28 Jan
    invoice 3 to B: 3000.00, issued 1 Jan, due 3 Feb
    invoice 4 to B: 333.00, issued 1 Jan, due 31 Jan
    invoice 5 to B: 1000.00, issued 1 Jan, due 4 Feb
    invoice 6 to B: 1000.00, issued 1 Jan, due 1 Jan
    recorded 1 Jun
    invoice 7 to B: 1000.00, issued 1 Jun, due 1 Jul
    """
    early, late = seen(book, "2 Jan"), seen(book, "2 Jun")
    assert early.alike(30, 100_000) == 3 and late.alike(30, 100_000) == 4
    assert early.alike(30, 0) == 4, "an amount that is not known: any"
    assert early.alike(1, 100_000) == 1 and early.alike(90, 100_000) == 0
    customers = book.arrays("31 Dec 2027")
    assert early.alike(30, 100_000, book.customer(customers, "A")) == 2
    assert early.alike(30, 100_000, book.customer(customers, "B")) == 1
    assert early.alike(30, 100_000, -1) == 0, "a customer that is not in the ledger"
    assert early.usual_terms == (), "none of 20 invoices"


def test_part_payments_instalments_and_agreements(book: Book) -> None:
    """Of 1 a third had come in before its due day; of 2 only after it; 3 falls due in parts; the due day of 4 was moved.

    invoice 1 to A: 900.00, issued 1 Jan, due 31 Jan
    payment of 1: 300.00, paid 10 Jan
    payment of 1: 300.00, paid 20 Jan
    invoice 2 to A: 900.00, issued 1 Jan, due 31 Jan
    payment of 2: 300.00, paid 10 Feb
    invoice 3/1 to A: 500.00, issued 1 Jan, due 31 Jan
    invoice 3/2 to A: 500.00, issued 1 Jan, due 28 Feb
    invoice 4 to A: 500.00, issued 1 Jan, due 31 Jan
    recorded 5 Mar
    invoice 4 to A: 500.00, issued 1 Jan, due 31 Mar
    """
    before, after = seen(book, "5 Mar"), seen(book, "6 Mar")
    assert before.shares.tolist() == [1 - 600 / 900] and before.part_paid(0.3) == 1 and before.part_paid(0.5) == 0
    assert before.instalments == 1
    assert (before.replanned, after.replanned) == (0, 1)


def test_ways_to_pay_are_those_a_column_names() -> None:
    arrays = small_ledger(items=60)
    names = ["transfer", "direct debit", "direct debit", ""]
    told = texts([{"payment_method": names[row % 4]} for row in range(len(arrays.items.item))])
    index = FeatureIndex(replace(arrays, items=replace(arrays.items, attributes=told)), Policy())
    made = experience(index, arrays.as_of, FurtherColumn("invoice", "payment_method", "category"))
    count = len(told)
    assert made.methods[0] == ("direct debit", sum(row % 4 in (1, 2) for row in range(count)))
    assert made.paid_by("transfer") == sum(row % 4 == 0 for row in range(count)) and made.paid_by("") == 0
    assert experience(index, arrays.as_of).methods == ()


def test_an_empty_past_is_no_experience() -> None:
    arrays = small_ledger(items=60)
    made = experience(FeatureIndex(arrays, Policy()), int(arrays.items.known_on.min()))
    assert made.alike(30, 0) == 0 and made.part_paid(0.5) == 0 and made.replanned == 0 and made.usual_terms == ()
    assert len(np.unique(made.customer)) == 0
