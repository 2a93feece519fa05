"""As late as the customer has been on average so far; a customer without a settled invoice, as the market."""

import numpy as np

from ledger.arrays import Codes
from ledger.day import Days
from training.baseline import Floats, PointForecast
from training.delay_history import DelayHistory


def _mean(history: DelayHistory, customer: Codes, as_of: Days) -> Floats:
    total, count = history.customer_sum(history.delay, customer, as_of)
    market = history.market_mean(history.delay, as_of)
    return np.where(count > 0, total / np.maximum(count, 1), market)


BASELINE = PointForecast("customer_mean", "as late as the customer's average so far", _mean)
