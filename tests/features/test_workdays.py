"""Weekends and holidays of a country."""

import numpy as np

from features.workdays import Workdays
from ledger.day import day_number
from tests.features.plain import days


def on(*texts):
    return days([int(np.datetime64(text, "D").astype(int)) for text in texts])


def test_holidays_and_weekends_are_those_of_the_country():
    calendar = Workdays(("", "DE", "SA", "Atlantis"))
    asked = on("2024-10-03", "2024-10-03", "2024-10-05", "2024-10-04", "2024-10-04", "2024-10-04", "2024-10-05")
    rests = calendar.rests(np.array([0, 1, 1, 1, 0, 2, 3]), asked)
    assert rests.tolist() == [False, True, True, False, False, True, True]


def test_a_garbled_date_rests_on_saturday_and_sunday():
    calendar = Workdays(("DE",))
    assert calendar.rests(np.zeros(2, dtype=np.int64), on("9024-10-05", "1824-10-04")).tolist() == [False, False]
    assert calendar.rests(np.zeros(0, dtype=np.int64), days([])).tolist() == []


def test_running_counts_add_up_the_days_of_rest():
    first = day_number(__import__("datetime").date(2024, 12, 23))
    assert Workdays(("DE",)).running(first, first + 6).tolist() == [[0, 0, 0, 1, 2, 2, 3, 4]]
