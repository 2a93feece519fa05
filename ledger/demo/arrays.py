"""Types of the simulator's columns, and the day that never comes."""

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


def months_of(days: Days) -> npt.NDArray[np.int64]:
    """Months since January 1970, one for each day."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
