"""Facts of a ledger as intervals of knowledge: what was settled, open and paid, and from when until when that was known.

A corrected due date or amount splits an interval: the old version counts until the correction was known, the new one
from then on (CONTRACTS: a correction is a retraction and a new assertion on its own knowledge day).
"""

from dataclasses import dataclass

import numpy as np

from features.streams import Integers, packed
from features.worth import part_of, within, worth
from ledger.arrays import CASH, Codes, LedgerArrays
from ledger.day import FOREVER, Days
from ledger.settlement import Balances, Closings, matches, periods_above_zero

EARLIEST_DELAY_DAYS, LATEST_DELAY_DAYS = -90, 365
"""Delays are clipped to this range in every statistic of habit: real ledgers hold −2,661 and +869, typing errors mostly."""
LONGEST_AGE_DAYS = 730
LONGEST_TERMS_DAYS = 400


@dataclass(frozen=True, slots=True)
class SettledSpans:
    """One row a (closing in cash, version of its item), shape (n,); credit notes and closings without cash left out."""

    item: Codes
    customer: Codes
    start: Days
    end: Days
    settled_on: Days
    due_on: Days
    delay: Integers  # settled on − due on, clipped, in days
    age: Integers  # settled on − issued on, clipped to 0 … 730 days
    value: Integers  # worth of the invoice, in hundredths; 0 where not stated
    closing: Integers  # row of the closing


@dataclass(frozen=True, slots=True)
class OpenSpans:
    """One row a stretch of days on which an item was open with one amount and due date, sorted by (item, start)."""

    item: Codes
    customer: Codes
    start: Days
    end: Days
    due_on: Days
    value: Integers  # worth of what was open, in hundredths; 0 where not stated


@dataclass(frozen=True, slots=True)
class PaidDays:
    """One row a day on which a customer did something (paid, say), shape (n,), in force while a fact of it stands."""

    customer: Codes
    day: Days
    start: Days
    end: Days


def item_worth(arrays: LedgerArrays, base_decimals: int) -> Integers:
    """Worth of every version of an item, shape (versions,)."""
    versions = arrays.items
    return worth(versions.base, versions.base_known, base_decimals)


def settled_spans(arrays: LedgerArrays, closings: Closings, value: Integers) -> SettledSpans:
    """Closings in cash, cut at the corrections of their items."""
    versions = arrays.items
    in_cash = closings.in_cash.nonzero()[0]
    which, version = matches(versions.item, closings.item[in_cash])
    closing = in_cash[which]
    start = np.maximum(closings.known_on[closing], versions.known_on[version])
    end = np.minimum(closings.reopened_on[closing], versions.until[version])
    kept = ((start < end) & ~versions.credit_note[version]).nonzero()[0]
    closing, version = closing[kept], version[kept]
    settled_on = closings.settled_on[closing].astype(np.int64)
    due_on = versions.due_on[version]
    delay = within(settled_on - due_on, EARLIEST_DELAY_DAYS, LATEST_DELAY_DAYS)
    age = within(settled_on - versions.issued_on[version], 0, LONGEST_AGE_DAYS)
    return SettledSpans(
        versions.item[version], versions.customer[version], start[kept], end[kept], closings.settled_on[closing], due_on,
        delay, age, np.maximum(value[version], 0), closing,
    )  # fmt: skip


def open_spans(arrays: LedgerArrays, state: Balances, value: Integers) -> OpenSpans:
    """``state`` is ``balances(arrays, stated_only=False)``: an item of unstated amount is open too, and worth 0."""
    versions = arrays.items
    end = np.full(len(state.item), FOREVER, dtype=np.int32)
    np.copyto(end[:-1], state.known_on[1:], where=state.item[1:] == state.item[:-1])
    version = state.version
    standing = (version >= 0) & ~state.closed
    standing &= (versions.until[version] > state.known_on) & ~versions.credit_note[version]
    kept = standing.nonzero()[0]
    version = version[kept]
    left = part_of(value[version], state.open[kept], versions.amount[version])
    return OpenSpans(
        state.item[kept], versions.customer[version], state.known_on[kept], end[kept], versions.due_on[version],
        np.where(versions.amount_known[version], np.maximum(left, 0), 0),
    )  # fmt: skip


def one_span_a_due_day(spans: OpenSpans) -> OpenSpans:
    """Stretches that follow each other with the same due day as one; their worth is the first one's."""
    if not len(spans.item):
        return spans
    joined = (
        (spans.item[1:] == spans.item[:-1])
        & (spans.customer[1:] == spans.customer[:-1])
        & (spans.due_on[1:] == spans.due_on[:-1])
        & (spans.start[1:] == spans.end[:-1])
    )
    first = np.flatnonzero(np.append(True, ~joined))
    last = np.append(first[1:] - 1, len(spans.item) - 1)
    return OpenSpans(
        spans.item[first], spans.customer[first], spans.start[first], spans.end[last], spans.due_on[first],
        spans.value[first],
    )  # fmt: skip


def paid_days(arrays: LedgerArrays) -> PaidDays:
    """Days of payments and of cash applied to items, each from its first fact known until none of its facts stands."""
    customer, day, known_on, sign = paid_facts(arrays, first_known(arrays))
    start, end, of = periods_above_zero(packed(customer, day), known_on, sign)
    return PaidDays(customer[of], day[of], start, end)


def paid_facts(arrays: LedgerArrays, item_known: Days) -> tuple[Codes, Days, Days, Integers]:
    """Payments and cash applied to items: customer, day, since when known, +1 or −1 of one taken back.

    Cash applied to an item counts from when the item is known (``first_known``): one of a history may be paid before its issue.
    """
    payments, moves = arrays.payments, arrays.allocations
    cash = moves.kind == CASH
    customer = np.concatenate([payments.customer, moves.customer[cash]])
    day = np.concatenate([payments.paid_on, moves.valued_on[cash]])
    applied_on = np.maximum(moves.known_on, item_known[moves.item])
    known_on = np.concatenate([payments.known_on, applied_on[cash]])
    return customer, day, known_on, np.concatenate([payments.sign, moves.sign[cash]]).astype(np.int64)


def first_known(arrays: LedgerArrays) -> Days:
    """Day on which each item became known, shape (items,); FOREVER of one taken back on the day it was told."""
    known = np.full(arrays.item_count, FOREVER, dtype=np.int32)
    np.minimum.at(known, arrays.items.item, arrays.items.known_on)
    return known


def stretch(rows: Integers, start: Days, end: Days, columns: list[Integers]) -> tuple[Integers, Days, list[Integers]]:
    """Some rows' columns as changes: added at the start, taken off at the end: (row, day, changes)."""
    over = rows[end[rows] < FOREVER]
    changes = [np.concatenate([column[rows], -column[over]]) for column in columns]
    return np.concatenate([rows, over]), np.concatenate([start[rows], end[over]]), changes
