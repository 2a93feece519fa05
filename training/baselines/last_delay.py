"""As late as the customer was the last time; a customer without a settled invoice, as the market's mean."""

import numpy as np

from ledger.arrays import Codes
from ledger.day import Days
from training.baseline import Floats, PointForecast
from training.delay_history import DelayHistory


def _last(history: DelayHistory, customer: Codes, as_of: Days) -> Floats:
    first, end = history.settled(customer, as_of)
    delay = history.delay if len(history.delay) else np.zeros(1, dtype=np.int64)
    return np.where(end > first, delay[np.maximum(end - 1, 0)], history.market_mean(history.delay, as_of))


BASELINE = PointForecast("last_delay", "as late as the customer was the last time", _last)
