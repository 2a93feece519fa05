"""Days as numbers agree with the calendar."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ledger.day import (
    FOREVER,
    day_number,
    day_numbers,
    day_of,
    day_of_month,
    month_end,
    month_start,
    weekday,
    year_end,
)

dates = st.dates(date(1900, 1, 1), date(2400, 1, 1))


@given(dates)
def test_a_day_and_its_number_are_the_same_thing(day: date) -> None:
    assert day_of(day_number(day)) == day
    assert day_number(day + timedelta(days=1)) == day_number(day) + 1
    assert day_number(day) < FOREVER


@given(st.lists(dates, min_size=1))
def test_calendar_parts_agree_with_datetime(days: list[date]) -> None:
    numbers = day_numbers(days)
    assert weekday(numbers).tolist() == [day.weekday() for day in days]
    assert day_of_month(numbers).tolist() == [day.day for day in days]
    assert month_start(numbers).tolist() == [day_number(day.replace(day=1)) for day in days]
    assert month_end(numbers).tolist() == [
        day_number((day.replace(day=1) + timedelta(days=31)).replace(day=1)) - 1 for day in days
    ]
    assert year_end(numbers).tolist() == [day_number(day.replace(month=12, day=31)) for day in days]


def test_day_0_is_1970() -> None:
    assert day_number(date(1970, 1, 1)) == 0
    assert np.datetime64(day_number(date(2026, 2, 12)), "D") == np.datetime64("2026-02-12")
