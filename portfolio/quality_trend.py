"""Month by month: what was invoiced, what came in, how late it was; the picture beside the sudden changes."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from portfolio.quality_book import QualityBook

MOST_MONTHS = 24
MOST_SILENT_MONTHS = 12
"""Months in which nothing happens are shown so far; a ledger that is silent for longer is shown as it was when it was not."""


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month; the last one goes on to the closing day only. ``median_days_late`` is None where nothing settled."""

    first_on: date
    invoices: int
    payments: int
    settled: int
    median_days_late: float | None


def trend(book: QualityBook) -> list[Month]:
    """Up to 24 months, from the first in which anything happened, up to that of the closing day."""
    items, made, moves = book.arrays.items, book.closings, book.arrays.payments
    issued = _months(items.issued_on[book.invoice_rows])
    received = _months(moves.paid_on[moves.sign > 0])
    cash = made.in_cash & (made.reopened_on >= book.arrays.as_of)
    due = np.zeros(book.arrays.item_count, dtype=np.int64)
    due[items.item[book.rows]] = items.due_on[book.rows]
    settled, late = _months(made.settled_on[cash]), made.settled_on[cash] - due[made.item[cash]]
    last = int(_months(np.array([book.today], dtype=np.int32))[0])
    everything = np.concatenate([issued, received])
    everything = everything[everything <= last]
    if not len(everything):
        return []
    newest = int(everything.max())
    last = last if last - newest <= MOST_SILENT_MONTHS else newest
    first = max(int(everything.min()), last - MOST_MONTHS + 1)
    return [
        Month(
            first_on=date(1970 + month // 12, month % 12 + 1, 1),
            invoices=int((issued == month).sum()),
            payments=int((received == month).sum()),
            settled=int((settled == month).sum()),
            median_days_late=float(np.median(late[settled == month])) if (settled == month).any() else None,
        )
        for month in range(first, last + 1)
    ]


def _months(days: NDArray[np.int32]) -> NDArray[np.int64]:
    """Months since January 1970."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
