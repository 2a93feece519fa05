import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ledger.day import weekday
from ledger.demo.paying_days import ANY_DAY, BUSINESS_DAY, FIRST_MONTH_DAY_RULE, RULES, business_days, paying_days

COUNTRIES = ("DE", "CN", "US")
FIRST, LAST = 19_000, 21_000
CALENDARS = paying_days(COUNTRIES, FIRST, LAST)


@given(
    st.integers(0, len(COUNTRIES) * RULES - 1), st.integers(FIRST + 40, LAST - 60), st.integers(FIRST + 40, LAST - 60)
)
def test_moved_day_is_reached_exactly_when_the_latest_paying_day_reaches_the_intended(
    calendar: int, intended: int, by: int
) -> None:
    """The law the oracle stands on: on_or_after(intended) ≤ by ⇔ intended ≤ on_or_before(by)."""
    code = np.array([calendar], dtype=np.int16)
    moved = CALENDARS.on_or_after(code, np.array([intended], dtype=np.int32))[0]
    latest = CALENDARS.on_or_before(code, np.array([by], dtype=np.int32))[0]
    assert moved >= intended
    assert latest <= by
    assert (moved <= by) == (intended <= latest)


@given(st.integers(0, len(COUNTRIES) * RULES - 1))
def test_only_those_who_pay_any_day_pay_on_closed_days(calendar: int) -> None:
    country, rule = divmod(calendar, RULES)
    days = np.arange(FIRST + 40, LAST - 60, dtype=np.int32)
    paying = np.unique(CALENDARS.on_or_after(np.full(len(days), calendar, dtype=np.int16), days))
    if rule == ANY_DAY:
        assert len(paying) == len(days)
        return
    around = np.arange(paying[0], paying[-1] + 1, dtype=np.int32)
    working = around[business_days(COUNTRIES[country], around)]
    assert np.isin(paying, working).all()
    assert (len(paying) > 0.9 * len(working)) == (rule == BUSINESS_DAY)


def test_runs_on_the_10th_and_25th_move_to_the_next_business_day() -> None:
    rule = np.array([FIRST_MONTH_DAY_RULE], dtype=np.int16)
    saturday = np.array(np.datetime64("2023-06-10", "D").astype(np.int32), ndmin=1)
    assert weekday(saturday)[0] == 5
    assert CALENDARS.on_or_after(rule, saturday)[0] == saturday[0] + 2
    christmas = np.array(np.datetime64("2024-12-25", "D").astype(np.int32), ndmin=1)
    moved = CALENDARS.on_or_after(rule, christmas)[0]
    assert moved.astype("datetime64[D]") == np.datetime64("2024-12-27"), "two German holidays in a row"
