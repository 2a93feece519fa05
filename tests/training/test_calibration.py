"""The affine calibrator."""

import numpy as np

from training.calibration import affine
from training.model import Affine, sigmoid


def test_it_finds_the_slope_and_intercept_of_an_overconfident_model() -> None:
    random = np.random.default_rng(0)
    truth = random.normal(0, 1.5, 20_000)
    happened = random.random(20_000) < sigmoid(truth)
    found = affine((truth - 0.4) / 0.7, happened)
    assert abs(found.slope - 0.7) < 0.03
    assert abs(found.intercept - 0.4) < 0.05


def test_weights_count() -> None:
    """Negatives kept at one in four, each standing for four, give what all of them would."""
    random = np.random.default_rng(1)
    margin = random.normal(-2, 1, 60_000)
    happened = random.random(60_000) < sigmoid(margin)
    kept = happened | (random.random(60_000) < 0.25)
    found = affine(margin[kept], happened[kept], np.where(happened[kept], 1.0, 4.0))
    assert abs(found.slope - 1) < 0.05 and abs(found.intercept) < 0.08


def test_too_little_or_contradicting_evidence_changes_nothing() -> None:
    margin = np.linspace(-3, 3, 400)
    assert affine(margin[:30], margin[:30] > 0) == Affine()
    assert affine(margin, margin < 0) == Affine(), "a window that says the opposite must not reverse the model"
