"""Bins beside the customer's habit, worked by hand."""

import numpy as np
import pytest

from features.bins import BIN_FEATURES, bin_features
from features.index import FeatureIndex
from features.subjects import subjects_at
from ledger.day import day_number
from ledger.policy import Policy
from tests.features.plain import Move, Plain, What, days

MONDAY = day_number(__import__("datetime").date(2024, 1, 1))


def book():
    """Four invoices due on Mondays, each paid on the Wednesday after; a fifth, due on Saturday 2 March 2024, is asked about."""
    what = [What(f"{n}", "A", MONDAY - 30, MONDAY + 7 * n, 500_00) for n in range(4)]
    moves = [Move(f"{n}", MONDAY + 7 * n + 2, 500_00) for n in range(4)]
    asked = What("9", "A", MONDAY + 30, MONDAY + 61, 500_00)
    index = FeatureIndex(Plain(what=[*what, asked], moves=moves).arrays(), Policy())
    return index, subjects_at(index, days([4]), days([MONDAY + 56]))


def bins(*pairs):
    index, subjects = book()
    start, end = np.array(pairs).T
    made = bin_features(index, subjects, np.zeros(len(pairs), dtype=np.int64), start, end)
    return [dict(zip(BIN_FEATURES, row, strict=True)) for row in made]


def test_a_day_is_placed_beside_due_day_and_habit():
    due, wednesday = bins((5, 6), (9, 10))
    assert (due["bin_past_due_days"], due["bin_past_rolled_due_days"], due["bin_rest_share"]) == (0, -2, 1)
    assert (wednesday["bin_weekday"], wednesday["bin_to_usual_weekday_days"], due["bin_to_usual_weekday_days"]) == (
        2,
        0,
        4,
    )
    assert wednesday["bin_past_recent_delay_days"] == pytest.approx(2) and due["bin_past_usual_delay_days"] < 0
    assert wednesday["bin_weekday_share"] == 1 and due["bin_weekday_share"] == 0
    assert wednesday["bin_past_usual_age_days"] == (31 + 4) - (30 + 2 + 10.5)


def test_the_usual_hazard_is_high_where_it_usually_pays():
    early, usual = bins((5, 6), (7, 8))
    assert usual["bin_usual_hazard"] > 0.99 and early["bin_usual_hazard"] == 0


def test_shares_of_bins_side_by_side_add_up_to_that_of_the_whole():
    parts, (whole,) = bins((0, 3), (3, 9), (9, 40)), bins((0, 40))
    for name in ("bin_weekday_share", "bin_month_day_share"):
        assert sum(part[name] for part in parts) == pytest.approx(whole[name])
    (month,) = bins((4, 35))
    assert month["bin_month_day_share"] == pytest.approx(1) and month["bin_has_month_end"] == 1
    assert np.isnan(whole["bin_weekday"])


def test_impossible_bins_are_refused_and_none_is_an_empty_answer():
    index, subjects = book()
    with pytest.raises(ValueError, match="0 ≤ start < end"):
        bin_features(index, subjects, np.array([0]), np.array([3]), np.array([3]))
    nothing = np.zeros(0, dtype=np.int64)
    assert bin_features(index, subjects, nothing, nothing, nothing).shape == (0, len(BIN_FEATURES))
