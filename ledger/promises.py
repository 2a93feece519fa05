"""What became of promises to pay, derived from the payments: open, kept, partially kept, broken, withdrawn.

A promise is kept by cash for its invoice that became known since the day it was made and is valued no later than the promised day
plus the policy's tolerance. It is judged when that last day has ended. Nobody writes a state down, so that a payment
that becomes known later, or is taken back, changes it from that day on and never before.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ledger.arrays import CASH, Codes, LedgerArrays, Minor, version_at
from ledger.day import Days
from ledger.policy import Policy

OPEN, KEPT, PARTIALLY_KEPT, BROKEN, WITHDRAWN = range(5)
STATES = ("open", "kept", "partially kept", "broken", "withdrawn")


@dataclass(frozen=True, slots=True)
class JudgedPromises:
    """Promises that stood at the start of a day, shape (n,), by (invoice, day made); money in the invoice's currency."""

    promise: Codes
    invoice: Codes
    customer: Codes
    made_on: Days
    promised_for: Days
    amount: Minor  # what was promised: as stated, at most what was left to pay
    paid: Minor  # what came in time
    state: NDArray[np.int8]  # into STATES


def judged_promises(arrays: LedgerArrays, policy: Policy, day: int | None = None) -> JudgedPromises:
    """Every promise as of the start of ``day`` (default: ``arrays.as_of``).

    Kept: what came in time reaches the promised amount, but for the policy's ``tolerance_major``. Withdrawn: taken back, or
    replaced by a newer promise of the same invoice, before it was due to be judged; or nothing was left to pay because of
    credit notes or write-offs. Judged: partially kept if anything came in time, else broken.
    """
    day = arrays.as_of if day is None else day
    told = arrays.promises
    stands = (told.known_on < day) & (told.until >= day)
    row = np.flatnonzero(stands & told.made)
    row = row[np.lexsort((told.promise[row], told.known_on[row], told.happened_on[row], told.invoice[row]))]
    last_day = told.promised_for[row] + policy.promise_tolerance_days
    amount, paid, tolerance = _money(arrays, row, last_day, day)
    kept = (paid > 0) & (paid >= amount - tolerance)
    withdrawn = _taken_back(arrays, row, last_day, stands) | _replaced(arrays, row, last_day) | (amount <= 0)
    state = np.where(paid > 0, PARTIALLY_KEPT, BROKEN)
    state = np.where(day > last_day, state, OPEN)
    state = np.where(kept, KEPT, np.where(withdrawn, WITHDRAWN, state))
    return JudgedPromises(
        told.promise[row], told.invoice[row], told.customer[row], told.happened_on[row], told.promised_for[row],
        np.maximum(amount, 0), paid, state.astype(np.int8),
    )  # fmt: skip


def _money(
    arrays: LedgerArrays, row: NDArray[np.intp], last_day: Days, day: int
) -> tuple[Minor, Minor, NDArray[np.int64]]:
    """(promised, paid in time, tolerance) of each promise."""
    told, moves, versions = arrays.promises, arrays.allocations, arrays.items
    item = np.arange(arrays.item_count, dtype=np.int32)
    at = version_at(versions.item, versions.known_on, item, np.full(len(item), day, dtype=np.int32))
    has = at >= 0
    has[has] = versions.until[at[has]] >= day
    gross, tolerance, unstated = (np.zeros(arrays.item_count, dtype=np.int64) for _ in range(3))
    tolerance[has] = versions.tolerance[at[has]]
    unstated[has] = np.where(versions.amount_known[at[has]], 0, tolerance[has] + 1)
    gross[has] = versions.amount[at[has]] + unstated[has]
    invoices = int(arrays.item_invoice.max(initial=-1)) + 1
    of_invoice, tolerance_of = np.zeros(invoices, dtype=np.int64), np.zeros(invoices, dtype=np.int64)
    np.add.at(of_invoice, arrays.item_invoice, gross)
    np.maximum.at(tolerance_of, arrays.item_invoice, tolerance)
    value = np.where(moves.amount_known, moves.amount, unstated[moves.item] * moves.sign)
    known = np.flatnonzero(moves.known_on < day)
    known = known[np.argsort(arrays.item_invoice[moves.item[known]], kind="stable")]
    invoice_of = arrays.item_invoice[moves.item[known]]
    promised, paid = np.zeros(len(row), dtype=np.int64), np.zeros(len(row), dtype=np.int64)
    invoice = told.invoice[row]
    lows, highs = np.searchsorted(invoice_of, invoice, "left"), np.searchsorted(invoice_of, invoice, "right")
    for n, (low, high) in enumerate(zip(lows.tolist(), highs.tolist(), strict=True)):
        mine = known[low:high]
        cash, before = moves.kind[mine] == CASH, moves.known_on[mine] < told.happened_on[row[n]]
        left = of_invoice[invoice[n]] - value[mine][~cash].sum() - value[mine][cash & before].sum()
        stated = told.amount[row[n]]
        promised[n] = left if stated < 0 else min(stated, left)
        paid[n] = value[mine][cash & ~before & (moves.valued_on[mine] <= last_day[n])].sum()
    return promised, paid, tolerance_of[invoice]


def _taken_back(
    arrays: LedgerArrays, row: NDArray[np.intp], last_day: Days, stands: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """A standing withdrawal that happened no later than the last day."""
    told = arrays.promises
    back = np.flatnonzero(stands & ~told.made)
    first = np.full(int(told.promise.max(initial=-1)) + 1, np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(first, told.promise[back], told.happened_on[back])
    out: NDArray[np.bool_] = first[told.promise[row]] <= last_day
    return out


def _replaced(arrays: LedgerArrays, row: NDArray[np.intp], last_day: Days) -> NDArray[np.bool_]:
    """The next promise of the same invoice was made no later than the last day; ``row`` is sorted by invoice and day."""
    told = arrays.promises
    out = np.zeros(len(row), dtype=np.bool_)
    if len(row) > 1:
        same = told.invoice[row[1:]] == told.invoice[row[:-1]]
        out[:-1] = same & (told.happened_on[row[1:]] <= last_day[:-1])
    return out
