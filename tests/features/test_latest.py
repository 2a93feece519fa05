"""The last few delays, with and without reversals."""

from dataclasses import replace

import numpy as np
import pytest

from features.index import FeatureIndex
from features.latest import DEPTH, EWMA, LAST_1, LAST_3, LAST_5
from ledger.policy import Policy
from tests.features.plain import Move, Plain, What, days


def ledger(delays, reversed_at=None):
    what = [What(f"i{number:02}", "A", 0, 100 * number, 500_00) for number in range(len(delays))]
    moves = [Move(f"i{number:02}", 100 * number + delay, 500_00) for number, delay in enumerate(delays)]
    if reversed_at:
        moves[-1] = replace(moves[-1], until=reversed_at)
    return FeatureIndex(Plain(what=what, moves=moves).arrays(), Policy()).latest


def test_the_last_k_and_the_weighted_mean():
    table = ledger([9, 1, 2, 3, 4, 5]).before(days([0, 0, 0]), days([0, 102, 9999]))
    assert np.isnan(table[0]).all()
    assert table[1, [LAST_1, LAST_3, LAST_5]].tolist() == [1, 5, 5]
    assert table[2, [LAST_1, LAST_3, LAST_5]].tolist() == [5, 4, 3]
    assert table[1, EWMA] == pytest.approx((1 + 0.7 * 9) / 1.7)


def test_a_reversed_closing_counts_until_its_reversal_was_known():
    latest = ledger([9, 1, 2], reversed_at=300)
    before, after = latest.before(days([0, 0]), days([300, 301]))
    assert before[[LAST_1, LAST_3]].tolist() == [2, 4]
    assert after[[LAST_1, LAST_3]].tolist() == [1, 5]
    assert (before == ledger([9, 1, 2]).before(days([0]), days([300]))[0]).all()


def test_no_more_than_the_depth_is_looked_at():
    delays = [0] * DEPTH
    assert ledger([99, *delays]).before(days([0]), days([9999]))[0, EWMA] == 0
    assert ledger([99, *delays, 7], reversed_at=9000).before(days([0]), days([9999]))[0, EWMA] == 0
