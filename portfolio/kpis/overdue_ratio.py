"""The share of receivables that is past its due date."""

import numpy as np

from ledger.arrays import LedgerArrays
from ledger.policy import Policy
from portfolio.ageing import open_items
from portfolio.kpi import Kpi, Period
from portfolio.receivables import exact_sum, in_base


def compute(arrays: LedgerArrays, policy: Policy, period: Period) -> tuple[float | None, int]:
    """Open amount past due at the end of the closing day ÷ open amount; None where nothing is open."""
    book = open_items(arrays)
    base = in_base(arrays, book)
    total = exact_sum(base)
    overdue = exact_sum(base[book.due_on < period.last])
    left_out = int(np.count_nonzero(~arrays.items.base_known[book.version]))
    return (overdue / total if total > 0 else None), left_out


KPI = Kpi(
    name="overdue_ratio",
    title_en="Overdue ratio",
    title_zh="逾期率",
    formula="open amount past due ÷ open amount",
    unit="share",
    compute=compute,
)
