"""How many invoices a customer needs: a hand-worked book, customers all alike, and facts taken back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.credibility import USUAL_STRENGTH, Strengths, evidence
from features.spans import SettledSpans
from features.streams import PrefixSums
from ledger.day import FOREVER
from tests.features.plain import days


def spans(customer, delay, start, end=None):
    count, none = len(customer), np.zeros(len(customer), dtype=np.int64)
    end = [FOREVER] * count if end is None else end
    return SettledSpans(
        days(range(count)), days(customer), days(start), days(end), days(start), days(start),
        np.array(delay, dtype=np.int64), none, none, none,
    )  # fmt: skip


def strengths(*facts):
    day, columns = evidence(spans(*facts), grace_days=0)
    return Strengths(PrefixSums(np.zeros(len(day), dtype=np.int64), day, columns))


def test_a_book_worked_out_by_hand():
    """Three customers pay (0, 2), (10, 12), (20, 22): within 2, between 99 (means 1, 11, 21: variance 100, less 2 / 2)."""
    said = strengths([0, 0, 1, 1, 2, 2], [0, 2, 10, 12, 20, 22], [5] * 6).before(days([5, 6]))
    assert said[0] == pytest.approx([USUAL_STRENGTH] * 2)
    alike = (2 * 99 / 101 + 10 / 9) / 12
    assert said[1, 0] == pytest.approx((1 - alike) / alike)


def test_customers_who_are_all_alike_are_drawn_ever_more():
    few, many = (
        strengths(np.repeat(range(n), 4), [1, -1, 2, -2] * n, [5] * 4 * n).before(days([6]))[0] for n in (9, 90)
    )
    assert (few > USUAL_STRENGTH).all() and (few < many).all()
    assert many[0] == pytest.approx((10 + 89) / (10 / 9) - 1)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**9))
def test_what_was_taken_back_counts_until_then(seed):
    """Each day's strengths are those of what stood on it, whatever was known before or is known later."""
    chance = np.random.default_rng(seed)
    customer, delay = chance.integers(0, 4, 20), chance.integers(-90, 366, 20)
    start = chance.integers(0, 40, 20)
    end = np.where(chance.random(20) < 0.4, start + chance.integers(1, 30, 20), FOREVER)
    said = strengths(customer, delay, start, end)
    for day in range(0, 80, 7):
        stood = (start < day) & (end >= day)
        alone = strengths(customer[stood], delay[stood], [0] * int(stood.sum()))
        assert (said.before(days([day])) == alone.before(days([1]))).all()
