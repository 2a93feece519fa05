"""Curves: bins cover the horizon, F rises evenly in a bin, quantiles are whole days, storing loses at most a millionth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.curve import BOUNDS, HORIZON_DAYS, Curves, bin_starts, decode


def curves(days_past_due: list[int], anchors: list[int], seed: int = 0) -> Curves:
    past_due, anchor = np.array(days_past_due, dtype=np.int32), np.array(anchors, dtype=np.int32)
    starts = bin_starts(past_due, anchor)
    weight = np.random.default_rng(seed).gamma(0.3, size=starts.shape) * (starts <= HORIZON_DAYS)
    cdf = np.cumsum(weight, axis=1)
    return Curves(past_due, anchor, starts, cdf / cdf[:, -1:] * 0.97)


days_past_due = st.lists(st.integers(-500, 900), min_size=1, max_size=6)


def test_bins_are_weekly_then_daily_then_weekly_then_4_weekly() -> None:
    steps = dict(zip(BOUNDS.tolist(), np.diff(BOUNDS).tolist(), strict=False))
    assert {steps[day] for day in (-28, -21)} == {7}
    assert {steps[day] for day in range(-14, 21)} == {1}
    assert {steps[day] for day in (21, 28, 56)} == {7}
    assert {steps[day] for day in (63, 91, 119)} == {28}


@given(days_past_due, st.integers(-1, 400))
def test_bins_start_at_0_rise_stay_on_bounds_and_hold_the_anchor(past_due: list[int], anchor: int) -> None:
    days = np.array(past_due, dtype=np.int32)
    starts = bin_starts(days, np.full(len(days), anchor, dtype=np.int32))
    assert (starts[:, 0] == 0).all()
    for row, offset in zip(starts, days, strict=True):
        used = row[row <= HORIZON_DAYS]
        assert (np.diff(used) > 0).all()
        bound = set((used[1:] + offset).tolist()) - {anchor + 1 + offset}
        assert bound <= set(BOUNDS.tolist())
        if 0 <= anchor < HORIZON_DAYS:
            assert anchor + 1 in used


def test_an_invoice_at_30_days_terms_has_about_55_bins() -> None:
    starts = bin_starts(np.array([-30], dtype=np.int32), np.array([30], dtype=np.int32))
    assert 50 <= starts.shape[1] <= 60


@given(days_past_due, st.integers(0, 1000))
def test_f_rises_from_above_0_to_its_end(past_due: list[int], seed: int) -> None:
    made = curves(past_due, [30] * len(past_due), seed)
    daily = made.daily(HORIZON_DAYS)
    assert (np.diff(daily, axis=1) >= -1e-12).all()
    assert (made.at(-1) == 0).all()
    assert np.allclose(daily[:, -1], 0.97)
    assert np.allclose(made.at(HORIZON_DAYS + 50), 0.97)


@given(days_past_due, st.floats(0.01, 0.99), st.integers(0, 1000))
def test_a_quantile_is_the_first_day_that_reaches_it(past_due: list[int], q: float, seed: int) -> None:
    made = curves(past_due, [30] * len(past_due), seed)
    daily = made.daily(HORIZON_DAYS)
    for row, day in enumerate(made.quantile(q)):
        if np.isnan(day):
            assert daily[row, -1] < q
        else:
            assert daily[row, int(day)] >= q - 1e-9
            assert day == 0 or daily[row, int(day) - 1] < q + 1e-9


@given(days_past_due, st.integers(-10, 380), st.integers(0, 1000))
def test_mean_days_after_is_the_sum_of_survival(past_due: list[int], day: int, seed: int) -> None:
    made = curves(past_due, [30] * len(past_due), seed)
    by_hand = (1 - made.daily(HORIZON_DAYS))[:, max(day, 0) : HORIZON_DAYS].sum(axis=1)
    assert made.mean_days_after(day) == pytest.approx(by_hand, abs=1e-9)


def test_mean_days_of_a_sure_day_is_that_day() -> None:
    """Paid on day 5 for certain: 5 days from now, 2 days after day 3, none after day 9."""
    past_due, anchor = np.array([-4], dtype=np.int32), np.array([-1], dtype=np.int32)
    starts = bin_starts(past_due, anchor)
    made = Curves(past_due, anchor, starts, (starts >= 5).astype(float))
    assert made.mean_days_after(0) == pytest.approx(5)
    assert made.mean_days_after(3) == pytest.approx(2)
    assert made.mean_days_after(9) == pytest.approx(0)
    assert made.quantile(0.5) == 5


@given(days_past_due, st.integers(-1, 100), st.integers(0, 1000))
def test_stored_curves_come_back_within_a_millionth(past_due: list[int], anchor: int, seed: int) -> None:
    made = curves(past_due, [anchor] * len(past_due), seed)
    back = decode([made.encode(row) for row in range(len(made))])
    assert np.abs(back.daily(HORIZON_DAYS) - made.daily(HORIZON_DAYS)).max() <= 1e-6
    assert (back.days_past_due == made.days_past_due).all()
    assert max(len(made.encode(row)) for row in range(len(made))) < 600


def test_taken_rows_are_the_same_curves() -> None:
    made = curves([-30, 0, 400], [30, 30, 30])
    assert np.array_equal(made.take(np.array([2, 0])).daily(90), made.daily(90)[[2, 0]])


def test_no_curves_are_no_trouble() -> None:
    none = Curves(
        np.zeros(0, np.int32),
        np.zeros(0, np.int32),
        bin_starts(np.zeros(0, np.int32), np.zeros(0, np.int32)),
        np.zeros((0, 1)),
    )
    assert none.daily(10).shape == (0, 11)
    assert len(none.quantile(0.5)) == 0
    assert decode([]).daily(3).shape == (0, 4)
