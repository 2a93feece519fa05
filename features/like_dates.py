"""Due dates that are alike: in the same month of the year, sixth of the month, weekday or day of a fortnight.

Customers who pay in runs, or who are slow in their season, treat invoices by when they fall due: one due the day after the
run waits for the next. What became of the invoices with a like due date says so without a word about runs or seasons.
"""

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from features.spans import SettledSpans
from features.streams import Integers, Intervals
from features.worth import within
from ledger.day import EARLIEST, LATEST, Days, day_number, day_of_month, month_start, weekday

Likeness = Literal["month", "month_sixth", "weekday", "fortnight"]
LIKENESSES: tuple[Likeness, ...] = ("month", "month_sixth", "weekday", "fortnight")
MONTH_SIXTH_DAYS = 5
"""Days 1–5, 6–10, … of a month; the last sixth runs to its end."""
KINDS = 64
"""Numbers of kinds of due dates kept for each customer: 12 months, 6 sixths, 7 weekdays, 14 days of a fortnight."""
_FIRST_DAY, _LAST_DAY = day_number(EARLIEST), day_number(LATEST)


def like_due_dates(spans: SettledSpans, grace_days: int) -> Intervals:
    """Invoices settled in cash by customer and kind of due date, each under its four kinds; columns: count, late, delay."""
    group = kinds_of(spans.customer, spans.due_on).ravel()
    many = len(LIKENESSES)
    start, end, delay = np.repeat(spans.start, many), np.repeat(spans.end, many), np.repeat(spans.delay, many)
    late = (delay > grace_days).view(np.int8)
    return Intervals(group, start, end, [np.ones(len(group), dtype=np.int8), late, delay], ())


def kinds_of(customer: NDArray[np.int32], due_on: Days) -> Integers:
    """Groups of ``like_due_dates`` that invoices stand in, (n, 4) in the order of LIKENESSES; −1: of no known customer."""
    group: Integers = customer.astype(np.int64)[:, None] * KINDS + kinds(due_on)
    if len(customer) and customer.min() < 0:
        group[customer < 0] = -1
    return group


def kinds(due_on: Days) -> NDArray[np.int8]:
    """Numbers below KINDS of the kinds of due dates, (n, 4)."""
    return _table().take(within(due_on, _FIRST_DAY, _LAST_DAY) - _FIRST_DAY, axis=0)


@lru_cache
def _table() -> NDArray[np.int8]:
    """Kinds of every day of the years that a ledger may be asked about, (days, 4); no two likenesses share a number."""
    days = np.arange(_FIRST_DAY, _LAST_DAY + 1, dtype=np.int32)
    month = month_start(days).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    sixth = np.minimum((day_of_month(days) - 1) // MONTH_SIXTH_DAYS, 5)
    return np.stack([month, 12 + sixth, 18 + weekday(days), 25 + days % 14], axis=1).astype(np.int8)
