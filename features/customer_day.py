"""One customer on one day, of an index of few facts: what stands is added up, nothing is sorted for all other days.

That is what is asked online. The answers are the integers that the index's streams give; where facts or days are many
those are quicker.
"""

from functools import cached_property

import numpy as np

from features.disputed import dispute_changes
from features.index import FeatureIndex, week_of
from features.latest import DEPTH, latest_of_one, median_of_one
from features.spans import LATEST_DELAY_DAYS, paid_facts
from features.streams import FEW_ASKED, Integers
from ledger.arrays import Codes, Flags
from ledger.curve import Floats
from ledger.day import FOREVER, Days, day_of_month, weekday


class CustomerDay:
    """``of`` gives None where the streams of the index are to be asked."""

    def __init__(self, index: FeatureIndex, customer: int, as_of: int) -> None:
        self._index, self._customer, self._as_of = index, customer, as_of

    @classmethod
    def of(cls, index: FeatureIndex, customer: Codes, as_of: Days) -> "CustomerDay | None":
        """Where all that is asked, (n,) each, is about one customer on one day, and n and the index's facts are few."""
        if not index.few or not 0 < len(as_of) <= FEW_ASKED:
            return None
        one, day = customer.item(0), as_of.item(0)
        if len(as_of) > 1 and not ((customer == one).all() and (as_of == day).all()):
            return None
        return cls(index, one, day)

    def _in_force(self, customer: Codes, start: Days, end: Days) -> Flags:
        inside: Flags = customer == self._customer
        inside &= start < self._as_of
        inside &= end >= self._as_of
        return inside

    @cached_property
    def _settled(self) -> Integers:
        """Rows of ``settled_spans`` in force, in the order in which they became known."""
        spans = self._index.settled_spans
        rows = self._in_force(spans.customer, spans.start, spans.end).nonzero()[0]
        known = spans.start.take(rows).astype(np.int64)
        known <<= 38
        known += self._index.settled_order.take(rows)
        return rows.take(known.argsort())

    @cached_property
    def _settled_start(self) -> Days:
        return self._index.settled_spans.start.take(self._settled)

    @cached_property
    def _settled_columns(self) -> Integers:
        return self._index.settled_table.take(self._settled, axis=0)

    def settled(self, window: int | None) -> Integers:
        """Sums of ``index.settled``, shape (k,)."""
        first = 0 if window is None else self._settled_start.searchsorted(self._as_of - window)
        sums: Integers = np.add.reduce(self._settled_columns[first:], axis=0)
        return sums

    @cached_property
    def _last_delays(self) -> list[int]:
        """Of the last DEPTH payments, the last first."""
        last: list[int] = self._index.settled_spans.delay.take(self._settled[: -DEPTH - 1 : -1]).tolist()
        return last

    @cached_property
    def _paid_month_days(self) -> Days:
        return day_of_month(self._index.settled_spans.settled_on.take(self._settled))

    @cached_property
    def latest(self) -> Floats:
        """Columns of ``features.latest``, shape (6,)."""
        return latest_of_one(self._last_delays, self._paid_month_days[: -DEPTH - 1 : -1].tolist())

    def latest_median(self, window: int) -> float:
        """Median delay of the last payments that became known in a window."""
        first = self._settled_start.searchsorted(self._as_of - window).item()
        return median_of_one(self._last_delays[: len(self._settled) - first])

    @cached_property
    def paid_weekdays(self) -> Integers:
        """Invoices settled by weekday, shape (7,)."""
        return np.bincount(weekday(self._index.settled_spans.settled_on.take(self._settled)), minlength=7)

    @cached_property
    def paid_month_days(self) -> Integers:
        """Invoices settled by day of the month, shape (32,)."""
        return np.bincount(self._paid_month_days, minlength=32)

    @cached_property
    def _known(self) -> tuple[Days, Integers]:
        """Since when each version of its invoices that stands is known, and its row of ``index.item_columns``."""
        versions = self._index.arrays.items
        inside = self._in_force(versions.customer, versions.known_on, versions.until)
        inside &= ~versions.credit_note
        rows = inside.nonzero()[0]
        return versions.known_on.take(rows), self._index.item_columns.take(rows, axis=0)

    def known(self, window: int | None) -> Integers:
        """Sums of ``index.items``, shape (4,)."""
        known_on, columns = self._known
        if window is not None:
            columns = columns[known_on >= self._as_of - window]
        sums: Integers = np.add.reduce(columns, axis=0)
        return sums

    @cached_property
    def paid_days(self) -> tuple[int, int, int]:
        """Days on which it paid: how many, the first, the last; where there are none the days mean nothing."""
        customer, day, known_on, sign = paid_facts(self._index.arrays)
        rows = ((customer == self._customer) & (known_on < self._as_of)).nonzero()[0]
        day, sign = day.take(rows), sign.take(rows)
        if len(rows) and sign.min() < 0:
            order = day.argsort()
            day, sign = day.take(order), sign.take(order)
            starts = _firsts(day)
            day = day[starts][np.add.reduceat(sign, starts) > 0]
        if not len(day):
            return 0, 0, 0
        day = np.sort(day)
        return len(_firsts(day)), day.item(0), day.item(-1)

    @cached_property
    def disputed(self) -> Integers:
        """Invoices under an open dispute."""
        return self._disputed(past=False)

    @cached_property
    def ever_disputed(self) -> Integers:
        """Invoices ever disputed (and not taken back as an error)."""
        return self._disputed(past=True)

    def _disputed(self, *, past: bool) -> Integers:
        invoice, customer, known_on, change = dispute_changes(self._index.arrays, past=past)
        rows = ((customer == self._customer) & (known_on < self._as_of)).nonzero()[0]
        sums = np.bincount(invoice.take(rows), weights=change.take(rows))
        return (sums > 0).nonzero()[0]

    @cached_property
    def open_rows(self) -> Integers:
        """Rows of ``open_spans`` in force, by item."""
        spans = self._index.open_spans
        return self._in_force(spans.customer, spans.start, spans.end).nonzero()[0]

    @cached_property
    def _open_item(self) -> Codes:
        return self._index.open_spans.item.take(self.open_rows)

    @cached_property
    def _open_due(self) -> Days:
        return self._index.open_spans.due_on.take(self.open_rows)

    @cached_property
    def standing(self) -> Integers:
        """Sums of ``index.standing``, shape (6,)."""
        sums: Integers = np.add.reduce(open_columns(self._index, self.open_rows, self._as_of), axis=0)
        return sums

    def own_open(self, item: Codes) -> tuple[Integers, Flags]:
        """Row of ``open_spans`` of each of some items where it is open, and whether, (n,) each."""
        if not len(self.open_rows):
            return np.zeros(len(item), dtype=np.int64), np.zeros(len(item), dtype=np.bool_)
        place = self._open_item.searchsorted(item)
        row = self.open_rows.take(place, mode="clip")
        return row, self._index.open_spans.item.take(row) == item

    def due_in_week(self, week: Integers) -> Integers:
        """Count and worth of the open items that fall due in each of some weeks, (n, 2)."""
        spans = self._index.open_spans
        same = week_of(self._open_due) == week[:, None]
        sums = np.empty((len(week), 2), dtype=np.int64)
        sums[:, 0] = np.add.reduce(same, axis=1)
        sums[:, 1] = same @ spans.value.take(self.open_rows)
        return sums

    def earliest_due(self, item: Codes) -> Days:
        """As ``EarliestDue.before``."""
        before = self._open_due < self._as_of
        due, of = self._open_due[before], self._open_item[before]
        earliest: Days = np.where(of != item[:, None], due, FOREVER).min(axis=1, initial=FOREVER)
        return earliest


def _firsts(values: Days) -> Integers:
    """Place of the first of each run of equal values."""
    first = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return first.nonzero()[0]


def open_columns(index: FeatureIndex, row: Integers, as_of: Days | int) -> Integers:
    """What ``index.standing`` holds of open spans on a day, (n, 6)."""
    spans = index.open_spans
    own = np.empty((len(row), 6), dtype=np.int64)
    due = spans.due_on.take(row)
    own[:, 0] = 1
    own[:, 1] = spans.value.take(row)
    overdue = due + index.policy.grace_days < as_of
    old = overdue & (due + LATEST_DELAY_DAYS < as_of)
    fresh = overdue & ~old
    own[:, 2] = own[:, 1] * overdue
    own[:, 3] = fresh
    own[:, 4] = fresh * due
    own[:, 5] = old
    return own
