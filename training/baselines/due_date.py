"""Paid on the due date: what the ledger itself says, and what most companies plan with."""

import numpy as np
from numpy.typing import NDArray

from training.baseline import Floats, PointForecast
from training.delay_history import DelayHistory


def _none(_history: DelayHistory, customer: NDArray[np.int32], _as_of: NDArray[np.int32]) -> Floats:
    return np.zeros(len(customer))


BASELINE = PointForecast("due_date", "every invoice is paid on its due date", _none)
