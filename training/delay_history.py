"""Days late as they became known, for the naive forecasts: who paid how late, and who has not paid yet, as of any day.

Everything is blind to the future: an item counts from the day it is known, its closing from the day that is known; both
strictly before the day asked about. Days late lie in [EARLIEST, LATEST], one column a day.
"""

import numpy as np
from numpy.typing import NDArray

from ledger.arrays import Codes, LedgerArrays, version_at
from ledger.curve import HORIZON_DAYS
from ledger.day import Days
from ledger.settlement import Closings, closed_on

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EARLIEST, LATEST = -90, 2 * HORIZON_DAYS
COLUMNS = LATEST - EARLIEST + 1
HABIT_LATEST = 365
"""Means clip days late to [EARLIEST, HABIT_LATEST], as the features do: one invoice forgotten for years is no habit."""
TAIL_FROM = 30
PSEUDO = 2.0
"""Invoices' worth of the tail's hazard that keep a survival curve from reaching 0 where nothing was ever seen."""


class DelayHistory:
    """Items and settlements of a ledger, each sorted by (customer, knowledge day)."""

    def __init__(self, arrays: LedgerArrays, made: Closings):
        self.arrays, self.closings = arrays, made
        versions = arrays.items
        first = np.searchsorted(versions.item, np.arange(arrays.item_count, dtype=np.int32))
        self._due_on = versions.due_on[first]
        item = np.flatnonzero(~versions.credit_note[first]).astype(np.int32)
        item = item[np.lexsort((versions.known_on[first][item], versions.customer[first][item]))]
        self.item, self.item_customer = item, versions.customer[first][item]
        self.item_known_on = versions.known_on[first][item]
        paid = np.flatnonzero(made.in_cash)
        owner = versions.customer[first][made.item[paid]] if len(paid) else np.zeros(0, dtype=np.int32)
        paid = paid[np.lexsort((made.known_on[paid], owner))]
        self.customer = versions.customer[first][made.item[paid]] if len(paid) else owner
        self.known_on = made.known_on[paid]
        late = made.settled_on[paid].astype(np.int64) - self._due_on[made.item[paid]]
        self.delay = np.clip(late, EARLIEST, HABIT_LATEST)
        self._by_day = np.argsort(self.known_on, kind="stable")
        self._markets: dict[int, tuple[Floats, Floats]] = {}

    def settled(self, customer: Codes, as_of: Days) -> tuple[Ints, Ints]:
        """Rows [first, end) of ``delay`` known of each customer before each day, shape (n,)."""
        return _span(self.customer, self.known_on, customer, as_of)

    def market_mean(self, values: Floats | Ints, as_of: Days) -> Floats:
        """Mean over all customers of ``values`` (one a settlement), as known before each day; 0 where nothing was."""
        sums = np.concatenate([[0.0], np.cumsum(values[self._by_day].astype(np.float64))])
        count = np.searchsorted(self.known_on[self._by_day], as_of, side="left")
        return np.asarray(sums[count] / np.maximum(count, 1))

    def customer_sum(self, values: Floats | Ints, customer: Codes, as_of: Days) -> tuple[Floats, Floats]:
        """(sum, count) of a customer's ``values`` (one a settlement) known before each day, shape (n,)."""
        sums = np.concatenate([[0.0], np.cumsum(values.astype(np.float64))])
        first, end = self.settled(customer, as_of)
        return sums[end] - sums[first], (end - first).astype(np.float64)

    def recent_items(self, customer: Codes, item: Codes, as_of: Days, most: int) -> tuple[Ints, Ints, Codes]:
        """The last ``most`` items a customer was known to have before ``as_of``, but not ``item`` itself.

        Returns, one entry an item: row asked for, days late (of the settlement, or so far without it), and state
        (1 settled, 0 open, −1 closed without cash).
        """
        first, end = _span(self.item_customer, self.item_known_on, customer, as_of)
        count = np.minimum(end - first, most)
        row = np.repeat(np.arange(len(customer)), count)
        offset = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        other = self.item[(end - count)[row] + offset]
        kept = other != item[row]
        row, other = row[kept], other[kept]
        delay, state = self._state(other, as_of[row])
        return row, delay, state

    def market(self, as_of: int) -> tuple[Floats, Floats]:
        """(settled, at risk) by day late, shape (COLUMNS,), of all items known before the Monday on or before ``as_of``."""
        monday = as_of - (as_of + 3) % 7
        if monday not in self._markets:
            known = self.item[self.item_known_on < monday]
            delay, state = self._state(known, np.full(len(known), monday, dtype=np.int32))
            self._markets[monday] = counts(np.zeros(len(known), dtype=np.int64), delay, state, 1)
        settled, at_risk = self._markets[monday]
        return settled[0], at_risk[0]

    def _state(self, item: Codes, as_of: Days) -> tuple[Ints, Codes]:
        row = closed_on(self.closings, item, as_of)
        closed = row >= 0
        last = as_of.astype(np.int64) - 1
        if not len(self.closings.item):
            return last - self._due_on[item], np.zeros(len(item), dtype=np.int32)
        at = np.maximum(row, 0)
        day = np.where(closed, self.closings.settled_on[at], last)
        state = np.where(closed, np.where(self.closings.in_cash[at], 1, -1), 0)
        return (day - self._due_on[item]).astype(np.int64), state.astype(np.int32)


