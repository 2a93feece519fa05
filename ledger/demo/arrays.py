"""Types of the simulator's columns, and the day that never comes."""

from datetime import date
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int32]  # days since 1970-01-01
Codes = npt.NDArray[np.int16]  # places in a tuple of names
Money = npt.NDArray[np.int64]  # minor units
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NEVER: Final = 2**30  # later than any day: comparisons need no special case


class History(NamedTuple):
    """The first and the last day of what is simulated (days since 1970)."""

    first_on: int
    until: int


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def months_of(days: Days) -> npt.NDArray[np.int64]:
    """Months since January 1970, one for each day."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def weekdays_of(days: Days) -> npt.NDArray[np.int64]:
    """0 = Monday … 6 = Sunday (1970-01-01 was a Thursday)."""
    return (days.astype(np.int64) + 3) % 7
