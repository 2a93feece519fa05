"""Bins beside the customer's habit, worked by hand."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.bins import BIN_FEATURES, bin_features
from features.index import FeatureIndex
from features.subjects import subjects_at
from ledger.day import day_number
from ledger.policy import Policy
from tests.features.plain import Move, Plain, What, days, random_ledger
from tests.features.reference_facts import Settled, settled_items

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


def paid_on(one: Settled) -> date:
    return date(1970, 1, 1) + timedelta(days=int(one.valued))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**9))
def test_paying_days_equal_the_slow_definition(seed: int):
    """Weekdays mixed with the book's of the last year by 5 invoices, days of the month with even ones by 10; day by day."""
    plain, policy, chance = random_ledger(seed, customers=3, invoices=25), Policy(), np.random.default_rng(seed)
    index = FeatureIndex(plain.arrays(), policy)
    subjects = subjects_at(
        index, days(chance.integers(0, index.arrays.item_count, 6)), days(chance.integers(0, 700, 6))
    )
    start = chance.integers(0, 100, 6)
    end = start + chance.integers(1, 60, 6)
    found = bin_features(index, subjects, np.arange(6), start, end)[:, -3:]
    keys = sorted({(one.invoice, one.instalment) for one in plain.what})
    for row, as_of in enumerate(subjects.as_of.tolist()):
        settled = {
            name: settled_items(plain, policy, keys, name, as_of) for name in {one.customer for one in plain.what}
        }
        own = [paid_on(one) for one in settled[str(index.arrays.customer_id[subjects.customer[row]])]]
        book = [paid_on(one) for many in settled.values() for one in many if one.known >= as_of - 365]

        def pays(number: int, own=own, book=book) -> float:
            day = date(1970, 1, 1) + timedelta(days=number)
            usual = sum(one.weekday() == day.weekday() for one in book) / len(book) if book else 1 / 7
            weekday = (sum(one.weekday() == day.weekday() for one in own) + 5 * usual) / (len(own) + 5)
            month_day = (sum(one.day == day.day for one in own) + 10 / 31) / (len(own) + 10)
            rate = 7 * weekday * 365.25 / 12 * month_day
            return min(rate**2 / (rate**2 + 0.25), 0.97)

        def since(number: int, pays=pays) -> float:
            none, expected = 1.0, 0.0
            for back in range(31):
                none *= 1 - pays(number - back)
                expected += none
                if none <= 0.01:
                    break
            return expected

        first, after = as_of + int(start[row]), as_of + int(end[row])
        none = np.prod([1 - pays(number) for number in range(first, min(after, first + 31))])
        assert found[row] == pytest.approx([1 - none, since(first - 1), since(after - 1)], abs=0.01)
        assert found[row, 1:] == pytest.approx([since(first - 1), since(after - 1)], rel=1e-9)
