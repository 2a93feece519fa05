"""The days on which an item is looked at: its issue day, and every Monday while it is open.

Every (item, Monday) pair is kept with the same probability: a choice of days that depends on the outcome (the last Monday
before payment, one Monday an item) would bias the hazard. The two populations stay apart in ``at_issue``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ledger.arrays import Codes, Flags, LedgerArrays, version_at
from ledger.day import Days
from ledger.settlement import Closings, closed_on
from training.targets import Outcomes

FOLDS = 5
_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Snapshots:
    """(item, as-of day) pairs, shape (n,), sorted by (as_of, item)."""

    item: Codes
    as_of: Days
    at_issue: Flags
    ended_before_issue: int  # items paid before their issue day: never open at a snapshot, left out
    not_scored: int  # credit notes

    def __len__(self) -> int:
        return len(self.item)

    def take(self, rows: NDArray[np.int64]) -> "Snapshots":
        return Snapshots(
            self.item[rows],
            self.as_of[rows],
            self.at_issue[rows],
            self.ended_before_issue,
            self.not_scored,
        )

    def between(self, first: int, before: int) -> "Snapshots":
        """Those with first ≤ as_of < before."""
        return self.take(np.flatnonzero((self.as_of >= first) & (self.as_of < before)))

    def sampled(self, most: int, seed: int) -> "Snapshots":
        """At most ``most`` of them, every pair with the same probability, in the same order."""
        if len(self) <= most:
            return self
        return self.take(np.sort(np.random.default_rng(seed).choice(len(self), most, replace=False)))


def snapshots(
    arrays: LedgerArrays, made: Closings, ends: Outcomes, before: int, *, first: int | None = None
) -> Snapshots:
    """Issue-day and Monday snapshots of every invoice item with ``first ≤ as_of < before``.

    ``ends`` (n items,) says when each was settled, by facts known at the cut. A pair is at risk when the item is issued, not
    withdrawn, not ended (by value date) nor known to be closed before ``as_of``, known before a Monday, and when at least that
    day has been seen.
    """
    versions = arrays.items
    codes = np.arange(arrays.item_count, dtype=np.int32)
    none = np.zeros(0, dtype=np.int32)
    if not len(codes):
        return Snapshots(none, none, none.astype(np.bool_), 0, 0)
    row = version_at(versions.item, versions.known_on, codes, np.full(len(codes), before, dtype=np.int32))
    known, row = row >= 0, np.maximum(row, 0)
    scored = known & ~versions.credit_note[row]
    issued = versions.issued_on[row]
    last = np.minimum(np.minimum(ends.ended_on, ends.seen_until - 1), before - 1)
    start = -(2**31) if first is None else first
    early = scored & (ends.ended_on < issued)
    alive = scored & (last >= issued)
    at_issue = codes[alive & (issued >= start)]
    known_first = versions.known_on[np.searchsorted(versions.item, codes)]
    after = np.maximum(issued, known_first)
    monday = after + 7 - (after + 3) % 7  # the first Monday after the issue day and the day it became known
    monday = np.where(monday < start, start + (-(start + 3)) % 7, monday)
    count = np.where(alive, np.maximum((last - monday) // 7 + 1, 0), 0)
    item = np.repeat(codes, count)
    step = np.arange(len(item)) - np.repeat(np.cumsum(count) - count, count)
    items = np.concatenate([at_issue, item]).astype(np.int32)
    as_of = np.concatenate([issued[at_issue], monday[item] + 7 * step]).astype(np.int32)
    flags = np.concatenate([np.ones(len(at_issue), dtype=np.bool_), np.zeros(len(item), dtype=np.bool_)])
    order = np.lexsort((items, as_of))
    order = order[closed_on(made, items[order], as_of[order]) < 0]
    return Snapshots(items[order], as_of[order], flags[order], int(early.sum()), int((known & ~scored).sum()))


def fold_of(item: Codes, invoice: Codes, seed: int) -> NDArray[np.int64]:
    """Fold 0 … 4 of each item, by its invoice: no item's twin (another day, another instalment) is in another fold."""
    mixed = (invoice[item].astype(np.uint64) + np.uint64(seed * 2 + 1)) * _ODD
    return ((mixed >> np.uint64(33)) % np.uint64(FOLDS)).astype(np.int64)
