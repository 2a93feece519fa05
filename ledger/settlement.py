"""When an item was known to be closed, and how: from its amounts and allocations, on every day of its past.

*Settled* = open amount ≤ tolerance, by cash for at least the policy's share of the gross; else *closed without cash*
(CONTRACTS, Outcome). A reversed allocation opens the item again: a closing holds on the days [known_on, reopened_on).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ledger.arrays import CASH, Codes, Flags, LedgerArrays, Minor, version_at
from ledger.day import FOREVER, Days


@dataclass(frozen=True, slots=True)
class Closings:
    """One row a closing, shape (n,), sorted by (item, known_on)."""

    item: Codes
    known_on: Days  # day on which the company knew it closed
    reopened_on: Days  # knowledge day of the reversal; FOREVER: still closed
    settled_on: Days  # value date of the last money or credit that closed it
    in_cash: Flags  # settled; False: closed without cash


@dataclass(frozen=True, slots=True)
class Balances:
    """How an item's open amount went, one row a (item, knowledge day) on which it changed, sorted so; shape (n,)."""

    item: Codes
    known_on: Days
    open: Minor  # minor units of its currency after that day; never below 0
    cash: Minor  # cash received so far
    settled_on: Days  # latest value date so far
    closed: Flags


def balances(arrays: LedgerArrays, *, stated_only: bool = True) -> Balances:
    """Open amount of every item after each day on which something about it became known.

    An item whose amount is not stated counts, with ``stated_only``, as 0; otherwise as just above its tolerance until the
    allocation that settles it in full. Whether it is stated, and its tolerance, are those of the version of the day.
    """
    versions, moves = arrays.items, arrays.allocations
    full = np.where(versions.amount_known | stated_only, 0, versions.tolerance + 1)
    ended = versions.until < FOREVER
    item = np.concatenate([versions.item, versions.item[ended], moves.item])
    day = np.concatenate([versions.known_on, versions.until[ended], moves.known_on])
    order = np.argsort((item.astype(np.int64) << 32) + day)  # the order among equals changes no sum and no maximum
    item, day = item.take(order), day.take(order)
    first = np.ones(len(item), dtype=np.bool_)
    np.not_equal(item[1:], item[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    entries = np.diff(starts, append=len(item))

    def running(*parts: Minor) -> Minor:
        """Sums so far of each item of a change a version, a version's end and an allocation; 0 for those not given."""
        change = np.zeros(len(order), dtype=np.int64)
        if any(part.any() for part in parts):
            np.concatenate([*parts, np.zeros(len(order) - sum(map(len, parts)), dtype=np.int64)], out=change)
            change = change.take(order)
            total = np.cumsum(change)
            total -= np.repeat(total.take(starts) - change.take(starts), entries)
            return total
        return change

    def of_version(value: Minor) -> Minor:
        """What the version of the day says."""
        return running(value, -value[ended])

    def of_moves(value: Minor) -> Minor:
        """Sum over the allocations known by the day."""
        return running(np.zeros(len(order) - len(value), dtype=np.int64), value)

    total_full = of_version(full)
    total_gross = of_version(np.where(versions.amount_known, versions.amount, full))
    in_full = np.where(moves.amount_known, 0, moves.sign).astype(np.int64)
    in_cash = moves.kind == CASH
    total_paid = of_moves(moves.amount) + of_moves(in_full) * total_full
    total_cash = of_moves(np.where(in_cash, moves.amount, 0)) + of_moves(np.where(in_cash, in_full, 0)) * total_full
    valued = np.full(len(item), -(2**31), dtype=np.int64)
    valued[len(item) - len(moves.item) :][moves.sign > 0] = moves.valued_on[moves.sign > 0]
    latest = _running_maximum(valued.take(order), item)
    _mend_reversed(latest, arrays, item, day)
    closed = (total_gross - total_paid <= of_version(versions.tolerance)) & (total_gross > 0) & (total_paid > 0)
    last = np.ones(len(item), dtype=np.bool_)
    last[:-1] = first[1:] | (day[1:] != day[:-1])
    left = np.maximum(total_gross - total_paid, 0)[last]
    return Balances(item[last], day[last], left, total_cash[last], latest[last].astype(np.int32), closed[last])


def closings(arrays: LedgerArrays, cash_share: float = 0.5, state: Balances | None = None) -> Closings:
    """Every closing of every item (most have one or none); ``cash_share`` of the gross in cash makes it settled.

    ``state``: ``balances(arrays, stated_only=False)``, if already worked out.
    """
    state = state or balances(arrays, stated_only=False)
    same_before = np.zeros(len(state.item), dtype=np.bool_)
    same_before[1:] = state.item[1:] == state.item[:-1]
    was_closed = np.zeros(len(state.item), dtype=np.bool_)
    was_closed[1:] = state.closed[:-1] & same_before[1:]
    starts = np.flatnonzero(state.closed & ~was_closed)
    ends = np.flatnonzero(~state.closed & was_closed)
    # the first reopening after each closing, if it is the same item's
    following = np.searchsorted(ends, starts)
    reopened = np.full(len(starts), FOREVER, dtype=np.int32)
    has = following < len(ends)
    has[has] = state.item[ends[following[has]]] == state.item[starts[has]]
    reopened[has] = state.known_on[ends[following[has]]]
    gross = _gross_on(arrays, state.item[starts], state.known_on[starts])
    return Closings(
        state.item[starts],
        state.known_on[starts],
        reopened,
        state.settled_on[starts],
        state.cash[starts] >= cash_share * gross,
    )


def open_on(state: Balances, item: Codes, as_of: Days) -> tuple[Minor, Minor]:
    """Open amount and cash received of items at the start of ``as_of``, shape (m,) each; 0 where nothing was known."""
    row = _row_before(state, item, as_of)
    found = row >= 0
    at = np.maximum(row, 0)
    if not len(state.item):
        return np.zeros(len(item), dtype=np.int64), np.zeros(len(item), dtype=np.int64)
    return np.where(found, state.open[at], 0), np.where(found, state.cash[at], 0)


def closed_on(made: Closings, item: Codes, as_of: Days) -> NDArray[np.int64]:
    """Row of the closing in force at the start of ``as_of``, shape (m,); -1: open."""
    row = _row_before(made, item, as_of)
    at = np.maximum(row, 0)
    if not len(made.item):
        return np.full(len(item), -1, dtype=np.int64)
    return np.where((row >= 0) & (made.reopened_on[at] >= as_of), row, -1)


def _row_before(state: Balances | Closings, item: Codes, as_of: Days) -> NDArray[np.int64]:
    return version_at(state.item, state.known_on, item, as_of)


def _gross_on(arrays: LedgerArrays, item: Codes, known_on: Days) -> Minor:
    versions = arrays.items
    row = version_at(versions.item, versions.known_on, item, (known_on + 1).astype(np.int32), first=True)
    gross = np.where(versions.amount_known, versions.amount, versions.tolerance + 1)
    return gross[row]


def _running_maximum(value: Minor, group: Codes) -> Minor:
    """Cumulative maximum within each run of equal ``group`` (runs rise, so a large step a run keeps them apart)."""
    shift: Minor = group.astype(np.int64) << 33
    highest: Minor = np.maximum.accumulate(value + shift)
    return highest - shift


def _mend_reversed(latest: Minor, arrays: LedgerArrays, item: Codes, day: Days) -> None:
    """A maximum cannot be taken back: items with a reversal get theirs from the value dates that stood on each day."""
    moves = arrays.allocations
    if not (moves.sign < 0).any():
        return
    touched = np.zeros(arrays.item_count, dtype=np.bool_)
    touched[moves.item[moves.sign < 0]] = True
    mine, rows = np.flatnonzero(touched[moves.item]), np.flatnonzero(touched[item])
    start, end, of = periods_above_zero(
        (moves.item[mine].astype(np.int64) << 32) + moves.valued_on[mine],
        moves.known_on[mine],
        moves.sign[mine].astype(np.int64),
    )
    owner, value = moves.item[mine][of], moves.valued_on[mine][of].astype(np.int64)  # sorted by the item
    low, high = (np.searchsorted(owner, item[rows], side=side) for side in ("left", "right"))
    many = high - low
    row = np.repeat(rows, many)
    period = np.arange(len(row)) + np.repeat(low - np.cumsum(many) + many, many)
    standing = (start[period] <= day[row]) & (day[row] < end[period])
    latest[rows] = -(2**31)
    np.maximum.at(latest, row[standing], value[period[standing]])


def periods_above_zero(thing: Minor, known_on: Days, change: Minor) -> tuple[Days, Days, NDArray[np.int64]]:
    """From when to when the running sum of a thing's changes was above 0: (start, end, an input row of the thing).

    Sorted by (thing, start); FOREVER: it still is.
    """
    if not len(thing):
        none = np.zeros(0, dtype=np.int32)
        return none, none, np.zeros(0, dtype=np.int64)
    order = _order(thing, known_on)
    thing, day, change = thing.take(order), known_on.take(order), change.take(order)
    first = np.ones(len(thing), dtype=np.bool_)
    np.not_equal(thing[1:], thing[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    if change.min() > 0:  # nothing was taken back: from the first day on, for ever
        return day[starts], np.full(len(starts), FOREVER, dtype=np.int32), order[starts]
    running = np.cumsum(change)
    running -= np.repeat(running[starts] - change[starts], np.diff(starts, append=len(thing)))
    last = np.ones(len(thing), dtype=np.bool_)
    np.logical_or(first[1:], day[1:] != day[:-1], out=last[:-1])
    rows = np.flatnonzero(last)
    above, of = running[rows] > 0, thing[rows]
    was = np.zeros(len(rows), dtype=np.bool_)
    np.logical_and(above[:-1], of[1:] == of[:-1], out=was[1:])
    begins = np.flatnonzero(above & ~was)
    ceases = np.flatnonzero(~above & was)
    end = np.full(len(begins), FOREVER, dtype=np.int32)
    following = np.searchsorted(ceases, begins)
    has = following < len(ceases)
    has[has] = thing[rows[ceases[following[has]]]] == thing[rows[begins[has]]]
    end[has] = day[rows[ceases[following[has]]]]
    return day[rows[begins]], end, order[rows[begins]]


def _order(thing: Minor, day: Days) -> NDArray[np.int64]:
    """Rows by thing, then day; the order among equals is no matter. One integer sorts much faster than two."""
    low, high = int(thing.min()), int(thing.max())
    first, days = int(day.min()), int(day.max()) - int(day.min()) + 1
    if (high - low + 1) * days >= 1 << 63:
        return np.lexsort((day, thing))
    key = thing - low
    key *= days
    key += day
    key -= first
    return np.argsort(key)
