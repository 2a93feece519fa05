"""The figures a model is judged by: known answers by hand, and the laws they obey."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from ledger.curve import HORIZON_DAYS, Curves, bin_starts
from training import evaluation
from training.evaluation import FollowUp

H = HORIZON_DAYS
DAYS = np.arange(H + 1)


def outcomes(paid, followed=H, closed=None):
    paid = np.asarray(paid, dtype=float)
    n = len(paid)
    closed = np.full(n, np.inf) if closed is None else np.asarray(closed, dtype=float)
    return FollowUp(paid, closed, np.broadcast_to(np.asarray(followed), (n,)).astype(np.int64))


def point(days):
    return (np.asarray(days)[:, None] <= DAYS).astype(float)


def crps(cdf, seen):
    return evaluation.crps_rows(cdf, seen, seen.followed_share())


def geometric(hazard, n):
    return np.tile(1 - (1 - hazard) ** (DAYS + 1), (n, 1))


def test_auc_by_hand():
    """Of four (late, on time) pairs three are in order and one is tied."""
    assert evaluation.auc(np.array([0.9, 0.4, 0.4, 0.1]), np.array([True, True, False, False])) == 3.5 / 4
    assert np.isnan(evaluation.auc(np.array([0.9, 0.4]), np.array([True, True])))


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_ranking_figures_equal_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    p, y, w = rng.integers(0, 12, 80) / 12, rng.random(80) < 0.4, rng.random(80)
    y[:2] = True, False
    assert evaluation.auc(p, y) == pytest.approx(roc_auc_score(y, p))
    assert evaluation.auc(p, y, w) == pytest.approx(roc_auc_score(y, p, sample_weight=w))
    assert evaluation.average_precision(p, y) == pytest.approx(average_precision_score(y, p))


def test_log_loss_and_brier_by_hand():
    p, y = np.array([0.8, 0.25, 0.0]), np.array([True, False, True])
    assert evaluation.log_losses(p, y) == pytest.approx([-np.log(0.8), -np.log(0.75), -np.log(1e-4)])
    assert evaluation.brier(p, y) == pytest.approx((0.04 + 0.0625 + 1) / 3)


def test_ece_by_hand():
    """Two bins: 10 rows at .1 of which 5 happened, 10 rows at .9 of which 9 did: raw ECE = ½ · .4 + ½ · 0."""
    p = np.repeat([0.1, 0.9], 10)
    y = np.array([True] * 5 + [False] * 5 + [True] * 9 + [False])
    assert evaluation.ece(p, y, debiased=False) == pytest.approx(0.2)
    chance = np.sqrt(2 / np.pi) * np.sqrt(0.1 * 0.9 / 10)
    assert evaluation.ece(p, y) == pytest.approx(0.2 - chance)


def test_a_perfect_model_has_almost_no_ece():
    """Raw, chance alone shows .006 to .012 at 10,000 rows; taken off, ≈ 0. A model 4 points off shows ≥ 2."""
    rng = np.random.default_rng(3)
    raw, clean, wrong = [], [], []
    for _ in range(40):
        p = rng.beta(0.8, 1.2, 10_000)
        y = rng.random(10_000) < p
        raw.append(evaluation.ece(p, y, debiased=False))
        clean.append(evaluation.ece(p, y))
        wrong.append(evaluation.ece(np.clip(p + 0.04, 0, 1), y))
    assert 0.006 < np.mean(raw) < 0.012
    assert np.mean(clean) < 0.002
    assert 0.02 < np.mean(wrong) < 0.04


@given(st.lists(st.tuples(st.integers(0, H), st.integers(0, 500)), min_size=1, max_size=30))
def test_crps_of_a_point_forecast_is_its_absolute_error(pairs):
    said, came = np.array(pairs).T
    seen = outcomes(np.where(came > H, np.inf, came))
    errors, weights = evaluation.end_errors(said.astype(float), seen)
    assert crps(point(said), seen) == pytest.approx(np.abs(errors))
    assert (weights == 1).all()


def test_crps_by_hand():
    """Half by day 0, all by day 2; paid on day 1: (.5)² + (.5)² over days 0 and 1. Never paid: .25 + .25 + 363."""
    cdf = np.tile(np.where(DAYS < 2, 0.5, 1.0), (2, 1))
    assert crps(cdf, outcomes([1, np.inf])) == pytest.approx([0.5, 0.5 + H - 2])


@given(st.floats(0.02, 0.3), st.floats(0.02, 0.3))
@settings(max_examples=20, deadline=None)
def test_the_true_distribution_wins_in_expectation(true_hazard, said_hazard):
    """Propriety, exactly: the expected CRPS over every possible day, of the truth and of another distribution."""
    truth, said = geometric(true_hazard, H + 1), geometric(said_hazard, H + 1)
    day = np.where(DAYS == H, np.inf, DAYS)
    chance = np.diff(truth[0], prepend=0.0)
    chance[-1] += 1 - truth[0, -1]
    seen = outcomes(day)
    assert chance @ crps(truth, seen) <= chance @ crps(said, seen) + 1e-9
    spread = outcomes(np.where(day <= 40, day, np.inf), followed=40)
    assert chance @ crps(truth, spread) <= chance @ crps(said, spread) + 1e-9


def test_short_follow_up_does_not_bend_the_crps():
    """Follow-up cut by date at random: weighted, the figure is that of the full follow-up."""
    rng = np.random.default_rng(5)
    n, hazard = 40_000, 0.06
    paid = rng.geometric(hazard, n) - 1.0
    cdf = geometric(0.09, n)
    whole = crps(cdf, outcomes(paid)).mean()
    cut = crps(cdf, outcomes(paid, followed=rng.integers(20, 200, n))).mean()
    assert cut == pytest.approx(whole, rel=0.03)
    assert evaluation.LEAST_FOLLOWED < 0.1


def test_short_follow_up_does_not_bend_the_error_of_the_date():
    rng = np.random.default_rng(6)
    paid = rng.geometric(0.08, 40_000) - 1.0
    said = np.full(len(paid), 8.0)
    whole, _ = evaluation.end_errors(said, outcomes(paid))
    short = outcomes(paid, followed=rng.integers(10, 150, len(paid)))
    errors, weights = evaluation.end_errors(said, short)
    assert evaluation.mean(np.abs(errors), weights) == pytest.approx(np.abs(whole).mean(), rel=0.04)
    seen_only = np.abs(errors)[weights > 0].mean()
    assert seen_only < np.abs(whole).mean()


def test_errors_of_the_date_by_hand():
    """No date counts as H; what was closed without cash ends at H; what is still open has no weight."""
    seen = outcomes([3, np.inf, np.inf, np.inf], followed=[400, 400, 400, 100], closed=[np.inf, 20, np.inf, np.inf])
    errors, weights = evaluation.end_errors(np.array([5.0, np.nan, 10.0, 10.0]), seen)
    assert errors[:3].tolist() == [2, 0, 10 - H]
    assert (weights > 0).tolist() == [True, True, True, False]
    assert evaluation.median(np.abs(errors), weights) == 2


def test_maturity_is_by_date_and_not_by_being_paid():
    seen = outcomes([2, np.inf, 2], followed=[5, 5, 30])
    assert seen.mature(10).tolist() == [False, False, True]
    assert seen.paid_by(2).tolist() == [True, False, True]
    assert not outcomes([9], followed=5).paid_by(400).any()  # a value date beyond the follow-up is not seen


def test_pit_of_the_true_model_is_uniform():
    """Also where half of all mass stands on one day, and where follow-up is short."""
    rng = np.random.default_rng(8)
    chance = np.r_[0.05, np.zeros(9), 0.5, np.full(45, 0.01)]
    cdf = np.ones(H + 1)
    cdf[: len(chance)] = np.cumsum(chance)
    paid = rng.choice(len(chance), 20_000, p=chance / chance.sum()).astype(float)
    for followed in (H, rng.integers(0, 60, len(paid))):
        bounds = evaluation.pit_bounds(np.tile(cdf, (len(paid), 1)), outcomes(paid, followed=followed))
        assert evaluation.pit_histogram(*bounds) == pytest.approx(np.full(10, 0.1), abs=0.01)
        assert evaluation.pit_within(*bounds, 0.1, 0.9).mean() == pytest.approx(0.8, abs=0.01)


def test_pit_by_hand():
    """A point on day 4: paid that day 80 % of the PIT lies within; paid another day it lies at an end."""
    low, high = evaluation.pit_bounds(point([4, 4, 4, 4]), outcomes([4, 3, 5, np.inf]))
    assert evaluation.pit_within(low, high, 0.1, 0.9).tolist() == pytest.approx([0.8, 0, 0, 0])
    low, high = evaluation.pit_bounds(geometric(0.1, 2), outcomes([np.inf, np.inf], followed=[3, 400], closed=[2, 9e9]))
    assert low == pytest.approx([1 - 0.9 ** (H + 1)] * 2)
    assert high.tolist() == [1, 1]


def test_weekly_cash_by_hand():
    """Two invoices of 100 and one as-of day: expected all in week 1; one came in week 2: WAPE (100 + 100) / 200."""
    seen = outcomes([3, 9])
    amount, as_of = np.array([100.0, 100.0]), np.array([0, 0])
    ends = [6, 13]
    assert evaluation.cash_errors(point([2, 2])[:, ends], seen, amount, as_of) == pytest.approx((1.0, 0.0))
    assert evaluation.cash_errors(point([2, 400])[:, ends], seen, amount, as_of) == pytest.approx((0.5, -0.5))
    short = outcomes([3, 9], followed=5)
    assert np.isnan(evaluation.cash_errors(point([2, 2])[:, ends], short, amount, as_of)).all()


@given(st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_daily_distribution_equals_the_curve_day_by_day(seed):
    rng = np.random.default_rng(seed)
    past, anchor = rng.integers(-60, 90, 7).astype(np.int32), rng.integers(-5, 60, 7).astype(np.int32)
    starts = bin_starts(past, anchor)
    rise = rng.random(starts.shape) * (starts <= H)
    curves = Curves(past, anchor, starts, np.cumsum(rise, axis=1) / rise.sum(axis=1, keepdims=True) * 0.97)
    assert evaluation.daily_cdf(curves) == pytest.approx(curves.daily(H), abs=1e-12)
