"""The earliest due day among the items of a customer that are open on a day, the asked item itself left out.

Spans are sorted by (customer, due day). The running maximum of their ends rises, so that the first one still open on day
t is one binary search; the running second maximum gives the next, for when the first is the item asked about. That is
exact where a span began before it fell due. The few others (recorded late, reopened, corrected) are walked over.
"""

import numpy as np
from numpy.typing import NDArray

from features.spans import OpenSpans
from features.streams import DAY_BITS, FEW_ASKED, FEW_ENTRIES, Integers, packed
from ledger.arrays import Codes
from ledger.day import FOREVER, Days
from ledger.row_order import row_order


class EarliestDue:
    """Built from ``one_span_a_due_day`` spans."""

    def __init__(self, spans: OpenSpans) -> None:
        self._spans, self._few = spans, len(spans.item) <= FEW_ENTRIES
        if not self._few:
            self._sort(spans)

    def _sort(self, spans: OpenSpans) -> None:
        self._few = False
        on_time = spans.start <= spans.due_on
        self._known = _Sorted(spans, np.flatnonzero(on_time))
        self._late = _Sorted(spans, np.flatnonzero(~on_time))
        self._first_late_start = _first_starts(self._late)

    def before(self, customer: Codes, item: Codes, as_of: Days) -> Days:
        """Earliest due day of other items open at the start of ``as_of``, shape (n,); FOREVER where none fell due before."""
        if self._few and len(customer) <= FEW_ASKED:
            return self._looked_over(customer, item, as_of)
        if self._few:
            self._sort(self._spans)
        known = self._known
        due = np.full(len(customer), FOREVER, dtype=np.int32)
        if len(known.item):
            wanted = packed(customer, as_of)
            row, inside = known.reach(known.highest, wanted)
            own = inside & (known.item[row] == item)
            if own.any():
                row[own], inside[own] = known.reach(known.second, wanted[own])
            due[inside] = known.due_on[row[inside]]
        if len(self._late.item):
            codes, starts = self._first_late_start
            at = np.minimum(np.searchsorted(codes, customer), len(codes) - 1)
            rows = np.flatnonzero((codes[at] == customer) & (starts[at] < as_of))
            due[rows] = np.minimum(due[rows], self._walked(customer[rows], item[rows], as_of[rows]))
        due[due >= as_of] = FOREVER
        return due

    def _looked_over(self, customer: Codes, item: Codes, as_of: Days) -> Days:
        """The same without anything sorted."""
        spans, day = self._spans, as_of[:, None]
        inside = (spans.customer == customer[:, None]) & (spans.item != item[:, None])
        inside &= (spans.start < day) & (spans.end >= day) & (spans.due_on < day)
        earliest: Days = np.where(inside, spans.due_on, FOREVER).min(axis=1, initial=FOREVER)
        return earliest

    def _walked(self, customer: Codes, item: Codes, as_of: Days) -> Days:
        late = self._late
        due = np.full(len(customer), FOREVER, dtype=np.int32)
        row, inside = late.reach(late.highest, packed(customer, as_of))
        active = np.flatnonzero(inside)
        while len(active):
            here = row[active]
            fits = (
                (late.start[here] < as_of[active])
                & (late.end[here] >= as_of[active])
                & (late.item[here] != item[active])
            )
            due[active[fits]] = late.due_on[here[fits]]
            active, following = active[~fits], here[~fits] + 1
            row[active] = following
            more = following < len(late.item)
            more[more] = late.customer[following[more]] == customer[active[more]]
            more[more] = late.due_on[following[more]] < as_of[active[more]]
            active = active[more]
        return due


class _Sorted:
    """Spans by (customer, due day) with the running maximum and second maximum of their ends within the customer."""

    def __init__(self, spans: OpenSpans, kept: NDArray[np.int64]) -> None:
        order = kept[row_order(spans.customer[kept], spans.due_on[kept])]  # among equals any answers alike
        self.customer, self.item = spans.customer[order], spans.item[order]
        self.start, self.end, self.due_on = spans.start[order], spans.end[order], spans.due_on[order]
        ends = packed(self.customer, self.end)
        self.highest: Integers = np.maximum.accumulate(ends) if len(ends) else ends
        lowest = self.customer.astype(np.int64) << DAY_BITS
        previous = np.maximum(np.append(lowest[:1], self.highest[:-1]), lowest)
        second = np.minimum(previous, ends)
        self.second: Integers = np.maximum.accumulate(second) if len(ends) else ends

    def reach(self, running: Integers, wanted: Integers) -> tuple[Integers, NDArray[np.bool_]]:
        """First row of the wanted customer at which the running end reaches the wanted day, and whether there is one."""
        row = np.searchsorted(running, wanted)
        inside = row < len(running)
        row[~inside] = 0
        inside &= (running[row] >> DAY_BITS) == (wanted >> DAY_BITS)
        return row, inside


def _first_starts(late: _Sorted) -> tuple[Codes, Days]:
    if not len(late.item):
        return late.customer, late.start
    first = np.flatnonzero(np.append(True, late.customer[1:] != late.customer[:-1]))
    return late.customer[first], np.minimum.reduceat(late.start, first).astype(np.int32)
