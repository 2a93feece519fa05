"""One customer on one day, of an index of few facts: what stands is added up, nothing is sorted for all other days.

That is what is asked online. The answers are the integers that the index's streams give; where facts or days are many
those are quicker.
"""

from functools import cached_property

import numpy as np

from features.disputed import dispute_changes
from features.index import WINDOWS, FeatureIndex, week_of
from features.latest import DEPTH, latest_of_one, median_of_one
from features.like_dates import KINDS, LIKENESSES, kinds
from features.spans import LATEST_DELAY_DAYS, paid_facts
from features.streams import FEW_ASKED, Integers
from ledger.arrays import Codes, Flags
from ledger.curve import Floats
from ledger.day import FOREVER, Days, day_of_month, weekday

ROWS = {window: row for row, window in enumerate((None, *WINDOWS))}


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

    def _sums(self, inside: Flags, start: Days, columns: Integers) -> Integers:
        """Of the facts inside, over everything and over each of WINDOWS, (1 + windows, k)."""
        counted = np.empty((1 + len(WINDOWS), len(inside)), dtype=np.int64)
        counted[0] = inside
        for row, window in zip(counted[1:], WINDOWS, strict=True):
            np.multiply(counted[0], start >= self._as_of - window, out=row)
        sums: Integers = counted @ columns
        return sums

    @cached_property
    def _settled_inside(self) -> Flags:
        spans = self._index.settled_spans
        return self._in_force(spans.customer, spans.start, spans.end)

    @cached_property
    def _settled_sums(self) -> Integers:
        return self._sums(self._settled_inside, self._index.settled_spans.start, self._index.settled_table)

    def settled(self, window: int | None) -> Integers:
        """Sums of ``index.settled``, shape (k,)."""
        sums: Integers = self._settled_sums[ROWS[window]]
        return sums

    @cached_property
    def _like_due(self) -> Floats:
        """Count, late count and days of delay of the invoices settled by kind of due date, (3, KINDS)."""
        spans, inside = self._index.settled_spans, self._settled_inside
        kind, delay = kinds(spans.due_on[inside]).ravel(), spans.delay[inside].repeat(len(LIKENESSES))
        late = delay > self._index.policy.grace_days
        sums = np.empty((3, KINDS))
        for row, weights in zip(sums, (None, late, delay), strict=True):
            row[:] = np.bincount(kind, weights=weights, minlength=KINDS)
        return sums

    def like_due(self, due_on: Days) -> Floats:
        """The same of the kinds that some due dates are of, (likenesses, 3, n)."""
        return self._like_due[:, kinds(due_on)].transpose(2, 0, 1)

    @cached_property
    def _settled_on(self) -> Days:
        """Value dates of the invoices settled."""
        return self._index.settled_spans.settled_on[self._settled_inside]

    @cached_property
    def _last_settled(self) -> Integers:
        """Rows of the last DEPTH of ``settled_spans`` in force, the one that became known last first."""
        rows = self._settled_inside.nonzero()[0]
        known = self._index.settled_spans.start.take(rows).astype(np.int64)
        known <<= 38
        known += self._index.settled_order.take(rows)
        return rows.take(known.argsort()[: -DEPTH - 1 : -1])

    @cached_property
    def _last_delays(self) -> list[int]:
        delays: list[int] = self._index.settled_spans.delay.take(self._last_settled).tolist()
        return delays

    @cached_property
    def latest(self) -> Floats:
        """Columns of ``features.latest``, shape (6,)."""
        month_days = day_of_month(self._index.settled_spans.settled_on.take(self._last_settled))
        return latest_of_one(self._last_delays, month_days.tolist())

    def latest_median(self, window: int) -> float:
        """Median delay of the last payments that became known in a window."""
        return median_of_one(self._last_delays[: self.settled(window).item(0)])

    @cached_property
    def paid_weekdays(self) -> Integers:
        """Invoices settled by weekday, shape (7,)."""
        return np.bincount(weekday(self._settled_on), minlength=7)

    @cached_property
    def paid_month_days(self) -> Integers:
        """Invoices settled by day of the month, shape (32,)."""
        return np.bincount(day_of_month(self._settled_on), minlength=32)

    @cached_property
    def _known_sums(self) -> Integers:
        versions = self._index.arrays.items
        inside = self._in_force(versions.customer, versions.known_on, versions.until)
        inside &= ~versions.credit_note
        return self._sums(inside, versions.known_on, self._index.item_columns)

    def known(self, window: int | None) -> Integers:
        """Sums of ``index.items``, shape (4,)."""
        sums: Integers = self._known_sums[ROWS[window]]
        return sums

    @cached_property
    def paid_days(self) -> tuple[int, int, int]:
        """Days on which it paid: how many, the first, the last; where there are none the days mean nothing."""
        customer, day, known_on, sign = paid_facts(self._index.arrays, self._index.item_known)
        rows = ((customer == self._customer) & (known_on < self._as_of)).nonzero()[0]
        if not len(rows):
            return 0, 0, 0
        day = day.take(rows)
        first = day.min()
        days = (np.bincount(day - first, weights=sign.take(rows)) > 0).nonzero()[0] + first
        return (len(days), days.item(0), days.item(-1)) if len(days) else (0, 0, 0)

    @cached_property
    def disputes_alone(self) -> bool:
        """Whether nobody else's disputes are in the index, so that ``disputed`` and ``ever_disputed`` say it all: where an
        invoice was given to another customer, its disputes may be both's."""
        return bool((self._index.arrays.disputes.customer == self._customer).all())

    @cached_property
    def disputed(self) -> Integers:
        """Invoices under an open dispute."""
        return self._disputed(past=False)

    @cached_property
    def ever_disputed(self) -> Integers:
        """Invoices ever disputed (and not taken back as an error)."""
        return self._disputed(past=True)

    def _disputed(self, *, past: bool) -> Integers:
        if not len(self._index.arrays.disputes.invoice):
            return np.zeros(0, dtype=np.int64)
        known = self._index.invoice_known
        invoice, customer, known_on, change = dispute_changes(self._index.arrays, known, past=past)
        rows = ((customer == self._customer) & (known_on < self._as_of)).nonzero()[0]
        return (np.bincount(invoice.take(rows), weights=change.take(rows)) > 0).nonzero()[0]

    @cached_property
    def _open(self) -> Integers:
        """Rows of ``open_spans`` in force."""
        spans = self._index.open_spans
        return self._in_force(spans.customer, spans.start, spans.end).nonzero()[0]

    @cached_property
    def _open_due(self) -> Days:
        return self._index.open_spans.due_on.take(self._open)

    def _others(self, item: Codes) -> Flags:
        """Which of the open items are others than each of some items, (n, open)."""
        others: Flags = self._index.open_spans.item.take(self._open) != item[:, None]
        return others

    def standing(self, item: Codes) -> Integers:
        """Sums of ``index.standing`` without each of some items, (n, 6)."""
        sums: Integers = self._others(item) @ open_columns(self._index, self._open, self._as_of)
        return sums

    def due_in_week(self, week: Integers, item: Codes) -> Integers:
        """Count and worth of what falls due in each of some weeks, without each of some items, (n, 2)."""
        columns = np.ones((len(self._open), 2), dtype=np.int64)
        columns[:, 1] = self._index.open_spans.value.take(self._open)
        sums: Integers = ((week_of(self._open_due) == week[:, None]) & self._others(item)) @ columns
        return sums

    def earliest_due(self, item: Codes) -> Days:
        """As ``EarliestDue.before``."""
        overdue = self._others(item) & (self._open_due < self._as_of)
        earliest: Days = np.where(overdue, self._open_due, FOREVER).min(axis=1, initial=FOREVER)
        return earliest


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
