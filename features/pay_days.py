"""Days on which a customer paid: how many, the first and the last, as known before a day.

A maximum cannot be retracted by subtraction: for a customer with a reversed payment the last day known is a starting
point, from which the row walks to the nearest day in force.
"""

import numpy as np

from features.spans import PaidDays
from features.streams import FEW_ASKED, FEW_ENTRIES, Integers, Intervals, packed
from ledger.arrays import Codes
from ledger.day import FOREVER, Days


class PayDays:
    """Answers ``before(customer, as_of)``: (count, first day, last day), shape (n,) each."""

    def __init__(self, spans: PaidDays) -> None:
        self._spans, self._few = spans, len(spans.day) <= FEW_ENTRIES
        if not self._few:
            self._sort(spans)

    def _sort(self, spans: PaidDays) -> None:
        self._few = False
        nothing = np.zeros(len(spans.day), dtype=np.int64)
        tie = spans.day.astype(np.int64)
        self._count = Intervals(spans.customer, spans.start, spans.end, [nothing + 1], (), tie)
        order = self._count.begun.timeline.order
        by_day = packed(spans.customer[order], spans.day[order])
        self._last = np.maximum.accumulate(by_day) if len(order) else by_day
        self._first = _running_minimum(by_day, self._count)
        self._touched = np.unique(spans.customer[spans.end < FOREVER])
        sorting = np.argsort(by_day, kind="stable")
        self._sorted = by_day[sorting]
        self._start, self._end = spans.start[order][sorting], spans.end[order][sorting]

    def before(self, customer: Codes, as_of: Days) -> tuple[Integers, Integers, Integers]:
        """Where the count is 0 the days mean nothing."""
        if self._few and len(customer) <= FEW_ASKED:
            return self._looked_over(customer, as_of)
        if self._few:
            self._sort(self._spans)
        wanted = packed(customer, as_of)
        row = self._count.begun.timeline.before_key(wanted)
        count = self._count.sums_key(wanted, None, lambda: self._count.begun.totals[row])[:, 0]
        if not len(self._sorted):
            return count, count, count
        entry = np.maximum(row - 1, 0)
        first, last = self._first[entry], self._last[entry]
        if len(self._touched):
            at = np.minimum(np.searchsorted(self._touched, customer), len(self._touched) - 1)
            rows = np.flatnonzero((self._touched[at] == customer) & (count > 0))
            last[rows] = self._walked(last[rows], as_of[rows], -1)
            first[rows] = self._walked(first[rows], as_of[rows], 1)
        origin = packed(customer, np.zeros(1, dtype=np.int32))
        return count, first - origin, last - origin

    def _looked_over(self, customer: Codes, as_of: Days) -> tuple[Integers, Integers, Integers]:
        """The same without anything sorted."""
        spans = self._spans
        inside = (spans.customer == customer[:, None]) & (spans.start < as_of[:, None]) & (spans.end >= as_of[:, None])
        day = spans.day.astype(np.int64)
        first = np.where(inside, day, FOREVER).min(axis=1, initial=FOREVER)
        return inside.sum(axis=1), first, np.where(inside, day, -FOREVER).max(axis=1, initial=-FOREVER)

    def _walked(self, day: Integers, as_of: Days, step: int) -> Integers:
        """From a day on, in steps of a row, to the first that is in force (there is one: the count is above 0)."""
        row = np.searchsorted(self._sorted, day, side="right" if step < 0 else "left") - (step < 0)
        active = np.arange(len(row))
        while len(active):
            here = row[active]
            out = (self._start[here] >= as_of[active]) | (self._end[here] < as_of[active])
            active = active[out]
            row[active] += step
        reached: Integers = self._sorted[row]
        return reached


def _running_minimum(by_day: Integers, count: Intervals) -> Integers:
    """Cumulative minimum within each customer: a large step down from one to the next starts it anew."""
    if not len(by_day):
        return by_day
    first = np.flatnonzero(count.begun.timeline.first_of_group())
    lengths = np.diff(np.append(first, len(by_day)))
    shift = np.repeat(np.arange(len(first)), lengths) << 26
    within = by_day - np.repeat(by_day[first], lengths)
    lowest: Integers = np.minimum.accumulate(within - shift) + shift
    return np.asarray(lowest + np.repeat(by_day[first], lengths))
