"""The index gives what the definitions say, on ledgers with every dirt: part payments, reversals, corrections, late records."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.feature import catalog, left_out
from features.frame import build
from features.index import FeatureIndex
from features.subjects import subjects_at
from ledger.policy import Policy
from tests.features.plain import days, random_ledger
from tests.features.reference import features_of


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from([0, 5]))
def test_the_engine_equals_the_slow_definitions(seed, grace):
    plain, policy = random_ledger(seed, customers=2, invoices=18, span=300), Policy(grace_days=grace)
    arrays = plain.arrays()
    index = FeatureIndex(arrays, policy)
    chance = np.random.default_rng(seed)
    item = days(chance.integers(0, arrays.item_count, 12))
    as_of = days(chance.integers(0, 500, 12))
    asked = (*catalog(), *left_out())
    frame = build(index, subjects_at(index, item, as_of), asked)
    for row in range(12):
        key = str(arrays.invoice_id[item[row]]), int(arrays.instalment[item[row]])
        expected = features_of(plain, policy, *key, int(as_of[row]))
        found = {one.name: float(value) for one, value in zip(asked, frame[row], strict=True)}
        assert found == pytest.approx(expected, nan_ok=True, rel=1e-12, abs=1e-9), (seed, key, int(as_of[row]))
