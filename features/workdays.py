"""Days on which banks and offices of a country rest: its weekend and its public holidays (library ``holidays``)."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ledger.arrays import Flags
from ledger.day import Days, weekday

FIRST_YEAR, LAST_YEAR = 1990, 2060
"""Years whose holidays are known; a day outside them rests on Saturday and Sunday only."""
_FIRST_DAY = int(np.datetime64(f"{FIRST_YEAR}-01-01", "D").astype(np.int64))
_DAYS = int(np.datetime64(f"{LAST_YEAR + 1}-01-01", "D").astype(np.int64)) - _FIRST_DAY

_YEAR_OF = np.arange(_FIRST_DAY, _FIRST_DAY + _DAYS).astype("datetime64[D]").astype("datetime64[Y]").astype(
    np.int16
) + (1970 - FIRST_YEAR)
"""Number of the year, from FIRST_YEAR, of each day known."""


class Workdays:
    """Calendars of some countries (ISO 3166 codes); one not known rests on Saturday and Sunday."""

    def __init__(self, countries: tuple[str, ...]) -> None:
        self.countries = countries
        every_day = np.arange(_FIRST_DAY, _FIRST_DAY + _DAYS, dtype=np.int32)
        self._rests = np.repeat((weekday(every_day) >= 5)[None, :], len(countries), axis=0)
        self._filled = np.zeros(LAST_YEAR - FIRST_YEAR + 1, dtype=np.bool_)

    def rests(self, country: NDArray[np.int64], day: Days) -> Flags:
        """Whether a day is no working day in a country (its number in ``countries``), shape (n,)."""
        if not len(day):
            return np.zeros(0, dtype=np.bool_)
        at = day - _FIRST_DAY
        inside = at.astype(np.uint32) < _DAYS  # a day before the first is far beyond the last unsigned
        if inside.all():
            self._fill(at)
            return self._rests[country, at]
        at = np.where(inside, at, 0)
        self._fill(at[inside])
        flags: Flags = np.where(inside, self._rests[country, at], weekday(day) >= 5)
        return flags

    def running(self, first: int, last: int) -> NDArray[np.int32]:
        """Days of rest in [first, first + j), shape (countries, last − first + 2) for j = 0 … last − first + 1."""
        days = np.arange(first, last + 1, dtype=np.int32)
        counts = np.zeros((len(self.countries), len(days) + 1), dtype=np.int32)
        for number in range(len(self.countries)):
            counts[number, 1:] = np.cumsum(self.rests(np.full(len(days), number), days))
        return counts

    def _fill(self, at: NDArray[np.int64] | Days) -> None:
        if not len(at):
            return
        year = _YEAR_OF[at]
        if self._filled[year].all():
            return
        years = np.unique(year[~self._filled[year]])
        for number_of_year in years.tolist():
            year_begun = FIRST_YEAR + number_of_year
            for number, country in enumerate(self.countries):
                rest = _resting_days(country, year_begun)
                first = int(np.datetime64(f"{year_begun}-01-01", "D").astype(np.int64)) - _FIRST_DAY
                self._rests[number, first : first + len(rest)] = rest
            self._filled[number_of_year] = True


@lru_cache(maxsize=256)
def calendars(countries: tuple[str, ...]) -> Workdays:
    """The same ``Workdays`` for the same countries: years once filled in stay so."""
    return Workdays(countries)


@lru_cache(maxsize=4096)
def _resting_days(country: str, year: int) -> Flags:
    first = np.datetime64(f"{year}-01-01", "D")
    days = np.arange(first, np.datetime64(f"{year + 1}-01-01", "D")).astype(np.int32)
    weekdays = weekday(days)
    if not country:
        return np.asarray(weekdays >= 5)
    import holidays  # heavy: only where a ledger names countries

    try:
        calendar = holidays.country_holidays(country.upper(), years=year)
    except NotImplementedError:
        return np.asarray(weekdays >= 5)
    rest = np.isin(weekdays, list(calendar.weekend))
    public = np.array([np.datetime64(day, "D").astype(np.int32) for day in calendar], dtype=np.int32)
    return np.asarray(rest | np.isin(days, public))
