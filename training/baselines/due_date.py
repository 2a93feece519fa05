"""Paid on the due date: what the ledger itself says, and what most companies plan with."""

import numpy as np

from ledger.arrays import Codes
from ledger.day import Days
from training.baseline import Floats, PointForecast
from training.delay_history import DelayHistory


def _none(_history: DelayHistory, customer: Codes, _as_of: Days) -> Floats:
    return np.zeros(len(customer))


BASELINE = PointForecast("due_date", "every invoice is paid on its due date", _none)
