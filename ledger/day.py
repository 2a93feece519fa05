"""Days as numbers: int32 days since 1970-01-01, the form in which dates live inside arrays.

NumPy's ``datetime64[D]`` counts the same way, so both directions are a cast.
"""

from datetime import date
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int32]
"""Days since 1970-01-01, shape (n,)."""

EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
ALWAYS = date(1900, 1, 1)
"""Knowledge day of a backfilled fact that carries no date of its own (a customer's name, say)."""
EARLIEST, LATEST = date(1900, 1, 2), date(2199, 12, 31)
"""The days that a ledger may be asked about."""
FOREVER = np.int32(3_000_000)
"""A day that never comes: beyond the last date there is (9999-12-31)."""
_TABLE_FROM = ALWAYS.toordinal() - EPOCH_ORDINAL
_TABLE_UPTO = date(2200, 1, 1).toordinal() - EPOCH_ORDINAL


def day_number(day: date) -> int:
    """Days from 1970-01-01 to ``day``; negative before."""
    return day.toordinal() - EPOCH_ORDINAL


def day_of(number: int) -> date:
    """The date that ``day_number`` gave this number."""
    return date.fromordinal(int(number) + EPOCH_ORDINAL)


def day_numbers(days: list[date]) -> Days:
    """Many dates at once, shape (n,)."""
    return np.array([day.toordinal() - EPOCH_ORDINAL for day in days], dtype=np.int32)


def weekday(days: Days) -> NDArray[np.int32]:
    """Monday = 0 … Sunday = 6, shape as given; 1970-01-01 was a Thursday."""
    return ((days + 3) % 7).astype(np.int32)


def month_start(days: Days) -> Days:
    """First day of each day's month, shape as given."""
    return _looked_up("M", 0, days)


def month_end(days: Days) -> Days:
    """Last day of each day's month, shape as given."""
    return _looked_up("M", 1, days)


def year_end(days: Days) -> Days:
    """31 December of each day's year, shape as given."""
    return _looked_up("Y", 1, days)


@lru_cache
def _table(unit: Literal["M", "Y"], further: int) -> Days:
    """Answers for every day of 1900 … 2199, so that the calendar is not worked out anew for each row."""
    return _worked_out(unit, further, np.arange(_TABLE_FROM, _TABLE_UPTO, dtype=np.int32))


def _looked_up(unit: Literal["M", "Y"], further: int, days: Days) -> Days:
    """First day of each day's month or year, or the day before the next one begins (``further`` 1)."""
    try:
        return _table(unit, further).take((days - _TABLE_FROM).astype(np.uint32))
    except IndexError:  # beyond the table; what lies before it is far beyond it as well, unsigned
        return _worked_out(unit, further, days)


def _worked_out(unit: Literal["M", "Y"], further: int, days: Days) -> Days:
    begun = days.astype("datetime64[D]").astype(f"datetime64[{unit}]") + further
    return (begun.astype("datetime64[D]").astype(np.int32) - further).astype(np.int32)


def day_of_month(days: Days) -> NDArray[np.int32]:
    """1 … 31, shape as given."""
    return (days - month_start(days) + 1).astype(np.int32)
