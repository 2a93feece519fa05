"""What the models have seen of this book: how many invoices had such terms and such an amount, part payments, instalments.

A model answers any question, also one that nothing in the ledger speaks of. Before a choice is recommended it is counted here.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.further_values import read_values
from features.index import FeatureIndex
from ledger.arrays import version_at
from ledger.further_columns import FurtherColumn

ENOUGH_INVOICES = 20
"""Fewer of a kind are no experience with it."""
TERMS_WITHIN = 0.1, 2
"""Terms are alike within a tenth of them, and at least within this many days."""
AMOUNT_WITHIN = 3.0
"""Amounts are alike from a third of one to three times it."""
SHARE_WITHIN = 0.1
"""Shares paid beforehand are alike within this."""
REPLANNED_DAYS = 3
"""A due date that moved further than this was agreed upon anew, not corrected."""

_SHIFT = 41  # worth is at most 10¹² hundredths
_LONGEST_TERMS = 400
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Experience:
    """Counts over the invoices known before a day (``experience``); credit notes are none."""

    kinds: Integers  # terms and worth of each invoice in one number, sorted
    customer: NDArray[np.int32]  # sorted
    of_customer: Integers  # the same numbers in the customers' order
    shares: NDArray[
        np.float64
    ]  # share of an item that had come in before its due day, where some but not all had; sorted
    instalments: int  # items that were the second or a later instalment of an invoice
    replanned: int  # items whose due day was moved later
    usual_terms: tuple[int, ...]  # days; the most frequent first, each of enough invoices
    methods: tuple[tuple[str, int], ...]  # ways to pay that a column of the invoices names, the most frequent first

    def alike(self, terms_days: int, worth: int, customer: int | None = None) -> int:
        """How many invoices had such terms and such an amount, of a ``customer`` (its code) or of the whole book.

        ``worth``: hundredths of the base currency; 0: not known, any amount counts.
        """
        kinds = self.kinds
        if customer is not None:
            first, last = np.searchsorted(self.customer, [customer, customer + 1])
            kinds = np.sort(self.of_customer[first:last])
        share, least = TERMS_WITHIN
        reach = max(int(terms_days * share), least)
        terms = np.arange(max(terms_days - reach, 0), min(terms_days + reach, _LONGEST_TERMS) + 1, dtype=np.int64)
        low = int(np.ceil(worth / AMOUNT_WITHIN)) if worth else 0
        high = int(worth * AMOUNT_WITHIN) if worth else (1 << _SHIFT) - 1
        high = min(high, (1 << _SHIFT) - 1)
        ends = np.searchsorted(kinds, (terms << _SHIFT) + high, side="right")
        return int((ends - np.searchsorted(kinds, (terms << _SHIFT) + low, side="left")).sum())

    def part_paid(self, share: float) -> int:
        """Of how many items about this share had come in before the due day."""
        low, high = share - SHARE_WITHIN - 1e-9, share + SHARE_WITHIN + 1e-9
        return int(np.diff(np.searchsorted(self.shares, [low, high]))[0])

    def paid_by(self, method: str) -> int:
        """How many invoices named this way to pay."""
        return dict(self.methods).get(method, 0)


def experience(index: FeatureIndex, before: int, method: FurtherColumn | None = None) -> Experience:
    """Of what was known before a day; ``method``: the column of the invoices that names the way to pay. One pass over the book."""
    arrays = index.arrays
    versions = arrays.items
    asked = np.arange(arrays.item_count, dtype=np.int32)
    row = version_at(versions.item, versions.known_on, asked, np.full(len(asked), before, dtype=np.int32))
    row = row[row >= 0]
    row = row[~versions.credit_note[row] & (versions.until[row] >= before)]
    terms = np.clip(versions.due_on[row].astype(np.int64) - versions.issued_on[row], 0, _LONGEST_TERMS)
    kinds = (terms << _SHIFT) + np.maximum(index.worth[row], 0)
    order = np.argsort(versions.customer[row], kind="stable")
    counted = np.bincount(terms, minlength=1)
    frequent = np.argsort(-counted, kind="stable")
    named = Counter(read_values(versions.attributes[row], method)) if method and versions.attributes is not None else {}
    methods = sorted(((str(name), count) for name, count in named.items() if name), key=lambda one: (-one[1], one[0]))
    return Experience(
        kinds=np.sort(kinds),
        customer=versions.customer[row][order],
        of_customer=kinds[order],
        shares=_shares(index, before),
        instalments=int((arrays.instalment[versions.item[row]] > 1).sum()),
        replanned=_replanned(index, before),
        usual_terms=tuple(int(days) for days in frequent if counted[days] >= ENOUGH_INVOICES),
        methods=tuple(methods),
    )


def _shares(index: FeatureIndex, before: int) -> NDArray[np.float64]:
    """The first share of each item that had come in by its due day and left some of it open, sorted."""
    changes, versions = index.balances, index.arrays.items
    row = version_at(versions.item, versions.known_on, changes.item, changes.known_on + np.int32(1))
    amount = np.where(row >= 0, versions.amount[np.maximum(row, 0)], 0)
    paid = 1.0 - changes.open / np.maximum(amount, 1)
    kept = (row >= 0) & (amount > 0) & (changes.known_on < before) & ~changes.closed
    kept &= (paid > 0.02) & (paid < 0.98) & (changes.known_on <= versions.due_on[np.maximum(row, 0)])
    _, first = np.unique(changes.item[kept], return_index=True)
    return np.sort(paid[kept][first])


def _replanned(index: FeatureIndex, before: int) -> int:
    versions = index.arrays.items
    known = np.flatnonzero(versions.known_on < before)
    item, due = versions.item[known], versions.due_on[known].astype(np.int64)
    first = np.r_[True, item[1:] != item[:-1]] if len(item) else np.zeros(0, dtype=np.bool_)
    began = np.repeat(due[first], np.diff(np.flatnonzero(first), append=len(item)))
    return len(np.unique(item[due > began + REPLANNED_DAYS]))
