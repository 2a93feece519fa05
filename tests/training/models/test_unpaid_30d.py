"""The question of the twin."""

import numpy as np

from training.models.unpaid_30d import QUESTION


def test_it_asks_about_thirty_days_on() -> None:
    due, as_of = np.array([10, 100], dtype=np.int32), np.array([100, 101], dtype=np.int32)
    assert QUESTION.day(due, as_of, 7).tolist() == [30, 30]
    assert QUESTION.of_overdue
