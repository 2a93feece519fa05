"""Intervals of differences: customers come and go whole, and weighted figures equal those of repeated rows."""

import numpy as np
import pytest

from training import evaluation
from training.bootstrap import CustomerDraws, auc_draws, ece_draws, interval

CUSTOMER = np.array([7, 7, 3, 9, 3])
EVERY = np.arange(5)


def test_customers_come_and_go_whole():
    times = CustomerDraws(CUSTOMER, 200, seed=1).rows(EVERY, 50)
    assert times.shape == (50, 5)
    assert (times[:, 0] == times[:, 1]).all()
    assert (times[:, 2] == times[:, 4]).all()
    assert (times[:, 0] + times[:, 2] + times[:, 3] == 3).all()


def test_means_are_those_of_the_repeated_rows():
    draws = CustomerDraws(CUSTOMER, 40)
    values, weights = np.array([1.0, 5.0, 2.0, 8.0, 4.0]), np.array([1.0, 2.0, 1.0, 0.5, 1.0])
    times = draws.rows(EVERY, 40) * weights
    assert draws.means(values, weights, EVERY) == pytest.approx((times @ values) / times.sum(axis=1))


def test_drawn_figures_equal_the_plain_ones_under_the_same_weights():
    rng = np.random.default_rng(2)
    p, y = rng.integers(0, 30, 300) / 30, rng.random(300) < 0.3
    times = CustomerDraws(rng.integers(0, 40, 300), 20).rows(np.arange(300), 20)
    assert auc_draws(p, y, times) == pytest.approx([evaluation.auc(p, y, w) for w in times])
    assert ece_draws(p, y, times) == pytest.approx([evaluation.ece(p, y, w) for w in times])
    assert auc_draws(p, y, times)[0] == pytest.approx(
        evaluation.auc(np.repeat(p, times[0].astype(int)), np.repeat(y, times[0].astype(int)))
    )


def test_interval_passes_over_draws_without_an_answer():
    assert interval(np.r_[np.arange(1001.0), np.nan]) == pytest.approx((25, 975))
    assert np.isnan(interval(np.array([np.nan]))).all()


def test_the_interval_of_a_mean_covers_it():
    """95 % of intervals hold the true mean where customers differ (40 customers: a little fewer)."""
    rng = np.random.default_rng(4)
    customer, hit = np.repeat(np.arange(40), 5), 0
    for seed in range(100):
        values = rng.normal(0, 1, 40)[customer] + rng.normal(0, 0.3, 200)
        low, high = interval(CustomerDraws(customer, 300, seed).means(values, np.ones(200), np.arange(200)))
        hit += low <= 0 <= high
    assert hit >= 86
