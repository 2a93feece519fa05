"""Kinds of due dates agree with the calendar, and no two likenesses share a number."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from features.like_dates import LIKENESSES, kinds_of
from ledger.day import day_number
from tests.features.plain import days

DATES = st.dates(date(1900, 1, 2), date(2199, 12, 31))


@given(DATES, DATES)
def test_two_due_dates_are_alike_as_the_calendar_says(one: date, other: date):
    first, second = kinds_of(days([3, 3]), days([day_number(one), day_number(other)]))
    apart = (other - one).days
    sixth = [min((day.day - 1) // 5, 5) for day in (one, other)]
    expected = [one.month == other.month, sixth[0] == sixth[1], apart % 7 == 0, apart % 14 == 0]
    assert (first == second).tolist() == expected
    assert len(set(first) | set(second)) == 2 * len(LIKENESSES) - sum(expected)


def test_customers_do_not_share_numbers_and_an_unknown_one_has_none():
    said = kinds_of(days([0, 1, -1]), days([10, 10, 10]))
    assert (said[1] - said[0] == 64).all()
    assert (said[2] == -1).all()


def test_a_day_beyond_the_years_counts_as_the_last_one():
    far = kinds_of(days([0]), np.array([2_900_000], dtype=np.int32))
    assert (far == kinds_of(days([0]), days([day_number(date(2199, 12, 31))]))).all()
