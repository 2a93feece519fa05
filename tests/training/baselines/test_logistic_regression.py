"""The facts of the logistic regression, by hand."""

import numpy as np

from features.index import FeatureIndex
from features.subjects import subjects_at
from ledger.day import day_number
from ledger.policy import Policy
from tests.book import Book
from training.baselines.logistic_regression import facts
from training.delay_history import DelayHistory


def test_facts_by_hand(book: Book) -> None:
    """A was 10 days late once and has one other invoice that is overdue; asked about invoice 3 on 12 Mar, when it is due.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment of 1: 100.00, paid 10 Feb
    invoice 2 to A: 100.00, issued 1 Feb, due 1 Mar
    invoice 3 to A: 200.00, issued 10 Feb, due 12 Mar
    """
    arrays = book.arrays("1 May")
    index = FeatureIndex(arrays, Policy())
    item, day = np.array([book.item(arrays, "3")], dtype=np.int32), day_number(book.day("12 Mar"))
    row = facts(DelayHistory(arrays, index.closings), subjects_at(index, item, np.array([day], dtype=np.int32)))[0]
    mean, share = 10.0, 1.0  # of the customer and of the market alike: shrinking moves nothing
    assert np.allclose(row[[0, 2]], np.arcsinh([mean, 10.0]))
    assert np.isclose(row[1], np.log((share + 0.01) / (1.01 - share)))
    assert np.isclose(row[3], np.log(2))
    assert row[4:6].tolist() == [0, 30]
    assert np.isclose(row[6], np.log1p(20_000))
    assert row[7:].tolist() == [0, 0, 0, 0.5, 0]
