from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ledger.day import day_number, weekday
from ledger.demo.arrays import NEVER, months_of


@given(st.dates(date(1971, 1, 1), date(2100, 1, 1)))
def test_days_months_and_weekdays_are_those_of_the_calendar(day: date) -> None:
    number = np.array([day_number(day)], dtype=np.int32)
    assert number.astype("datetime64[D]")[0].item() == day
    assert weekday(number)[0] == day.weekday()
    assert months_of(number)[0] == (day.year - 1970) * 12 + day.month - 1


def test_never_is_later_than_any_day_and_leaves_room_to_add() -> None:
    assert day_number(date(9999, 12, 31)) < NEVER < np.iinfo(np.int32).max - 10_000
