"""When an item was known to be closed, and how: from its amounts and allocations, on every day of its past.

*Settled* = open amount ≤ tolerance, by cash for at least the policy's share of the gross; else *closed without cash*
(CONTRACTS, Outcome). A reversed allocation opens the item again: a closing holds on the days [known_on, reopened_on).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ledger.arrays import CASH, Codes, Flags, LedgerArrays, Minor, item_day, version_at
from ledger.day import FOREVER, Days
from ledger.row_order import MANY, row_order


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
    version: NDArray[np.int64]  # row in ``arrays.items`` of the last version known by that day; -1: none yet


def balances(arrays: LedgerArrays, *, stated_only: bool = True) -> Balances:
    """Open amount of every item after each day on which something about it became known.

    An item whose amount is not stated counts, with ``stated_only``, as 0; otherwise as just above its tolerance until the
    allocation that settles it in full. Whether it is stated, and its tolerance, are those of the version of the day.
    """
    versions, moves = arrays.items, arrays.allocations
    ended = (versions.until < FOREVER).nonzero()[0]
    item = np.concatenate([versions.item, versions.item.take(ended), moves.item])
    day = np.concatenate([versions.known_on, versions.until.take(ended), moves.known_on])
    # the order among equals changes no sum and no maximum
    order = item_day(item, day).argsort() if len(item) < MANY else row_order(item, day)
    item, day = item.take(order), day.take(order)
    first = _first_of_run(item)
    starts = first.nonzero()[0]
    entries = _run_lengths(starts, len(item))

    def running(of_version: list[Minor], of_move: list[Minor]) -> list[Minor]:
        """Sums so far of each item: of what the version of the day says, then over the allocations known by it."""
        change = np.zeros((len(of_version) + len(of_move), len(order)), dtype=np.int64)
        for row, value in zip(change, of_version, strict=False):
            row[: len(value)] = value
            np.negative(value.take(ended), out=row[len(value) : len(value) + len(ended)])
        for row, value in zip(change[len(of_version) :], of_move, strict=True):
            row[len(order) - len(value) :] = value
        change = change.take(order, axis=1)
        total = change.cumsum(axis=1)
        total -= (total.take(starts, axis=1) - change.take(starts, axis=1)).repeat(entries, axis=1)
        return list(total)

    full = np.where(versions.amount_known | stated_only, 0, versions.tolerance + 1)
    gross = np.where(versions.amount_known, versions.amount, full)
    in_cash = moves.kind == CASH
    total_gross, tolerance, total_paid, total_cash = running(
        [gross, versions.tolerance], [moves.amount, moves.amount * in_cash]
    )
    if not moves.amount_known.all():
        in_full = np.where(moves.amount_known, 0, moves.sign).astype(np.int64)
        total_full, paid_in_full, cash_in_full = running([full], [in_full, in_full * in_cash])
        total_paid += paid_in_full * total_full
        total_cash += cash_in_full * total_full
    valued = np.full(len(item), -(2**31), dtype=np.int64)
    valued[len(item) - len(moves.item) :] = np.where(moves.sign > 0, moves.valued_on, -(2**31))
    latest = _running_maximum(valued.take(order), item)
    _mend_reversed(latest, arrays, item, day)
    left = total_gross - total_paid
    closed = (left <= tolerance) & (total_gross > 0) & (total_paid > 0)
    last = np.ones(len(item), dtype=np.bool_)
    np.logical_or(first[1:], day[1:] != day[:-1], out=last[:-1])
    rows = last.nonzero()[0]
    left = np.maximum(left.take(rows), 0)
    settled_on, item = latest.take(rows).astype(np.int32), item.take(rows)
    told = np.zeros(len(order), dtype=np.int64)
    told[: len(versions.item)] = np.arange(1, len(versions.item) + 1)
    version = np.maximum.accumulate(told.take(order)).take(rows) - 1  # rows of versions rise with the item
    version[versions.item[version] != item] = -1
    return Balances(item, day.take(rows), left, total_cash.take(rows), settled_on, closed.take(rows), version)


def closings(arrays: LedgerArrays, cash_share: float = 0.5, state: Balances | None = None) -> Closings:
    """Every closing of every item (most have one or none); ``cash_share`` of the gross in cash makes it settled.

    ``state``: ``balances(arrays, stated_only=False)``, if already worked out.
    """
    state = state or balances(arrays, stated_only=False)
    was_closed = np.zeros(len(state.item), dtype=np.bool_)
    np.logical_and(state.closed[:-1], state.item[1:] == state.item[:-1], out=was_closed[1:])
    starts = (state.closed & ~was_closed).nonzero()[0]
    ends = (~state.closed & was_closed).nonzero()[0]
    item, known_on = state.item.take(starts), state.known_on.take(starts)
    # the first reopening after each closing, if it is the same item's
    reopened = np.full(len(starts), FOREVER, dtype=np.int32)
    if len(ends):
        following = ends.take(ends.searchsorted(starts), mode="clip")
        has = (following > starts) & (state.item.take(following) == item)
        reopened[has] = state.known_on[following[has]]
    versions, version = arrays.items, state.version.take(starts)
    stated = versions.amount_known.take(version)
    gross = np.where(stated, versions.amount.take(version), versions.tolerance.take(version) + 1)
    in_cash = state.cash.take(starts) >= cash_share * gross
    return Closings(item, known_on, reopened, state.settled_on.take(starts), in_cash)


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
    mine, rows = touched.take(moves.item).nonzero()[0], touched.take(item).nonzero()[0]
    which, move = matches(moves.item.take(mine), item.take(rows))
    row, move = rows.take(which), mine.take(move)
    known = (moves.known_on.take(move) <= day.take(row)).nonzero()[0]
    row, move = row.take(known), move.take(known)
    row, value = standing_days(row, moves.valued_on.take(move), moves.sign.take(move))
    latest[rows] = -(2**31)
    np.maximum.at(latest, row, value)


def standing_days(group: NDArray[np.int64], day: Days, sign: NDArray[np.int8]) -> tuple[NDArray[np.int64], Days]:
    """Each group's days of which more facts stand than were taken back, (group, day), sorted so; ``sign``: +1, or −1."""
    order = row_order(group, day)
    group, day = group.take(order), day.take(order)
    starts = _first_of_run(item_day(group, day)).nonzero()[0]
    if len(starts):
        starts = starts[np.add.reduceat(sign.take(order), starts, dtype=np.int64) > 0]
    return group.take(starts), day.take(starts)


