"""The customer's own distribution: his habit where he has one, the market's where not, and no praise for not paying."""

import numpy as np

from ledger.arrays import LedgerArrays
from ledger.day import day_number
from ledger.settlement import closings
from tests.book import Book
from tests.training.small_ledger import small_ledger
from training.baselines.customer_distribution import shrunk_survival
from training.delay_history import EARLIEST, DelayHistory, survival


def _asked(arrays: LedgerArrays, customer: int, day: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return tuple(np.array([value], dtype=np.int32) for value in (customer, -1, day))  # type: ignore[return-value]


def test_a_new_customer_gets_the_market() -> None:
    arrays = small_ledger(customers=10, items=400, days=400)
    history = DelayHistory(arrays, closings(arrays))
    mine = shrunk_survival(history, *_asked(arrays, -1, arrays.as_of))
    assert np.allclose(mine[0], survival(*history.market(arrays.as_of)))


def test_habit_shows_and_is_shrunk() -> None:
    """The median of each customer's curve lies between his own median delay and the market's."""
    arrays = small_ledger(customers=10, items=800, days=600)
    history = DelayHistory(arrays, closings(arrays))
    market = int(np.argmax(survival(*history.market(arrays.as_of)) <= 0.5)) + EARLIEST
    for customer in range(10):
        first, end = history.settled(*(np.array([v], dtype=np.int32) for v in (customer, arrays.as_of)))
        own = np.median(history.delay[first[0] : end[0]][-60:])
        curve = shrunk_survival(history, *_asked(arrays, customer, arrays.as_of))[0]
        got = int(np.argmax(curve <= 0.5)) + EARLIEST
        assert min(own, market) - 2 <= got <= max(own, market) + 2
        assert abs(got - own) <= abs(got - market) + 2


def test_who_stops_paying_does_not_look_good(book: Book) -> None:
    """A and B paid their first invoice on time; A has three more that are long overdue.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment of 1: 100.00, paid 31 Jan
    invoice 2 to B: 100.00, issued 1 Jan, due 31 Jan
    payment of 2: 100.00, paid 31 Jan
    invoice 3 to A: 100.00, issued 1 Feb, due 1 Mar
    invoice 4 to A: 100.00, issued 2 Feb, due 2 Mar
    invoice 5 to A: 100.00, issued 3 Feb, due 3 Mar
    """
    arrays = book.arrays("1 May")
    history = DelayHistory(arrays, closings(arrays))
    day = day_number(book.day("1 May"))
    left = [
        shrunk_survival(history, *_asked(arrays, book.customer(arrays, name), day))[0, 20 - EARLIEST] for name in "AB"
    ]
    assert left[0] > left[1] + 0.1
