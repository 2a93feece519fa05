"""The contract of the models."""

import numpy as np
import pytest

from training.fit import QUESTIONS
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
