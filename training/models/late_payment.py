"""P(late) of an item that is not yet past due + grace: the risk target until then."""

import numpy as np
from numpy.typing import NDArray

from ledger.day import Days
from training.model import Question

CURVE_SHARE = 1 / 3
"""Two models of the same that err apart: a third loses nowhere and gains where the ledger is small; and the curve need not be bent
so far (docs/models.md)."""


def _due_day(due_on: Days, as_of: Days, grace_days: int) -> NDArray[np.int32]:
    return (due_on + grace_days - as_of).astype(np.int32)


QUESTION = Question(
    name="late_payment", explains="p_late", of_overdue=False, day=_due_day, linear_start=True, curve_share=CURVE_SHARE
)