def counts(row: Ints, delay: Ints, state: Codes, rows: int) -> tuple[Floats, Floats]:
    """(settled, at risk) by row and day late, shape (rows, COLUMNS); open ones leave the risk after the last day seen."""
    cell = row * COLUMNS + np.clip(delay, EARLIEST, LATEST) - EARLIEST
    ended = np.bincount(cell, minlength=rows * COLUMNS).reshape(rows, COLUMNS)
    settled = np.bincount(cell[state == 1], minlength=rows * COLUMNS).reshape(rows, COLUMNS)
    at_risk = np.cumsum(ended[:, ::-1], axis=1)[:, ::-1]
    return settled.astype(np.float64), at_risk.astype(np.float64)


def survival(settled: Floats, at_risk: Floats) -> Floats:
    """P(not settled by each day late), shape as given (…, COLUMNS): product-limit, with PSEUDO of the tail's hazard."""
    tail = slice(TAIL_FROM - EARLIEST, None)
    exposure = at_risk[..., tail].sum(axis=-1, keepdims=True)
    hazard = (settled[..., tail].sum(axis=-1, keepdims=True) + 1.0) / (exposure + 100.0)
    return np.asarray(np.cumprod(1 - (settled + PSEUDO * hazard) / (at_risk + PSEUDO), axis=-1))


def conditional_cdf(curve: Floats, days_past_due: Ints) -> Floats:
    """F(0) … F(H) of one unpaid before ``as_of``, shape (n, HORIZON_DAYS + 1), from survival by day late (n or 1, COLUMNS).

    ``days_past_due`` (n,) is as_of − due. Nothing is expected on days earlier than EARLIEST.
    """
    curves = np.broadcast_to(curve, (len(days_past_due), COLUMNS))
    day = days_past_due[:, None] + np.arange(-1, HORIZON_DAYS + 1)[None, :]
    left = np.take_along_axis(curves, np.clip(day, EARLIEST, LATEST) - EARLIEST, axis=1)
    left = np.where(day < EARLIEST, 1.0, left)
    return np.asarray(1.0 - left[:, 1:] / np.maximum(left[:, :1], 1e-12))


def whole(days: Floats) -> Ints:
    """To the nearest whole day, halves up."""
    return np.floor(days + 0.5).astype(np.int64)


def _span(owner: Codes, known_on: Days, customer: Codes, as_of: Days) -> tuple[Ints, Ints]:
    end = version_at(owner, known_on, customer, as_of) + 1
    first = np.searchsorted(owner, customer, side="left")
    none = end == 0
    return np.where(none, 0, first), np.where(none, 0, end)
