"""The Chinese New Year: days looked up by hand, kept where it is a public holiday."""

from datetime import date

import pytest

from features.lunar_new_year import first_days, is_kept_in
from ledger.day import day_number
from tests.features.catalog.ask import ask
from tests.features.plain import Plain, What, Who


@pytest.mark.parametrize(
    "day", [date(1990, 1, 27), date(2023, 1, 22), date(2024, 2, 10), date(2026, 2, 17), date(2033, 1, 31)]
)
def test_the_first_day(day):
    assert day_number(day) in first_days()
    assert len(first_days()) == 71


def test_where_it_is_kept():
    kept = [
        country
        for country in ("CN", "HK", "TW", "SG", "KR", "VN", "MY", "DE", "BR", "MX", "", "XX")
        if is_kept_in(country)
    ]
    assert kept == ["CN", "HK", "TW", "SG", "KR", "VN", "MY"]


def test_days_before_it_and_after_it():
    """Due 31 January, 10 February, 20 February and 1 May 2024, in China and in Brazil."""
    due = [day_number(date(2024, month, day)) for month, day in ((1, 31), (2, 10), (2, 20), (5, 1))]
    what = [What(f"{who}{n}", who, due[0] - 30, day, 1) for who in "AB" for n, day in enumerate(due)]
    book = Plain(who=[Who("A", country="CN"), Who("B", country="BR")], what=what)
    said = [ask(book, f"A{n}", [due[0]], "due_to_lunar_new_year_days")[0][0] for n in range(4)]
    assert said == [10, 0, -10, None]
    assert ask(book, "B1", [due[0]], "due_to_lunar_new_year_days") == [[None]]
