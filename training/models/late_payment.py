"""P(late) of an item that is not yet past due + grace: the risk target until then."""

import numpy as np
from numpy.typing import NDArray

from ledger.day import Days
from training.model import Question


def _due_day(due_on: Days, as_of: Days, grace_days: int) -> NDArray[np.int32]:
    return (due_on + grace_days - as_of).astype(np.int32)


QUESTION = Question(name="late_payment", explains="p_late", of_overdue=False, day=_due_day, linear_start=True)
