"""The frame: columns as wanted, rows as asked."""

import numpy as np

from features.feature import catalog
from features.frame import build
from features.index import FeatureIndex
from features.subjects import subjects_at
from ledger.policy import Policy
from tests.features.plain import days, random_ledger


def test_columns_come_in_the_order_wanted():
    index = FeatureIndex(random_ledger(5).arrays(), Policy())
    subjects = subjects_at(index, days([3, 1, 2]), days([300, 200, 100]))
    whole = build(index, subjects)
    assert whole.shape == (3, len(catalog())) and whole.dtype == np.float64
    chosen = [catalog()[7], catalog()[2]]
    assert np.array_equal(build(index, subjects, chosen), whole[:, [7, 2]], equal_nan=True)
