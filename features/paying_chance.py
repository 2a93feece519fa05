"""Does the customer pay at all on a day? Its weekdays and days of the month together, and how long since it last would have.

A customer who pays on the 10th and the 25th, or every Friday, does not choose a day for each invoice: what is ready waits for
the next run. So whether an invoice is late hangs on where its due date lies between two runs, more than on any mean delay.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.streams import Integers
from ledger.day import day_of_month

Floats = NDArray[np.float64]
WEEK_DAYS, MONTH_DAYS = 7, 365.25 / 12
HALF_RATE = 0.5
"""Share of its payments a day gets, beside an even share, at which the customer pays on it as likely as not."""
SUREST = 0.97
LONGEST_DAYS = 31
"""Runs are looked for so many days back, and bins looked at so many days in."""
UNLIKELY = 0.01


@dataclass(frozen=True, slots=True)
class PayingChance:
    """Of n subjects: ``weekday`` (n, 7) and ``month_day`` (n, 32) are payments beside an even share of them."""

    weekday: Floats
    month_day: Floats

    @classmethod
    def of(cls, weekday_share: Floats, month_day_share: Floats) -> "PayingChance":
        """From shares of the customers' payments by weekday, and by day of the month 1 … 31 (place 0 stays empty)."""
        return cls(weekday_share * WEEK_DAYS, month_day_share * MONTH_DAYS)

    def on(self, row: Integers, day: Integers) -> Floats:
        """Chance that the customer of a subject's row pays anything on a day, shape (m,): rate² ÷ (rate² + HALF_RATE²)."""
        month_day = day_of_month(day.astype(np.int32))
        rate = self.weekday[row, (day + 3) % 7] * self.month_day[row, month_day]
        rate *= rate
        chance: Floats = np.minimum(rate / (rate + HALF_RATE**2), SUREST)
        return chance

    def within(self, row: Integers, first: Integers, length: Integers) -> Floats:
        """Chance that it pays anything on one of ``length`` days from ``first``, shape (m,)."""
        none = np.ones(len(row))
        asked = np.arange(len(row))
        for further in range(LONGEST_DAYS):
            none[asked] *= 1.0 - self.on(row[asked], first[asked] + further)
            asked = asked[(length[asked] > further + 1) & (none[asked] > UNLIKELY)]
            if not len(asked):
                break
        return 1.0 - none

    def days_since(self, row: Integers, day: Integers) -> Floats:
        """Days to be expected from the last day on which it paid, ``day`` included, to ``day``: shape (m,), 0 … LONGEST_DAYS."""
        none, since = np.ones(len(row)), np.zeros(len(row))
        asked = np.arange(len(row))
        for back in range(LONGEST_DAYS):
            none[asked] *= 1.0 - self.on(row[asked], day[asked] - back)
            since[asked] += none[asked]
            asked = asked[none[asked] > UNLIKELY]
            if not len(asked):
                break
        return since
