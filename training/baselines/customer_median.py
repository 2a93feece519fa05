"""As late as the median of the customer's last 15 settled invoices; a new customer, as the market's median."""

import numpy as np

from ledger.arrays import Codes
from ledger.day import Days
from training.baseline import Floats, Ints, PointForecast
from training.delay_history import DelayHistory

LAST = 15


def _median(history: DelayHistory, customer: Codes, as_of: Days) -> Floats:
    first, end = history.settled(customer, as_of)
    count = np.minimum(end - first, LAST)
    row = np.maximum(end[:, None] - 1 - np.arange(LAST)[None, :], 0)
    delay = history.delay if len(history.delay) else np.zeros(1, dtype=np.int64)
    late = np.where(np.arange(LAST)[None, :] < count[:, None], delay[row], np.iinfo(np.int64).max)
    late.sort(axis=1)
    last = np.arange(len(count)), np.maximum(count - 1, 0) // 2
    next_one = np.arange(len(count)), np.minimum(count // 2, LAST - 1)
    middle = (late[last].astype(np.float64) + late[next_one]) / 2
    return np.where(count > 0, middle, _market(history, as_of))


def _market(history: DelayHistory, as_of: Days) -> Floats:
    """Median of all settled invoices known before the Monday on or before ``as_of``; 0 where there is none."""
    monday = as_of - (as_of + 3) % 7
    weeks, which = np.unique(monday, return_inverse=True)
    order: Ints = np.argsort(history.known_on, kind="stable")
    known = np.searchsorted(history.known_on[order], weeks, side="left")
    levels = [float(np.median(history.delay[order[:count]])) if count else 0.0 for count in np.atleast_1d(known)]
    return np.array(levels)[which] if levels else np.zeros(0)


BASELINE = PointForecast("customer_median", "as late as the median of the customer's last 15", _median)
