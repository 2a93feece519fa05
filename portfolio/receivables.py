"""Receivables and credit sales in the base currency: the two sums that most KPIs are made of."""

import numpy as np

from ledger.arrays import LedgerArrays, Minor
from portfolio.ageing import OpenItems, open_items
from portfolio.kpi import Period

SAFE_SUM = 2.0**62


def exact_sum(minor: Minor) -> int:
    """The sum of amounts, shape (n,), also where it does not fit into 64 bits: rates can make sums in the base currency larger than
    any the ledger was told."""
    return int(minor.sum()) if np.abs(minor).sum(dtype=np.float64) < SAFE_SUM else sum(minor.tolist())


def in_base(arrays: LedgerArrays, book: OpenItems) -> Minor:
    """Open amounts in minor units of the base currency by the rate of the issue day, shape (n,); 0 where there is none."""
    versions, row = arrays.items, book.version
    share = book.open / np.maximum(versions.amount[row], 1)
    return np.rint(share * versions.base[row]).astype(np.int64)


def open_in_base(arrays: LedgerArrays) -> tuple[int, int]:
    """(receivables at the end of the closing day, open items left out for want of a rate)."""
    book = open_items(arrays)
    return exact_sum(in_base(arrays, book)), int((~arrays.items.base_known[book.version]).sum())


def credit_sales(arrays: LedgerArrays, period: Period) -> tuple[int, int]:
    """(invoiced less credited in the period in base minor units, documents left out for want of an amount)."""
    versions = arrays.items
    mine = (versions.issued_on >= period.first) & (versions.issued_on <= period.last) & (versions.until >= arrays.as_of)
    signed = np.where(versions.credit_note, -versions.base, versions.base)
    return exact_sum(signed[mine]), int((mine & ~versions.base_known).sum())