def periods_above_zero(thing: Minor, known_on: Days, change: Minor) -> tuple[Days, Days, NDArray[np.int64]]:
    """From when to when the running sum of a thing's changes was above 0: (start, end, an input row of the thing).

    Sorted by (thing, start); FOREVER: it still is.
    """
    if not len(thing):
        none = np.zeros(0, dtype=np.int32)
        return none, none, np.zeros(0, dtype=np.int64)
    order = row_order(thing, known_on)
    thing, day, change = thing.take(order), known_on.take(order), change.take(order)
    first = _first_of_run(thing)
    starts = first.nonzero()[0]
    if change.min() > 0:  # nothing was taken back: from the first day on, for ever
        return day.take(starts), np.full(len(starts), FOREVER, dtype=np.int32), order.take(starts)
    running = change.cumsum()
    running -= (running.take(starts) - change.take(starts)).repeat(_run_lengths(starts, len(thing)))
    last = np.ones(len(thing), dtype=np.bool_)
    np.logical_or(first[1:], day[1:] != day[:-1], out=last[:-1])
    rows = last.nonzero()[0]
    above, of = running.take(rows) > 0, thing.take(rows)
    was = np.zeros(len(rows), dtype=np.bool_)
    np.logical_and(above[:-1], of[1:] == of[:-1], out=was[1:])
    begins, ceases = (above & ~was).nonzero()[0], (~above & was).nonzero()[0]
    end = np.full(len(begins), FOREVER, dtype=np.int32)
    if len(ceases):
        following = ceases.take(ceases.searchsorted(begins), mode="clip")
        has = (following > begins) & (of.take(following) == of.take(begins))
        end[has] = day[rows[following[has]]]
    row = rows.take(begins)
    return day.take(row), end, order.take(row)


def matches(codes: Codes, wanted: Codes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every pair (place in ``wanted``, row of the sorted ``codes``) of equal codes, in the order of ``wanted``."""
    low = codes.searchsorted(wanted)
    each = codes.searchsorted(wanted, side="right") - low
    which = np.arange(len(wanted)).repeat(each)
    return which, np.arange(len(which)) + (low - each.cumsum() + each).repeat(each)


def _first_of_run(values: Codes | Minor) -> Flags:
    """Flag of the first of each run of equal values, shape as given."""
    first = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return first


def _run_lengths(starts: NDArray[np.int64], rows: int) -> NDArray[np.int64]:
    """Of runs that begin at ``starts``, the last of which ends with the last of so many rows."""
    lengths = np.empty(len(starts), dtype=np.int64)
    np.subtract(starts[1:], starts[:-1], out=lengths[:-1])
    lengths[-1:] = rows - starts[-1:]
    return lengths
