"""The segment prior and the rule of thumb: what answers without a model."""

import numpy as np
import pytest

from ledger.curve import HORIZON_DAYS
from ledger.day import FOREVER
from tests.training.small_ledger import small_ledger
from training.segment import STARTS, rule_of_thumb, segment_names, segment_prior, two_ends
from training.targets import CASH_IN, OPEN, Outcomes


def paid(days_late: np.ndarray, due: np.ndarray, seen_until: int) -> Outcomes:
    ended = (due + days_late).astype(np.int32)
    seen = ended < seen_until
    return Outcomes(
        np.where(seen, ended, FOREVER).astype(np.int32),
        np.where(seen, CASH_IN, OPEN).astype(np.int8),
        np.full(len(due), seen_until, dtype=np.int32),
    )


def names(text: str, count: int) -> np.ndarray:
    out = np.empty(count, dtype=object)
    out[:] = text
    return out


def test_the_prior_is_the_distribution_of_days_past_due() -> None:
    random = np.random.default_rng(0)
    count = 20_000
    due = np.full(count, 18_030, dtype=np.int32)
    issued = np.full(count, 18_000, dtype=np.int32)
    late = random.integers(-5, 20, count)
    prior = segment_prior(names("", count), issued, due, paid(late, due, 30_000))
    curves, closed = prior.curves(names("", 1), np.array([-30], dtype=np.int32), np.array([30], dtype=np.int32))
    for day in (-3, 0, 5, 15):
        assert curves.at(30 + day)[0] == pytest.approx((late <= day).mean(), abs=0.01)
    assert closed[0] < 0.01


def test_open_items_are_censored_not_dropped() -> None:
    """Half of the invoices issued shortly before the cut, unpaid by it: the curve stays that of the old ones."""
    random = np.random.default_rng(1)
    count = 20_000
    issued = random.integers(18_000, 18_200, count).astype(np.int32)
    due = issued + 30
    late = random.integers(0, 60, count)
    ends = paid(late, due, 18_200)
    prior = segment_prior(names("", count), issued, due, ends)
    curves, _ = prior.curves(names("", 1), np.array([-30], dtype=np.int32), np.array([30], dtype=np.int32))
    assert (ends.cause == OPEN).mean() > 0.2
    assert curves.at(30 + 29)[0] == pytest.approx(0.5, abs=0.03)


def test_a_segment_speaks_for_itself_when_it_is_large_enough() -> None:
    due, issued = np.full(600, 18_030, dtype=np.int32), np.full(600, 18_000, dtype=np.int32)
    segment = np.concatenate([names("DE/slow", 290), names("DE/fast", 300), names("DE/new", 10)])
    late = np.where(segment == "DE/slow", 40, -2)
    prior = segment_prior(segment, issued, due, paid(late, due, 30_000))
    assert prior.segments == ("", "DE/fast", "DE/slow")
    three = np.array(["DE/slow", "DE/fast", "DE/new"], dtype=object)
    past_due, day = np.full(3, -30, dtype=np.int32), np.full(3, 30, dtype=np.int32)
    curves, _ = prior.curves(three, past_due, day)
    slow, fast, new = curves.at(30)
    assert slow < 0.3 < new < fast


@pytest.mark.parametrize("days_past_due", [-200, -30, 0, 1, 29, 400, 3_000])
def test_the_rule_of_thumb_answers_every_open_item(days_past_due: int) -> None:
    past_due = np.array([days_past_due], dtype=np.int32)
    curves, closed = rule_of_thumb().curves(names("XX/nobody", 1), past_due, np.array([30], dtype=np.int32))
    daily = curves.daily(HORIZON_DAYS)[0]
    assert (np.diff(daily) >= 0).all() and 0 < daily[-1] < 1
    assert daily[-1] + closed[0] <= 1


def test_the_three_ends_sum_to_one() -> None:
    random = np.random.default_rng(2)
    cash, other = random.random((50, 20)) * 0.2, random.random((50, 20)) * 0.02
    cdf, closed = two_ends(cash, other)
    open_still = np.prod((1 - cash) * (1 - other), axis=1)
    assert np.allclose(cdf[:, -1] + closed + open_still, 1.0)


def test_segments_are_named_by_what_was_known() -> None:
    arrays = small_ledger(items=10)
    customer, day = np.array([0, 1, -1], dtype=np.int32), np.full(3, arrays.as_of, dtype=np.int32)
    assert segment_names(arrays, customer, day).tolist() == ["DE/retail", "DE/food", ""]
    assert len(STARTS) == rule_of_thumb().cash.shape[1]
