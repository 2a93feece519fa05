"""The question of the late-payment head."""

import numpy as np

from training.models.late_payment import QUESTION


def test_it_asks_about_the_due_day_and_grace() -> None:
    due, as_of = np.array([130, 100], dtype=np.int32), np.array([100, 100], dtype=np.int32)
    assert QUESTION.day(due, as_of, 0).tolist() == [30, 0]
    assert QUESTION.day(due, as_of, 5).tolist() == [35, 5]
    assert not QUESTION.of_overdue
