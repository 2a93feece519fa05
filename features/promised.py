"""Promises to pay as stretches of knowledge: from when until when each was open, kept, partially kept or broken.

``ledger/promises.py`` says what became of every promise as of one day. Here the same rule is worked out for each day on which
anything about a promise became known (or its last day ended), so that any day is one look-up.
"""

from dataclasses import dataclass

import numpy as np

from features.disputed import invoice_known
from features.streams import Integers, Intervals, Timeline
from ledger.arrays import CASH, Codes, Flags, LedgerArrays, version_at
from ledger.day import FOREVER, Days
from ledger.policy import Policy
from ledger.promises import BROKEN, KEPT, OPEN, PARTIALLY_KEPT, WITHDRAWN
from ledger.settlement import matches

JUDGED = (KEPT, PARTIALLY_KEPT, BROKEN)
COUNTED_KEPT, COUNTED_PARTIALLY, COUNTED_BROKEN = range(3)


@dataclass(frozen=True, slots=True)
class PromiseSpans:
    """One row a stretch of days in which a promise was in one state, shape (n,); those taken back are left out."""

    invoice: Codes
    customer: Codes
    start: Days
    end: Days
    state: Integers  # into ledger.promises.STATES
    promised_for: Days


class Promised:
    """Counts by customer and by invoice of promises kept, partially kept and broken; and the one open on an invoice."""

    def __init__(self, spans: PromiseSpans) -> None:
        columns = [(spans.state == state).astype(np.int64) for state in JUDGED]
        self.by_customer = Intervals(spans.customer, spans.start, spans.end, columns, ())
        self.by_invoice = Intervals(spans.invoice, spans.start, spans.end, columns, ())
        pairs, pair = np.unique(_pair(spans.invoice, spans.customer), return_inverse=True)
        self._pairs = np.append(pairs, np.iinfo(np.int64).max)
        self._by_pair = Intervals(pair, spans.start, spans.end, columns, ())
        open_ = np.flatnonzero(spans.state == OPEN)
        self._open = Timeline(spans.invoice[open_], spans.start[open_])
        order = open_[self._open.order]
        self._end = np.append(np.int32(-FOREVER), spans.end[order])
        self._promised_for = np.append(np.int32(0), spans.promised_for[order])

    def of_both(self, customer: Codes, invoice: Codes, as_of: Days) -> Integers:
        """Those a customer made of an invoice, (n, 3): a correction may since have given the invoice to another."""
        wanted = _pair(invoice, customer)
        pair = self._pairs.searchsorted(wanted)
        pair[self._pairs.take(pair) != wanted] = -1
        return self._by_pair.sums(pair, as_of, None)

    def open_until(self, invoice: Codes, as_of: Days) -> tuple[Days, Flags]:
        """(promised day, whether there is one) of the promise open on each invoice; there is at most one."""
        row = self._open.before(invoice, as_of)
        return self._promised_for[row], self._end[row] >= as_of


def _pair(invoice: Codes, customer: Codes) -> Integers:
    return (invoice.astype(np.int64) << 32) + customer


def promise_spans(arrays: LedgerArrays, policy: Policy) -> PromiseSpans:
    """Every state of every promise, from when its invoice is known."""
    told = arrays.promises
    made = np.flatnonzero(told.made)
    if not len(made):
        return PromiseSpans(
            told.invoice[:0], told.customer[:0], told.known_on[:0], told.until[:0], made, made.astype(np.int32)
        )
    which, day = _event_days(arrays, policy, made)
    promise = made[which]
    state = _state_after(arrays, policy, promise, day)
    end = np.full(len(day), FOREVER, dtype=np.int32)
    same = which[1:] == which[:-1]
    end[:-1][same] = day[1:][same]
    end = np.minimum(end, told.until[promise])
    start = np.maximum(day, invoice_known(arrays)[told.invoice[promise]]) if len(day) else day
    kept = np.flatnonzero((start < end) & (state != WITHDRAWN))
    promise = promise[kept]
    return PromiseSpans(
        told.invoice[promise], told.customer[promise], start[kept].astype(np.int32), end[kept], state[kept],
        told.promised_for[promise],
    )  # fmt: skip


