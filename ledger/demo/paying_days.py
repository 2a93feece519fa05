"""The days on which a customer pays: any day, business days, or payment runs of its own calendar.

An intended day is moved to the first paying day on or after it, so the chance of having paid by day t is the chance that
the intended day is at most the last paying day up to t: `latest` is all the oracle needs to follow the calendar exactly.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from ledger.day import weekday
from ledger.demo.arrays import Codes, Days, Flags

ANY_DAY, BUSINESS_DAY = 0, 1
WEEKDAY_RUNS: tuple[tuple[int, ...], ...] = ((0,), (1,), (2,), (3,), (4,), (1, 3), (0, 3), (2, 4))
FORTNIGHT_RUNS: tuple[tuple[int, int], ...] = ((3, 0), (4, 1))  # weekday, parity of the week
MONTH_DAY_RUNS: tuple[tuple[int, ...], ...] = ((10, 25), (15, 31), (31,), (5, 20), (1, 15), (20,))  # 31 = the last day

FIRST_WEEKDAY_RULE = 2
FIRST_MONTH_DAY_RULE = FIRST_WEEKDAY_RULE + len(WEEKDAY_RUNS) + len(FORTNIGHT_RUNS)
RULES = FIRST_MONTH_DAY_RULE + len(MONTH_DAY_RUNS)
BEFORE_ALL = -(2**30)  # earlier than any intended day


@dataclass(frozen=True)
class PayingDays:
    """Tables by calendar (country × rule) and day: the next and the latest paying day.

    `following` and `latest` are (calendars, days) of int32 days; column 0 is `first_day`. Days outside are an error of the
    caller: the tables reach from before the history to 1,500 days after it.
    """

    first_day: int
    following: Days
    latest: Days

    def on_or_after(self, calendar: Codes, day: Days) -> Days:
        """The first paying day on or after each day."""
        found: Days = self.following[calendar, day - self.first_day]
        return found

    def on_or_before(self, calendar: Codes, day: Days) -> Days:
        """The latest paying day on or before each day; `calendar` and `day` broadcast."""
        found: Days = self.latest[calendar, np.maximum(day - self.first_day, 0)]
        return found


@cache
def public_holidays(country: str, first_year: int, last_year: int) -> Days:
    """The public holidays of a country, from the `holidays` library (heavy: imported when first asked)."""
    import holidays

    found = holidays.country_holidays(country, years=range(first_year, last_year + 1))
    return np.array(sorted(np.datetime64(day, "D").astype(np.int64) for day in found), dtype=np.int32)


def business_days(country: str, days: Days) -> Flags:
    """Which of the days (ascending, without gaps) are neither weekend nor public holiday in the country."""
    years = days[[0, -1]].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    return (weekday(days) < 5) & ~np.isin(days, public_holidays(country, int(years[0]), int(years[1])))


@cache
def paying_days(countries: tuple[str, ...], first_day: int, last_day: int) -> PayingDays:
    """The tables for every country and rule; a calendar's number is country × RULES + rule."""
    days = np.arange(first_day, last_day + 1, dtype=np.int32)
    runs = [_nominal_runs(rule, days) for rule in range(RULES)]
    following = np.empty((len(countries) * RULES, len(days)), dtype=np.int32)
    latest = np.empty_like(following)
    for place, country in enumerate(countries):
        working = days[business_days(country, days)]
        for rule, run in enumerate(runs):
            # A run that falls on a closed day takes place on the next business day.
            moved = run if rule == ANY_DAY else working[np.minimum(np.searchsorted(working, run), len(working) - 1)]
            paying = np.unique(moved)
            at = np.searchsorted(paying, days)
            following[place * RULES + rule] = paying[np.minimum(at, len(paying) - 1)]
            back = np.searchsorted(paying, days, side="right") - 1
            latest[place * RULES + rule] = np.where(back >= 0, paying[np.maximum(back, 0)], BEFORE_ALL)
    return PayingDays(first_day, following, latest)


def _nominal_runs(rule: int, days: Days) -> Days:
    """The days of a rule before holidays move them."""
    if rule in (ANY_DAY, BUSINESS_DAY):
        return days
    of_week = weekday(days)
    if rule < FIRST_WEEKDAY_RULE + len(WEEKDAY_RUNS):
        runs: Days = days[np.isin(of_week, WEEKDAY_RUNS[rule - FIRST_WEEKDAY_RULE])]
        return runs
    if rule < FIRST_MONTH_DAY_RULE:
        run_weekday, parity = FORTNIGHT_RUNS[rule - FIRST_WEEKDAY_RULE - len(WEEKDAY_RUNS)]
        fortnights: Days = days[(of_week == run_weekday) & ((days + 3) // 7 % 2 == parity)]
        return fortnights
    return _month_days(days, MONTH_DAY_RUNS[rule - FIRST_MONTH_DAY_RULE])


def _month_days(days: Days, wanted: tuple[int, ...]) -> Days:
    stamps: npt.NDArray[np.datetime64] = days.astype("datetime64[D]")
    months = stamps.astype("datetime64[M]")
    day_of_month = (stamps - months.astype("datetime64[D]")).astype(int) + 1
    is_last = (stamps + 1).astype("datetime64[M]") != months
    chosen: Days = days[np.isin(day_of_month, [day for day in wanted if day < 31]) | (is_last & (31 in wanted))]
    return chosen
