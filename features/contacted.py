"""Contacts with customers: every interaction but a note that someone wrote for themselves."""

import numpy as np

from features.spans import PaidDays
from features.streams import Intervals, packed
from ledger.arrays import LedgerArrays
from ledger.day import FOREVER
from ledger.settlement import periods_above_zero

NOT_A_CONTACT = "note"
WINDOW_DAYS = 90


def contacts(arrays: LedgerArrays) -> Intervals:
    """Contacts by customer, over everything or the last 90 days of knowledge."""
    facts = arrays.interactions
    kept = np.flatnonzero(facts.kind != NOT_A_CONTACT)
    one = np.ones(len(kept), dtype=np.int64)
    return Intervals(facts.customer[kept], facts.known_on[kept], facts.until[kept], [one], (WINDOW_DAYS,))


def contact_days(arrays: LedgerArrays) -> PaidDays:
    """Days on which a customer was contacted, each from when that was known until no contact of it stands."""
    facts = arrays.interactions
    kept = np.flatnonzero(facts.kind != NOT_A_CONTACT)
    over = kept[facts.until[kept] < FOREVER]
    rows = np.concatenate([kept, over])
    known_on = np.concatenate([facts.known_on[kept], facts.until[over]])
    sign = np.concatenate([np.ones(len(kept), dtype=np.int64), np.full(len(over), -1, dtype=np.int64)])
    customer, day = facts.customer[rows], facts.happened_on[rows]
    start, end, of = periods_above_zero(packed(customer, day), known_on, sign)
    return PaidDays(customer[of], day[of], start, end)