def _event_days(arrays: LedgerArrays, policy: Policy, made: Integers) -> tuple[Integers, Days]:
    """(place in ``made``, day) of every day after which the state of a promise may be another, sorted, each once."""
    told, moves, versions = arrays.promises, arrays.allocations, arrays.items
    invoice, everything = told.invoice[made], np.arange(len(made))
    last_day = told.promised_for[made] + policy.promise_tolerance_days
    parts = [(everything, told.known_on[made]), (everything, np.maximum(last_day, told.known_on[made]))]
    for of, days in (
        (arrays.item_invoice[moves.item], (moves.known_on,)),
        (arrays.item_invoice[versions.item], (versions.known_on, versions.until)),
        (told.invoice, (told.known_on, told.until)),
    ):
        order = np.argsort(of, kind="stable")
        which, row = matches(of[order], invoice)
        parts += [(which, known[order][row]) for known in days]
    which = np.concatenate([part[0] for part in parts])
    day = np.concatenate([part[1] for part in parts])
    told_of = (day >= told.known_on[made][which]) & (day < told.until[made][which])
    pairs = np.unique((which[told_of].astype(np.int64) << 32) + day[told_of])
    return pairs >> 32, (pairs & 0xFFFFFFFF).astype(np.int32)


def _state_after(arrays: LedgerArrays, policy: Policy, promise: Integers, day: Days) -> Integers:
    """State of each promise (a row of ``arrays.promises``) at the start of the day after ``day``, shape (n,)."""
    told, as_of = arrays.promises, (day + 1).astype(np.int32)
    last_day = told.promised_for[promise] + policy.promise_tolerance_days
    left, paid, tolerance = _money(arrays, promise, as_of, last_day)
    stated = told.amount[promise]
    amount = np.where(stated < 0, left, np.minimum(stated, left))
    kept = (paid > 0) & (paid >= amount - tolerance)
    withdrawn = (
        (amount <= 0) | _taken_back(arrays, promise, as_of, last_day) | _replaced(arrays, promise, as_of, last_day)
    )
    state = np.where(as_of > last_day, np.where(paid > 0, PARTIALLY_KEPT, BROKEN), OPEN)
    return np.where(kept, KEPT, np.where(withdrawn, WITHDRAWN, state)).astype(np.int64)


def _money(arrays: LedgerArrays, promise: Integers, as_of: Days, last_day: Days) -> tuple[Integers, Integers, Integers]:
    """(left to pay when it was made, paid in time, tolerance) as known before each day, in the invoice's currency."""
    told, moves, versions = arrays.promises, arrays.allocations, arrays.items
    by_invoice = np.argsort(arrays.item_invoice, kind="stable")
    which, place = matches(arrays.item_invoice[by_invoice], told.invoice[promise])
    item = by_invoice[place].astype(np.int32)
    at = version_at(versions.item, versions.known_on, item, as_of[which])
    stands = (at >= 0) & (versions.until[at] >= as_of[which])
    tolerance = np.where(stands, versions.tolerance[at], 0)
    unstated = np.where(stands & ~versions.amount_known[at], tolerance + 1, 0)
    gross = np.where(stands, versions.amount[at], 0) + unstated
    left, paid, most = (np.zeros(len(promise), dtype=np.int64) for _ in range(3))
    np.add.at(left, which, gross)
    np.maximum.at(most, which, tolerance)
    pair, move = matches(moves.item, item)
    of = which[pair]
    known = moves.known_on[move] < as_of[of]
    value = np.where(moves.amount_known[move], moves.amount[move], unstated[pair] * moves.sign[move]) * known
    cash, before = moves.kind[move] == CASH, moves.known_on[move] < told.happened_on[promise][of]
    np.subtract.at(left, of, np.where(~cash | before, value, 0))
    np.add.at(paid, of, np.where(cash & ~before & (moves.valued_on[move] <= last_day[of]), value, 0))
    return left, paid, most


def _taken_back(arrays: LedgerArrays, promise: Integers, as_of: Days, last_day: Days) -> Flags:
    """A withdrawal that stands, and happened no later than the last day."""
    told = arrays.promises
    which, row = matches(told.promise, told.promise[promise])
    said = ~told.made[row] & (told.known_on[row] < as_of[which]) & (told.until[row] >= as_of[which])
    said &= told.happened_on[row] <= last_day[which]
    return np.asarray(np.bincount(which[said], minlength=len(promise)) > 0)


def _replaced(arrays: LedgerArrays, promise: Integers, as_of: Days, last_day: Days) -> Flags:
    """A newer promise of the same invoice that stands, and was made no later than the last day."""
    told = arrays.promises
    order = np.lexsort((told.promise, told.known_on, told.happened_on, told.invoice))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    which, place = matches(told.invoice[order], told.invoice[promise])
    row = order[place]
    newer = told.made[row] & (rank[row] > rank[promise][which]) & (told.happened_on[row] <= last_day[which])
    newer &= (told.known_on[row] < as_of[which]) & (told.until[row] >= as_of[which])
    return np.asarray(np.bincount(which[newer], minlength=len(promise)) > 0)
