"""The median of the last 15, against NumPy's on every prefix."""

import numpy as np

from ledger.settlement import closings
from tests.training.small_ledger import small_ledger
from training.baselines import customer_median
from training.delay_history import DelayHistory


def test_median_of_the_last_fifteen() -> None:
    arrays = small_ledger(customers=4, items=160, days=300)
    history = DelayHistory(arrays, closings(arrays))
    as_of = np.arange(arrays.as_of - 290, arrays.as_of, 7, dtype=np.int32)
    for customer in range(4):
        asked = np.full(len(as_of), customer, dtype=np.int32)
        got = customer_median.BASELINE.delay(history, asked, as_of)
        for day, median in zip(as_of, got, strict=True):
            mine = history.delay[(history.customer == customer) & (history.known_on < day)][-15:]
            everyone = history.delay[history.known_on < day - (day + 3) % 7]
            wanted = np.median(mine) if len(mine) else np.median(everyone) if len(everyone) else 0.0
            assert median == wanted


def test_nothing_known_at_all() -> None:
    arrays = small_ledger(customers=2, items=20, days=100)
    history = DelayHistory(arrays, closings(arrays))
    first = np.full(2, int(arrays.items.issued_on.min()), dtype=np.int32)
    assert customer_median.BASELINE.delay(history, np.array([0, 1], dtype=np.int32), first).tolist() == [0, 0]
