"""The terms a customer usually has, from its own invoices: the days between issue and due that nearly all of them share."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ledger.arrays import Flags, Minor
from ledger.day import month_start
from portfolio.quality_book import QualityBook

FEWEST = 10
"""Invoices from which on there is a habit."""
SHARE = 0.8
NOT_KNOWN = -1


@dataclass(frozen=True, slots=True)
class UsualTerms:
    """A customer each, shape (n customers,). ``days`` is ``NOT_KNOWN`` where no terms are shared by most invoices."""

    days: Minor
    median_days: NDArray[np.float64]  # nan: no invoices
    invoices: Minor
    at_month_end: Flags  # most invoices fall due on the last day of a month


def usual_terms(book: QualityBook) -> UsualTerms:
    """From all standing invoices whose due date is not before their issue; of several instalments from the first."""
    items, count = book.arrays.items, book.arrays.customer_count
    rows = book.first_rows[items.due_on[book.first_rows] >= items.issued_on[book.first_rows]]
    customer, days = items.customer[rows], (items.due_on[rows] - items.issued_on[rows]).astype(np.int64)
    order = np.lexsort((days, customer))
    customer, days = customer[order], days[order]
    invoices = np.bincount(customer, minlength=count)
    first = np.searchsorted(customer, np.arange(count))
    median = np.full(count, np.nan)
    has = invoices > 0
    low, high = first + (invoices - 1) // 2, first + invoices // 2
    median[has] = (days[low[has]] + days[high[has]]) / 2
    starts = (
        np.flatnonzero(np.r_[True, (customer[1:] != customer[:-1]) | (days[1:] != days[:-1])])
        if len(days)
        else first[:0]
    )
    lengths = np.diff(np.r_[starts, len(days)])
    longest = np.lexsort((lengths, customer[starts]))  # of each customer the last is its most frequent
    last = np.zeros(len(longest), dtype=np.bool_)
    last[:-1] = np.diff(customer[starts][longest]) != 0
    last[-1:] = True
    mode = longest[last]
    usual = np.full(count, NOT_KNOWN, dtype=np.int64)
    owner = customer[starts[mode]]
    shared = (lengths[mode] >= SHARE * invoices[owner]) & (invoices[owner] >= FEWEST)
    usual[owner[shared]] = days[starts[mode[shared]]]
    month_end = month_start((items.due_on[rows] + 1).astype(np.int32)) == items.due_on[rows] + 1
    ends = np.bincount(items.customer[rows], weights=month_end, minlength=count)
    return UsualTerms(usual, median, invoices, has & (ends >= SHARE * invoices))
