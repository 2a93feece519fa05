"""What became of an open item, as known on one day: paid in cash, closed without cash, or still open (CONTRACTS, Outcome)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ledger.arrays import Codes, Flags, LedgerArrays
from ledger.curve import HORIZON_DAYS
from ledger.day import FOREVER, Days
from ledger.settlement import Closings, closed_on

OPEN, CASH_IN, WITHOUT_CASH = 0, 1, 2
"""How an item stands: censored, settled in cash, closed without cash."""
LAG_QUANTILE = 0.95
LAG_LIMIT_DAYS = 60
RECENT_DAYS = 365


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of items, shape (n,), as known at the start of ``known_before``.

    ``ended_on`` is the value date of the closing; ``seen_until`` the first day of which nothing is known any more: an item
    not ended before it is right-censored there. Every day before it counts as fully booked.
    """

    ended_on: Days  # FOREVER: open
    cause: NDArray[np.int8]  # OPEN, CASH_IN, WITHOUT_CASH
    seen_until: Days

    def __len__(self) -> int:
        return len(self.ended_on)

    def take(self, rows: NDArray[np.int64]) -> "Outcomes":
        return Outcomes(self.ended_on[rows], self.cause[rows], self.seen_until[rows])

    def paid_by(self, day: Days) -> Flags:
        """Settled in cash on ``day`` or before."""
        paid: Flags = (self.cause == CASH_IN) & (self.ended_on <= day)
        return paid

    def mature_by(self, day: Days) -> Flags:
        """All days up to and including ``day`` are known: by date only, never by being settled."""
        mature: Flags = day < self.seen_until
        return mature

    def late(self, due_on: Days, grace_days: int) -> Flags:
        """Not settled in cash by due + grace: the complement of F there. Read it where ``mature_by`` holds."""
        return ~self.paid_by((due_on + grace_days).astype(np.int32))

    def days_to_cash(self, as_of: Days, horizon: int = HORIZON_DAYS) -> NDArray[np.float64]:
        """Days from as_of to the cash; ``horizon`` where it did not come by then (or was not seen to)."""
        days = np.where(self.cause == CASH_IN, self.ended_on.astype(np.float64) - as_of, horizon)
        return np.minimum(days, float(horizon))


def booking_lag_days(made: Closings, known_before: int) -> int:
    """Days after which 95 % of the last year's closings were known (``known_on`` − value date), 0 … 60.

    What was paid in the last days before a cut and booked after it looks open: those days must not count as seen.
    """
    recent = (made.known_on < known_before) & (made.known_on >= known_before - RECENT_DAYS)
    lag = (made.known_on - made.settled_on)[recent]
    if not len(lag):
        return 0
    return int(np.clip(np.ceil(np.quantile(lag, LAG_QUANTILE)), 0, LAG_LIMIT_DAYS))


def outcomes(
    arrays: LedgerArrays, made: Closings, item: Codes, known_before: int, *, lag_days: int | None = None
) -> Outcomes:
    """Outcomes of ``item`` (m,) by facts with ``known_on < known_before``; nothing known later can reach them.

    ``lag_days`` before that day nothing is used (None: ``booking_lag_days``): an end inside it counts as not yet seen.
    An item withdrawn from the ledger (its last version ended) is censored on that day. A closing taken back counts from
    the day of the reversal as never made.
    """
    lag = booking_lag_days(made, known_before) if lag_days is None else lag_days
    day = np.full(len(item), known_before, dtype=np.int32)
    row = closed_on(made, item, day)
    closed = row >= 0
    at = np.maximum(row, 0)
    nothing = not len(made.item)
    ended = np.full(len(item), FOREVER, dtype=np.int32) if nothing else np.where(closed, made.settled_on[at], FOREVER)
    cash = np.zeros(len(item), dtype=np.bool_) if nothing else made.in_cash[at]
    seen_until = np.minimum(withdrawn_on(arrays, item, known_before), known_before - lag).astype(np.int32)
    seen = closed & (ended < seen_until)
    cause = np.where(seen, np.where(cash, CASH_IN, WITHOUT_CASH), OPEN).astype(np.int8)
    return Outcomes(np.where(seen, ended, FOREVER).astype(np.int32), cause, seen_until)


def withdrawn_on(arrays: LedgerArrays, item: Codes, known_before: int) -> Days:
    """Day on which the item left the ledger without a successor, shape (m,); FOREVER where it still stands."""
    versions = arrays.items
    last = np.full(arrays.item_count, -(2**31), dtype=np.int64)
    known = versions.known_on < known_before
    ends = np.where(versions.until < known_before, versions.until, FOREVER)
    np.maximum.at(last, versions.item[known], ends[known].astype(np.int64))
    return np.where(last[item] == -(2**31), FOREVER, last[item]).astype(np.int32)
