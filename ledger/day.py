"""Days as numbers: int32 days since 1970-01-01, the form in which dates live inside arrays.

NumPy's ``datetime64[D]`` counts the same way, so both directions are a cast.
"""

from datetime import date

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int32]
"""Days since 1970-01-01, shape (n,)."""

EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
ALWAYS = date(1900, 1, 1)
"""Knowledge day of a backfilled fact that carries no date of its own (a customer's name, say)."""
FOREVER = np.int32(3_000_000)
"""A day that never comes: beyond the last date there is (9999-12-31)."""


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
    return days.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int32)


def day_of_month(days: Days) -> NDArray[np.int32]:
    """1 … 31, shape as given."""
    return (days - month_start(days) + 1).astype(np.int32)
