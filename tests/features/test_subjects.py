"""Items are looked up as they were known on their day."""

import numpy as np

from features.index import FeatureIndex
from features.subjects import subjects_at
from ledger.policy import Policy
from tests.features.plain import Move, Plain, Row, What, days


def test_a_version_counts_until_its_correction_was_known():
    first = What("1", "A", 0, 30, 500_00, until=20, order=True)
    plain = Plain(
        what=[first, What("1", "A", 0, 45, 400_00, known=20)],
        moves=[Move("1", 40, 100_00)],
        rows=[Row("1", 10), Row("1", 25, False)],
    )
    index = FeatureIndex(plain.arrays(), Policy())
    asked = subjects_at(index, days([0] * 4), days([0, 20, 21, 41]))
    assert asked.due_on.tolist() == [30, 30, 45, 45]
    assert asked.amount.tolist() == [500_00, 500_00, 400_00, 400_00]
    assert asked.open.tolist() == [500_00, 500_00, 400_00, 300_00]
    assert asked.paid_share.tolist() == [0, 0, 0, 0.25]
    assert asked.disputed.tolist() == [False, True, True, False]
    assert asked.purchase_order.tolist() == [True, True, False, False]


def test_some_of_them_in_another_order_forget_what_was_looked_up():
    index = FeatureIndex(Plain(what=[What("1", "A", 0, 30, None), What("2", "B", 3, 9, 100)]).arrays(), Policy())
    asked = subjects_at(index, days([0, 1]), days([5, 6]))
    asked.memo["index"] = index
    taken = asked.take(np.array([1, 0]))
    assert (taken.as_of.tolist(), taken.amount.tolist(), taken.memo, len(taken)) == ([6, 5], [100, 0], {}, 2)
    assert asked.decimals.tolist() == [2, 2]
