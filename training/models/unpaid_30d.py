"""P(still unpaid in 30 days) of an item past due + grace: the question that matters once it is overdue."""

import numpy as np
from numpy.typing import NDArray

from ledger.day import Days
from training.model import Question

DAYS = 30


def _thirty_days_on(due_on: Days, as_of: Days, grace_days: int) -> NDArray[np.int32]:
    return np.full(len(as_of), DAYS, dtype=np.int32)


QUESTION = Question(
    name="unpaid_30d", explains="p_unpaid_30d", of_overdue=True, day=_thirty_days_on, linear_start=False
)
