"""Regressions of the baselines: what they learn is mature by date, and they learn it."""

import numpy as np
import pytest

from features.index import FeatureIndex
from features.subjects import Subjects, subjects_at
from ledger.policy import Policy
from tests.training.small_ledger import small_ledger
from training.delay_history import DelayHistory
from training.lessons import Ground, learned_chances


@pytest.fixture(scope="module")
def ground() -> Ground:
    arrays = small_ledger(customers=12, items=900, days=600)
    return Ground(FeatureIndex(arrays, Policy()), arrays.as_of - 100)


def _mean(history: DelayHistory, subjects: Subjects) -> np.ndarray:
    total, count = history.customer_sum(history.delay, subjects.customer, subjects.as_of)
    return (total / np.maximum(count, 1))[:, None]


def test_lessons_end_at_the_cut(ground: Ground) -> None:
    """A snapshot lies before the cut, and nothing known from the cut on is in its outcome."""
    for at_issue in (True, False):
        past, became = ground.lessons(at_issue)
        assert (past.as_of < ground.trained_before).all()
        assert ((past.as_of == past.issued_on) == at_issue).all()
        assert (became.seen_until <= ground.trained_before).all()


def test_a_slow_customer_gets_a_higher_chance_of_being_late(ground: Ground) -> None:
    arrays = ground.index.arrays
    item = np.flatnonzero(arrays.items.issued_on >= ground.trained_before).astype(np.int32)
    subjects = subjects_at(ground.index, item, arrays.items.issued_on[item])
    made = learned_chances(ground, subjects, _mean)
    slow = _mean(ground.history, subjects)[:, 0]
    assert np.corrcoef(slow, made.p_late)[0, 1] > 0.7
    assert (made.p_very_late <= made.p_late + 0.05).mean() > 0.9


def test_what_is_past_is_certain_and_what_nobody_knows_is_open(ground: Ground) -> None:
    """An overdue item is late for sure; with no history at all every chance is one half."""
    arrays = ground.index.arrays
    item = np.array([5, 6], dtype=np.int32)
    overdue = subjects_at(ground.index, item, (arrays.items.due_on[item] + np.array([3, 40])).astype(np.int32))
    made = learned_chances(ground, overdue, _mean)
    assert made.p_late.tolist() == [1, 1]
    assert made.p_very_late[1] == 1
    assert made.p_very_late[0] < 1
    empty = Ground(ground.index, int(arrays.items.issued_on.min()))
    assert learned_chances(empty, overdue, _mean).p_unpaid_30d.tolist() == [0.5, 0.5]
