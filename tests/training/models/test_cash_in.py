"""The cash-in hazard."""

from dataclasses import replace

import numpy as np
import pytest

from features.bin_columns import BIN_FEATURES
from features.frame import build
from ledger.policy import Policy
from training.fit import Trained
from training.model import NEAR_DAYS
from training.models.cash_in import Trees, curves, fit, unpaid_by
from training.scorer import Scorer
from training.trees import raw_margin


def test_curves_follow_the_habit_of_the_customer(trained: Trained, policy: Policy) -> None:
    """On later days the median is nearer to the truth than the due date is."""
    test = trained.test
    assert test is not None
    rows = np.flatnonzero(test.at_issue & (test.ends.seen_until > test.subjects.due_on + 20) & (test.ends.cause == 1))
    said = Scorer(test.development, policy).score(trained.index, test.subjects.take(rows), explain=False)
    days = test.ends.take(rows).days_to_cash(said.subjects.as_of)
    error = np.abs(np.nan_to_num(said.quantile_days(0.5), nan=365.0) - days).mean()
    due_error = np.abs(said.subjects.due_on - said.subjects.as_of - days).mean()
    assert error < 0.7 * due_error


def test_the_share_paid_by_a_day_is_right_on_average(trained: Trained, policy: Policy) -> None:
    test = trained.test
    assert test is not None
    for day in (7, 30):
        known = test.ends.mature_by((test.subjects.as_of + day).astype(np.int32))
        rows = np.flatnonzero(known)
        said = Scorer(test.development, policy).score(trained.index, test.subjects.take(rows), explain=False)
        paid = test.ends.take(rows).paid_by((said.subjects.as_of + day).astype(np.int32))
        assert said.p_paid_within(day).mean() == pytest.approx(paid.mean(), abs=0.05)


def test_closings_without_cash_have_their_share(trained: Trained) -> None:
    test, hazard = trained.test, trained.model.cash_in
    assert test is not None and hazard is not None
    rows = np.flatnonzero(test.at_issue)[:200]
    subjects = test.subjects.take(rows)
    day = np.maximum(subjects.due_on - subjects.as_of, 0).astype(np.int32)
    made, closed = curves(hazard, trained.index, subjects, build(trained.index, subjects), day, 2)
    assert 0.005 < closed.mean() < 0.15, "about one in twenty is credited"
    assert (made.at(365) + closed <= 1 + 1e-12).all()


def test_asked_about_one_day_it_says_what_its_curve_says(trained: Trained) -> None:
    test, hazard = trained.test, trained.model.cash_in
    assert test is not None and hazard is not None
    subjects = test.subjects.take(np.arange(0, len(test.subjects), 11))
    x = build(trained.index, subjects)
    day = np.random.default_rng(0).integers(0, 400, len(subjects))
    asked = np.minimum(day, 365).astype(np.int32)
    whole, _ = curves(hazard, trained.index, subjects, x, asked, 1)
    assert np.allclose(unpaid_by(hazard, trained.index, subjects, x, day, 1), 1.0 - whole.at(asked), atol=1e-12)


def test_the_first_days_have_trees_of_their_own(trained: Trained) -> None:
    """Each bin is answered by the trees of its days; without those of the first days all of them by the others."""
    hazard, golden = trained.model.cash_in, trained.model.golden
    assert hazard is not None and hazard.near is not None and golden is not None
    start = golden.bins[:, BIN_FEATURES.index("bin_start_days") - len(BIN_FEATURES)]
    assert start.tolist() == list(range(16))
    near = raw_margin(hazard.near, golden.bins, 1) + hazard.near_log_rate
    far = raw_margin(hazard.booster, golden.bins, 1) + hazard.log_rate
    assert hazard.margin(golden.bins, 1).tolist() == [*near[:NEAR_DAYS], *far[NEAR_DAYS:]]
    assert not np.array_equal(near[:NEAR_DAYS], far[:NEAR_DAYS])
    assert replace(hazard, near=None).margin(golden.bins, 1).tolist() == far.tolist()


def test_too_few_payments_have_no_trees_for_the_first_days(trained: Trained) -> None:
    test = trained.test
    assert test is not None
    few = test.subjects.take(np.arange(300))
    made, told = fit(
        trained.index, few, build(trained.index, few), test.ends.take(np.arange(300)),
        budget=20_000, held_out=None, trees=Trees(5, 5, 5), seed=0, threads=1,
    )  # fmt: skip
    assert made.near is None and told["near_trees"] == 0 and told["near_rows"] > 0
