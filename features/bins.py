"""Features of a bin of a payment curve: what changes from one possible payment day of an item to the next.

The cash-in model asks, for an item and a bin [start, end) of days after ``as_of``: given still unpaid, is it paid now? Most
of the answer is where the bin lies beside the customer's own habit: its usual delay, the spread of its past delays, its
weekdays and days of the month, and the calendar. Everything is known before ``as_of``.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.answers import customer_version, latest, ratio, remembered, settled
from features.bin_columns import BIN_FEATURES
from features.catalog.market_level import delay_shrunk_days
from features.feature import Floats
from features.index import FeatureIndex
from features.latest import EWMA
from features.market import DELAY_BOUNDS
from features.paying_chance import PayingChance
from features.rhythm import paid_weekdays
from features.streams import Integers
from features.subjects import Subjects
from ledger.day import day_of_month, month_start

CHUNK = 1 << 15
LONGEST_DAYS = 400
"""The last day after ``as_of`` at which a bin may end."""
HABIT_STRENGTH, WEEKDAY_STRENGTH, MONTH_DAY_STRENGTH = 4.0, 5.0, 10.0
"""Invoices' worth of the whole book's habit mixed into a customer's own."""
LONGEST_ROLL_DAYS = 14


@dataclass(frozen=True, slots=True)
class _Habits:
    """What the bins of a subject need, a row a subject; and tables by day, first day ``first_day``."""

    as_of: Integers
    due: Integers
    rolled_due: Integers
    usual_past_due: Floats
    recent_past_due: Floats
    usual_age: Floats
    issued: Integers
    delay_share: Floats  # (n, buckets)
    delay_upto: Floats  # (n, buckets): share below the bucket
    weekday_upto: Floats  # (n, 7): share of the weekdays before it
    month_day_upto: Floats  # (n, 32): share of the days of the month before it
    paying: PayingChance
    usual_weekday: Floats
    country: Integers
    first_day: int
    resting: NDArray[np.int32]  # (countries, days)
    month_day: Integers  # (days,)
    month: Integers  # (days,)


def bin_features(
    index: FeatureIndex, subjects: Subjects, row: NDArray[np.int64], start: Integers, end: Integers
) -> Floats:
    """Shape (m, len(BIN_FEATURES)), float64, NaN = missing, for m pairs of a subject's row and a bin.

    ``start`` and ``end`` (m,) are whole days after ``as_of``, 0 ≤ start < end ≤ LONGEST_DAYS; ``end`` is outside the bin.
    """
    row, start, end = np.asarray(row), np.asarray(start, dtype=np.int64), np.asarray(end, dtype=np.int64)
    out = np.empty((len(row), len(BIN_FEATURES)), dtype=np.float64)
    if len(row) == 0:
        return out
    if start.min() < 0 or (end <= start).any() or end.max() > LONGEST_DAYS:
        raise ValueError(f"a bin must satisfy 0 ≤ start < end ≤ {LONGEST_DAYS} days after as_of")
    habits = remembered(index, subjects, "bin habits", lambda: _habits(index, subjects))
    for first in range(0, len(row), CHUNK):
        part = slice(first, first + CHUNK)
        _fill(out[part], habits, row[part], start[part], end[part])
    return out


def _fill(out: Floats, habits: _Habits, row: NDArray[np.int64], start: Integers, end: Integers) -> None:
    length = end - start
    first = habits.as_of[row] + start
    after = first + length
    past_due = first - habits.due[row]
    first_weekday = (first + 3) % 7
    out[:, 0] = length
    out[:, 1] = start
    out[:, 2] = past_due
    out[:, 3] = first - habits.rolled_due[row]
    out[:, 4] = past_due - habits.usual_past_due[row]
    out[:, 5] = past_due - habits.recent_past_due[row]
    out[:, 6] = (first - habits.issued[row]) - habits.usual_age[row]
    below = _delay_share_below(habits, row, past_due)
    inside = _delay_share_below(habits, row, past_due + length) - below
    out[:, 7] = inside / (1.0 - below + 1e-3)
    weeks = (after + 3) // 7 - (first + 3) // 7
    out[:, 8] = weeks + habits.weekday_upto[row, (after + 3) % 7] - habits.weekday_upto[row, first_weekday]
    at, beyond = first - habits.first_day, after - habits.first_day
    day, day_after = habits.month_day[at], habits.month_day[beyond]
    months = habits.month[beyond] - habits.month[at]
    out[:, 9] = months + habits.month_day_upto[row, day_after] - habits.month_day_upto[row, day]
    country = habits.country[row]
    out[:, 10] = (habits.resting[country, beyond] - habits.resting[country, at]) / length
    out[:, 11] = months > 0
    out[:, 12] = np.where(length == 1, first_weekday, np.nan)
    out[:, 13] = (habits.usual_weekday[row] - first_weekday) % 7
    out[:, 14] = habits.paying.within(row, first, length)
    out[:, 15] = habits.paying.days_since(row, first - 1)
    out[:, 16] = habits.paying.days_since(row, after - 1)


