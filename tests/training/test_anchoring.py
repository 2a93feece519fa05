"""Two heads, one curve: after anchoring the curve says what the head says, and is still a curve."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ledger.curve import HORIZON_DAYS, Curves, bin_starts
from training.anchoring import anchored
from training.model import P_LEAST


def curve(days_past_due: int, anchor: int, hazard: np.ndarray) -> Curves:
    past_due, day = np.array([days_past_due], dtype=np.int32), np.array([anchor], dtype=np.int32)
    starts = bin_starts(past_due, day)
    values = np.resize(hazard, starts.shape[1])
    return Curves(past_due, day, starts, (1.0 - np.cumprod(1.0 - values))[None, :])


hazards = st.lists(st.sampled_from([0.0, 1e-6, 0.01, 0.1, 0.5, 0.99, 1.0]), min_size=1, max_size=60).map(np.array)


@given(st.integers(-400, 400), st.integers(0, 800), hazards, st.floats(0, 1))
def test_survival_at_the_day_is_the_heads(days_past_due: int, day: int, hazard: np.ndarray, p: float) -> None:
    free = curve(days_past_due, min(day, HORIZON_DAYS), hazard)
    bent, shift = anchored(free, np.array([day], dtype=np.int32), np.array([p]))
    wanted = np.clip(p, P_LEAST, 1 - P_LEAST)
    assert abs((1.0 - bent.at(day))[0] - wanted) < 1e-12
    daily = bent.daily(HORIZON_DAYS)[0]
    assert (np.diff(daily) >= -1e-15).all() and daily[0] >= 0 and daily[-1] <= 1
    assert 0 <= shift[0] <= 1


def test_the_formula_of_the_contract() -> None:
    """S'(t) = S(t)^θ until u, p · S(t)/S(u) after."""
    free = curve(-10, 10, np.full(60, 0.05))
    bent, shift = anchored(free, np.array([10], dtype=np.int32), np.array([0.3]))
    survival = 1.0 - free.cdf[0]
    column = int((free.starts[0] <= 10).sum()) - 1
    theta = np.log(0.3) / np.log(survival[column])
    assert np.allclose(1.0 - bent.cdf[0, : column + 1], survival[: column + 1] ** theta)
    assert np.allclose(1.0 - bent.cdf[0, column:], 0.3 * survival[column:] / survival[column])
    assert shift[0] == np.abs(bent.cdf - free.cdf).max()


def test_a_head_that_agrees_moves_nothing() -> None:
    free = curve(-30, 30, np.full(80, 0.03))
    p = 1.0 - free.at(30)
    bent, shift = anchored(free, np.array([30], dtype=np.int32), p)
    assert shift[0] < 1e-12
    assert np.allclose(bent.cdf, free.cdf)
