"""The last few delays, with and without reversals."""

from dataclasses import replace

import numpy as np
import pytest

from features.index import FeatureIndex
from features.latest import DEPTH, EWMA, LAST_1, LAST_3, LAST_5, MEDIAN, MONTH_DAY, _ordered
from ledger.policy import Policy
from tests.features.plain import Move, Plain, What, days


def ledger(delays, reversed_at=None):
    what = [What(f"i{number:02}", "A", 0, 100 * number, 500_00) for number in range(len(delays))]
    moves = [Move(f"i{number:02}", 100 * number + delay, 500_00) for number, delay in enumerate(delays)]
    if reversed_at:
        moves[-1] = replace(moves[-1], until=reversed_at)
    index = FeatureIndex(Plain(what=what, moves=moves).arrays(), Policy())

    def before(as_of, count=None):
        row = index.settled.begun.timeline.before(days([0] * len(as_of)), days(as_of))
        customer, day = days([0] * len(as_of)), days(as_of)
        walked = index.latest.walked(customer, day, row)
        table = index.latest.before(row, walked)
        if count is None:
            return table
        return index.latest.median_of_last(row, walked, np.array(count), table, np.array(count) >= DEPTH)

    return before


def test_the_last_k_and_the_weighted_mean():
    table = ledger([9, 1, 2, 3, 4, 5])([0, 102, 9999])
    assert np.isnan(table[0]).all()
    assert table[1, [LAST_1, LAST_3, LAST_5]].tolist() == [1, 5, 5]
    assert table[2, [LAST_1, LAST_3, LAST_5]].tolist() == [5, 4, 3]
    assert table[1, EWMA] == pytest.approx((1 + 0.7 * 9) / 1.7)


def test_a_reversed_closing_counts_until_its_reversal_was_known():
    latest = ledger([9, 1, 2], reversed_at=300)
    before, after = latest([300, 301])
    assert before[[LAST_1, LAST_3]].tolist() == [2, 4]
    assert after[[LAST_1, LAST_3]].tolist() == [1, 5]
    assert [before[MEDIAN], after[MEDIAN]] == [2, 5]
    assert (before == ledger([9, 1, 2])([300])[0]).all()


def test_no_more_than_the_depth_is_looked_at():
    delays = [0] * DEPTH
    assert ledger([99, *delays])([9999])[0, EWMA] == 0
    assert ledger([99, *delays, 7], reversed_at=9000)([9999])[0, EWMA] == 0


def test_the_median_and_the_most_frequent_day_of_the_month():
    """Due on 1 January 1970 and every 100 days after: the second is paid on 12 April."""
    table = ledger([0, 1, 1, 1, 2])([1, 102, 9999])
    assert table[:, MEDIAN].tolist() == [0, 0.5, 1]
    assert table[:2, MONTH_DAY].tolist() == [1, 12]
    equal = ledger([9, 0])([9999])[0]
    assert equal[MEDIAN] == 4.5 and equal[MONTH_DAY] == 11, "of equals the later one"


def test_the_median_of_the_last_few():
    latest = ledger([9, 1, 2, 30])
    assert latest([9999] * 4, [1, 2, 3, DEPTH]).tolist() == [30, 16, 2, 5.5]
    assert np.isnan(latest([9999], [0])).all()
    reversed_later = ledger([9, 1, 2, 30], reversed_at=500)
    assert reversed_later([500, 501, 501], [2, 2, 1]).tolist() == [16, 1.5, 2]


def test_many_are_sorted_as_few_are():
    delay = np.random.default_rng(0).integers(-90, 366, (DEPTH, 500)).astype(np.int16)
    assert (_ordered(delay) == np.sort(delay, axis=0)).all()
