"""The customer's last delay, worked by hand."""

import numpy as np

from ledger.day import day_number
from ledger.settlement import closings
from tests.book import Book
from training.baselines import last_delay
from training.delay_history import DelayHistory


def test_last_by_hand(book: Book) -> None:
    """A was 10 and then 2 days late; B's only invoice was 3 days early; C is new and gets the market's mean of 3.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment of 1: 100.00, paid 10 Feb
    invoice 2 to A: 100.00, issued 1 Feb, due 1 Mar
    payment of 2: 100.00, paid 3 Mar
    invoice 3 to B: 100.00, issued 1 Jan, due 31 Jan
    payment of 3: 100.00, paid 28 Jan
    invoice 4 to C: 100.00, issued 5 Mar, due 31 Mar
    """
    arrays = book.arrays("1 May")
    history = DelayHistory(arrays, closings(arrays))
    customer = np.array([book.customer(arrays, name) for name in "AABC"], dtype=np.int32)
    days = [day_number(book.day(day)) for day in ("3 Mar", "4 Mar", "4 Mar", "4 Mar")]
    assert last_delay.BASELINE.delay(history, customer, np.array(days, dtype=np.int32)).tolist() == [10, 2, -3, 3]
    assert last_delay.BASELINE.delay(history, customer[:1], np.array([days[0] - 40], dtype=np.int32)).tolist() == [0]
