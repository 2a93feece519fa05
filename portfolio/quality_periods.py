"""The time since the last import beside earlier periods of the same length: is the newest one out of their usual spread?

The spread is 1.4826 · MAD (equal to the standard deviation for normal data, and not moved by single wild periods; Rousseeuw
and Croux 1993), never below what counting alone gives (√ of the median).
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from ledger.day import day_number
from portfolio.quality_book import QualityBook

SHORTEST_DAYS, LONGEST_DAYS = 7, 28
MOST_PERIODS, FEWEST_PERIODS = 12, 6
SUDDEN = 4.0
"""Spreads from the median beyond which a change is sudden: about one healthy period in 16,000."""
LEAST_CHANGE = 0.25
"""Smaller changes are not worth a look, however regular the business was."""
MAD_TO_SPREAD = 1.4826


@dataclass(frozen=True, slots=True)
class Periods:
    """Consecutive periods of ``days`` days, oldest first; the last one, up to ``ends[-1]``, is the newest."""

    days: int
    ends: NDArray[np.int64]

    def of(self, day: NDArray[np.int32]) -> NDArray[np.int64]:
        """The period of each day, shape as given; -1: before the first or after the last."""
        place = np.searchsorted(self.ends, day, side="left")
        inside = (day > self.ends[0] - self.days) & (day <= self.ends[-1])
        return np.where(inside, place, -1)


@dataclass(frozen=True, slots=True)
class Change:
    """The newest value beside the earlier ones."""

    newest: float
    median: float
    low: float
    high: float
    spreads: float  # (newest − median) / spread
    sudden: bool


def periods(book: QualityBook, day: NDArray[np.int32]) -> Periods | None:
    """As long as the time between the last two imports (7 to 28 days), back from the newest of ``day``; None: too few."""
    known = day[day <= book.today]
    if not len(known):
        return None
    dates = sorted({day_number(done.recorded_on) for done in book.imports})
    gap = dates[-1] - dates[-2] if len(dates) > 1 else LONGEST_DAYS
    length = min(max(gap, SHORTEST_DAYS), LONGEST_DAYS)
    count = min(int(known.max() - known.min() + 1) // length, MOST_PERIODS + 1)
    if count < FEWEST_PERIODS + 1:
        return None
    return Periods(length, int(known.max()) - length * np.arange(count - 1, -1, -1, dtype=np.int64))


def change(values: NDArray[np.float64], *, counted: bool, least: float) -> Change:
    """The last of ``values`` (one a period, oldest first) against the earlier ones. ``least``: the smallest change worth a look."""
    earlier, newest = values[:-1], float(values[-1])
    median = float(np.median(earlier))
    spread = MAD_TO_SPREAD * float(np.median(np.abs(earlier - median)))
    spread = max(spread, sqrt(max(median, 1.0)) if counted else least / SUDDEN)
    spreads = (newest - median) / spread
    sudden = abs(spreads) > SUDDEN and abs(newest - median) >= least
    return Change(newest, median, float(earlier.min()), float(earlier.max()), spreads, sudden)
