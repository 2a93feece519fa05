"""The contract of the models."""

from dataclasses import replace

import numpy as np
import pytest

from training.fit import QUESTIONS, Trained
from training.model import Affine, Reference, logit, sigmoid


def test_every_head_declares_a_question_of_its_own() -> None:
    assert {question.name for question in QUESTIONS} == {"late_payment", "unpaid_30d"}
    assert {question.explains for question in QUESTIONS} == {"p_late", "p_unpaid_30d"}
    assert {question.of_overdue for question in QUESTIONS} == {False, True}


def test_margin_and_probability_are_two_ways_to_say_it() -> None:
    margin = np.array([-800.0, -9, -1, 0, 2, 30, 800])
    p = sigmoid(margin)
    assert (np.diff(p) >= 0).all() and p[3] == 0.5 and p[0] == 0 and p[-1] == 1
    assert logit(p[1:5]) == pytest.approx(margin[1:5])


def test_a_calibrator_is_affine() -> None:
    assert Affine(0.5, -1)(np.array([2.0, 4.0])).tolist() == [0.0, 1.0]


def test_a_segment_without_a_reference_of_its_own_is_compared_with_the_market() -> None:
    made = Reference(("", "DE/food"), np.zeros((2, 3)), (100, 60))
    assert made.rows_of(np.array(["DE/food", "FR/steel", ""], dtype=object)).tolist() == [1, 0, 0]


def test_a_third_of_a_head_is_the_curve_and_the_curve_gets_the_difference(trained: Trained) -> None:
    """p_late moves a third of the way, in log-odds, from what trees and line say to what the curve says; the reasons too."""
    head, golden = trained.model.late_payment, trained.model.golden
    assert head is not None and golden is not None and head.curve_share == 1 / 3
    x = golden.x.copy()
    own = replace(head, curve_share=0.0).raw(x, 1)
    x[:, -1] = sigmoid(own + 3.0)
    assert head.raw(x, 1) == pytest.approx(own + 1.0)
    phi = head.contributions(x, 1)
    assert phi.sum(axis=1) == pytest.approx(own + 1.0)
    assert phi[:, -2] == pytest.approx(1.0)
    x[:, -1] = [0.0, 1.0] * (len(x) // 2)
    assert np.isfinite(head.raw(x, 1)).all()


def test_the_twin_keeps_to_its_trees(trained: Trained) -> None:
    head, golden = trained.model.unpaid_30d, trained.model.golden
    assert head is not None and golden is not None
    x = golden.x.copy()
    said = head.raw(x, 1)
    x[:, -1] = 0.5
    assert np.array_equal(head.raw(x, 1), said)
