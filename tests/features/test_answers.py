"""Answers are shared between features, belong to one index, and leave the subject out."""

import numpy as np

from features.answers import known, known_count, ratio, remembered, settled, subject_worth
from features.index import FeatureIndex
from features.subjects import subjects_at
from ledger.policy import Policy
from tests.features.plain import Plain, What, days


def book():
    what = [What("1", "A", 0, 30, 500_00), What("2", "A", 0, 31, 300_00), What("3", "A", 2, 500, 900_00)]
    index = FeatureIndex(Plain(what=what).arrays(), Policy())
    return index, subjects_at(index, days([0, 0, 1]), days([40, 800, 3]))


def test_the_subject_is_left_out_of_what_is_known_of_its_customer():
    index, subjects = book()
    assert known(index, subjects).invoices.tolist() == [2, 2, 2]
    assert known_count(index, subjects, 90).tolist() == [2, 0, 2]


def test_an_answer_is_worked_out_once_and_for_one_index():
    index, subjects = book()
    assert settled(index, subjects) is settled(index, subjects)
    other, _ = book()
    assert settled(other, subjects) is not settled(index, subjects)
    assert remembered(index, subjects, "one", lambda: 1) == remembered(index, subjects, "one", lambda: 2) == 1


def test_ratio_of_nothing_is_missing_and_no_amount_is_missing():
    assert np.isnan(ratio(np.zeros(1), np.zeros(1))).all()
    index = FeatureIndex(Plain(what=[What("1", "A", 0, 30, None)]).arrays(), Policy())
    assert np.isnan(subject_worth(index, subjects_at(index, days([0]), days([9])))).all()