def _delay_share_below(habits: _Habits, row: NDArray[np.int64], past_due: Integers) -> Floats:
    """Share of the customer's delays below a number of days past due, evenly spread inside a bucket."""
    day = np.clip(past_due - DELAY_BOUNDS[0], 0, len(_BUCKET_OF) - 1)
    bucket = _BUCKET_OF[day]
    share: Floats = habits.delay_upto[row, bucket] + habits.delay_share[row, bucket] * _PART_OF[day]
    return share


_SPAN = np.arange(DELAY_BOUNDS[0], DELAY_BOUNDS[-1] + 1)
_BUCKET_OF = np.minimum(np.searchsorted(DELAY_BOUNDS, _SPAN, side="right") - 1, len(DELAY_BOUNDS) - 2)
_PART_OF = (_SPAN - DELAY_BOUNDS[_BUCKET_OF]) / np.diff(DELAY_BOUNDS)[_BUCKET_OF]


def _habits(index: FeatureIndex, subjects: Subjects) -> _Habits:
    past, as_of = settled(index, subjects), subjects.as_of.astype(np.int64)
    workdays, of_version = index.workdays
    country = of_version[customer_version(index, subjects)]
    days = np.arange(as_of.min(), as_of.max() + LONGEST_DAYS + 1, dtype=np.int32)
    months = month_start(days).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    book = index.market.habits(subjects.as_of).astype(np.float64)
    buckets, weekdays = book[:, : len(DELAY_BOUNDS) - 1], book[:, len(DELAY_BOUNDS) - 1 :]
    delays = _counts(index.delay_buckets.sums, subjects, len(DELAY_BOUNDS) - 1, 16)
    delay_share = _mixed(delays, past.invoices, _shares(buckets), HABIT_STRENGTH)
    by_weekday = paid_weekdays(index, subjects).astype(np.float64)
    by_month_day = _counts(index.month_days.sums, subjects, 32, 32)
    weekday_share = _mixed(by_weekday, past.invoices, _shares(weekdays), WEEKDAY_STRENGTH)
    even = np.where(np.arange(32) > 0, 1 / 31, 0.0)[None, :]
    month_day_share = _mixed(by_month_day, past.invoices, even, MONTH_DAY_STRENGTH)
    return _Habits(
        as_of=as_of,
        due=subjects.due_on.astype(np.int64),
        rolled_due=_rolled(index, subjects, country),
        usual_past_due=delay_shrunk_days(index, subjects),
        recent_past_due=latest(index, subjects)[:, EWMA],
        usual_age=ratio(past.age, past.invoices),
        issued=subjects.issued_on.astype(np.int64),
        delay_share=delay_share,
        delay_upto=_upto(delay_share),
        weekday_upto=_upto(weekday_share),
        month_day_upto=_upto(month_day_share),
        paying=PayingChance.of(weekday_share, month_day_share),
        usual_weekday=np.where(past.invoices > 0, by_weekday.argmax(axis=1), np.nan),
        country=country,
        first_day=int(days[0]),
        resting=workdays.running(int(days[0]), int(days[-1])),
        month_day=day_of_month(days).astype(np.int64),
        month=months,
    )


def _counts(
    sums: Callable[[Integers, NDArray[np.int32], None], Integers], subjects: Subjects, kinds: int, step: int
) -> Floats:
    """(n, kinds): the customer's settled invoices of each kind, where groups are customer × step + kind."""
    counts = np.empty((len(subjects), kinds), dtype=np.float64)
    for kind in range(kinds):
        group = np.where(subjects.customer >= 0, subjects.customer.astype(np.int64) * step + kind, -1)
        counts[:, kind] = sums(group, subjects.as_of, None)[:, 0]
    return counts


def _shares(counts: Floats) -> Floats:
    """Each row's counts as shares; even where there are none."""
    total = np.zeros(len(counts))
    for column in counts.T:
        total += column
    kinds = counts.shape[1]
    return np.where(total[:, None] > 0, counts / np.maximum(total, 1)[:, None], 1 / kinds)


def _mixed(counts: Floats, invoices: Floats, prior: Floats, strength: float) -> Floats:
    share: Floats = (counts + strength * prior) / (invoices + strength)[:, None]
    return share


def _upto(share: Floats) -> Floats:
    """Share of the kinds before each kind, (n, kinds)."""
    upto = np.zeros_like(share)
    np.cumsum(share[:, :-1], axis=1, out=upto[:, 1:])
    return upto


def _rolled(index: FeatureIndex, subjects: Subjects, country: Integers) -> Integers:
    """The due day, or the first working day after it where it is a day of rest."""
    workdays, _ = index.workdays
    due = subjects.due_on.copy()
    resting = np.arange(len(due))
    for _ in range(LONGEST_ROLL_DAYS):
        resting = resting[workdays.rests(country[resting], due[resting])]
        if not len(resting):
            break
        due[resting] += 1
    return due.astype(np.int64)


__all__ = ["BIN_FEATURES", "bin_features"]
