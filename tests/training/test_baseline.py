"""What every naive forecast shares, and the questions each must answer (``baselines/`` is walked)."""

from dataclasses import replace

import numpy as np
import pytest

from features.index import FeatureIndex
from features.subjects import subjects_at
from ledger.arrays import LedgerArrays
from ledger.curve import HORIZON_DAYS
from ledger.policy import Policy
from tests.training.small_ledger import small_ledger
from training.baseline import (
    Baseline,
    Forecasts,
    all_baselines,
    at,
    from_distribution,
    parts,
    point_forecasts,
    quantile,
    same_week,
    u_days,
)
from training.lessons import Chances, Ground

DAYS = np.arange(HORIZON_DAYS + 1)


@pytest.fixture(scope="module")
def small() -> LedgerArrays:
    return small_ledger(customers=20, items=500, days=500)


def ask(arrays: LedgerArrays, baseline: Baseline) -> tuple[Forecasts, int]:
    """Forecasts of the items issued in the last 150 days, at issue and 21 days later."""
    index = FeatureIndex(arrays, Policy())
    cut = int(arrays.as_of) - 150
    issued = arrays.items.issued_on
    item = np.flatnonzero((issued >= cut) & (issued < cut + 60)).astype(np.int32)
    both = np.concatenate([item, item])
    as_of = np.concatenate([issued[item], issued[item] + 21]).astype(np.int32)
    return baseline.forecast(Ground(index, cut), subjects_at(index, both, as_of)), cut


@pytest.mark.parametrize("baseline", all_baselines(), ids=lambda one: one.name)
def test_every_baseline_says_something_sound(small: LedgerArrays, baseline: Baseline) -> None:
    """Probabilities lie in [0, 1], days in the horizon, distributions rise and agree with the interval."""
    made, _ = ask(small, baseline)
    chances = np.stack([getattr(made.chances, name) for name in Chances.__dataclass_fields__])
    assert chances.shape[1] > 40
    assert ((chances >= 0) & (chances <= 1)).all()
    assert (np.nan_to_num(made.p10_day) <= np.nan_to_num(made.p90_day, nan=HORIZON_DAYS)).all()
    assert (np.nan_to_num(made.expected_day) >= 0).all()
    cdf = made.cdf(np.arange(30))
    assert cdf.shape == (30, HORIZON_DAYS + 1)
    assert (np.diff(cdf, axis=1) >= -1e-12).all()
    assert ((cdf >= 0) & (cdf <= 1)).all()
    assert baseline.says


@pytest.mark.parametrize("baseline", all_baselines(), ids=lambda one: one.name)
def test_no_baseline_sees_the_future(small: LedgerArrays, baseline: Baseline) -> None:
    """Payments known after the last as-of day are moved and halved: no forecast changes."""
    made, cut = ask(small, baseline)
    moves = small.allocations
    later = moves.known_on >= cut + 60 + 21
    assert later.any()
    changed = replace(
        small,
        allocations=replace(
            moves,
            valued_on=np.where(later, moves.valued_on - 9, moves.valued_on).astype(np.int32),
            amount=np.where(later, moves.amount // 2, moves.amount),
        ),
    )
    again, _ = ask(changed, baseline)
    for name in Chances.__dataclass_fields__:
        assert np.array_equal(getattr(made.chances, name), getattr(again.chances, name))
    assert np.array_equal(made.expected_day, again.expected_day, equal_nan=True)
    assert np.array_equal(made.cdf(np.arange(30)), again.cdf(np.arange(30)))


def test_a_point_forecast_stays_in_the_horizon() -> None:
    half = np.full(3, 0.5)
    made = point_forecasts(np.array([-3, 4, 900]), Chances(half, half, half, half))
    assert made.expected_day.tolist() == [0, 4, HORIZON_DAYS]
    assert made.cdf(np.array([1]))[0, [3, 4]].tolist() == [0, 1]


def test_figures_of_a_distribution(small: LedgerArrays) -> None:
    """F rises by 1 % a day from day 0: P(paid within 7 days) is F(7), the median day 49, P(late) is 1 − F(due)."""
    index = FeatureIndex(small, Policy())
    item = np.array([3, 4], dtype=np.int32)
    subjects = subjects_at(index, item, small.items.issued_on[item])
    cdf = np.tile(np.minimum((DAYS + 1) / 100, 1.0), (2, 1))
    made = from_distribution(lambda rows: cdf[rows], subjects, 0)
    terms = small.items.due_on[item] - small.items.issued_on[item]
    assert made.chances.p_late == pytest.approx(1 - (terms + 1) / 100)
    assert made.chances.p_very_late == pytest.approx(1 - (terms + 31) / 100)
    assert made.chances.p_paid_soon == pytest.approx([0.08] * 2)
    assert made.chances.p_unpaid_30d == pytest.approx([0.69] * 2)
    assert made.expected_day.tolist() == [49, 49]
    assert (made.p90_day - made.p10_day).tolist() == [80, 80]
    assert u_days(subjects, 30).tolist() == (terms + 30).tolist()


def test_days_beyond_a_distribution() -> None:
    cdf = np.array([[0.5] * (HORIZON_DAYS + 1)] * 3)
    assert at(cdf, np.array([-1, 0, 9999])).tolist() == [0, 0.5, 0.5]
    assert quantile(cdf, 0.5).tolist() == [0, 0, 0]
    assert np.isnan(quantile(cdf, 0.6)).all()


def test_weeks_and_parts_hold_every_row_once() -> None:
    as_of = np.array([18_000, 18_003, 18_004, 17_000, 18_000], dtype=np.int32)  # 18,000 is a Sunday
    weeks = same_week(as_of)
    assert [sorted(rows.tolist()) for rows in weeks] == [[3], [0, 4], [1, 2]]
    assert np.concatenate(parts(np.arange(5000))).tolist() == list(range(5000))
