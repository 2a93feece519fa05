"""How old is what the ledger knows?"""

import numpy as np

from portfolio.quality_book import QualityBook
from portfolio.quality_check import QualityCheck, Seen, Words

LEAST_DAYS = 3
"""A long weekend is no reason to worry."""
USUAL_QUANTILE = 0.95
YEAR_DAYS = 365


def look(book: QualityBook) -> Seen:
    """Days since anything, and since a payment, became known, against twice the gap that 95 % of earlier gaps keep within."""
    payments = book.days_known("payments")
    anything = max([*payments, *book.days_known("items"), *book.days_known("allocations")], default=None)
    if anything is None:
        return Seen(True, 0, 0, Words("The ledger is empty.", "账本为空。"))
    recent = np.array([day for day in payments if day > payments[-1] - YEAR_DAYS]) if payments else np.zeros(0)
    usual = float(np.quantile(np.diff(recent), USUAL_QUANTILE)) if len(recent) > 2 else float(LEAST_DAYS)
    most = max(LEAST_DAYS, round(2 * usual))
    since, since_payment = book.today - anything, book.today - payments[-1] if payments else None
    stale = (since_payment if since_payment is not None else since) > most
    last = book.day(payments[-1]) if payments else "–"
    return Seen(
        holds=not stale,
        count=int(stale),
        of=1,
        said=Words(
            f"Something last became known {since:,} days before this day, a payment "
            f"{'never' if since_payment is None else f'{since_payment:,} days before ({last})'}; up to {most} days are usual.",
            f"最近一次获知任何信息在 {since:,} 天前，最近一次获知收款"
            f"{'：从未' if since_payment is None else f'在 {since_payment:,} 天前（{last}）'}；正常不超过 {most} 天。",
        ),
        figures={"days_since_anything": since, "days_since_payment": since_payment, "usual_days": most},
    )


CHECK = QualityCheck(
    code="DQ111",
    name="freshness",
    severity="warning",
    title=Words("Age of the data", "数据时效"),
    meaning=Words(
        "No payment became known for longer than usual: whoever has just paid would be chased, and scores are stale.",
        "获知收款的间隔已超过正常：刚付款的客户会被误催，评分也已过时。",
    ),
    advice=Words("Import the newest payments and invoices.", "请导入最新的付款和发票。"),
    look=look,
)
