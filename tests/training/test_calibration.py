"""The affine calibrator."""

import numpy as np
import pytest

from training.calibration import affine, slope_alone
from training.model import Affine, sigmoid

EACH = 30_000


def test_it_finds_the_slope_and_intercept_of_an_overconfident_model() -> None:
    random = np.random.default_rng(0)
    truth = random.normal(0, 1.5, EACH)
    happened = random.random(EACH) < sigmoid(truth)
    found = affine((truth - 0.4) / 0.7, happened, np.arange(EACH, dtype=np.int32))
    assert abs(found.slope - 0.7) < 0.04
    assert abs(found.intercept - 0.4) < 0.05


def test_a_few_customers_are_little_evidence() -> None:
    """The same rows from 300 customers go a third of the way."""
    random = np.random.default_rng(0)
    truth = random.normal(0, 1.5, EACH)
    happened = random.random(EACH) < sigmoid(truth)
    margin, customer = (truth - 0.4) / 0.7, np.arange(EACH, dtype=np.int32)
    many, few = affine(margin, happened, customer), affine(margin, happened, customer % 300)
    assert few.slope - 1 == pytest.approx((many.slope - 1) / 3, rel=0.06)
    assert few.intercept == pytest.approx(many.intercept / 3, rel=0.06)


def test_the_slope_alone_turns_about_the_mean_margin() -> None:
    found = slope_alone(Affine(1.2, 0.7), -2.0)
    assert found(np.array([-2.0, -1.0])) == pytest.approx([-2.0, -0.8])


def test_too_little_or_contradicting_evidence_changes_nothing() -> None:
    margin, customer = np.linspace(-3, 3, 400), np.arange(400, dtype=np.int32)
    assert affine(margin[:30], margin[:30] > 0, customer[:30]) == Affine()
    assert affine(margin, margin < 0, customer) == Affine(), (
        "a window that says the opposite must not reverse the model"
    )
