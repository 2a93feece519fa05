"""Customers whose declared terms contradict the due dates of their invoices."""

import numpy as np

from portfolio.quality_book import QualityBook
from portfolio.quality_check import MOST_EXAMPLES, Example, QualityCheck, Seen, Words
from portfolio.usual_terms import usual_terms

SPARE_DAYS = 3
MONTH_DAYS = 31
FEWEST = 3


def look(book: QualityBook) -> Seen:
    """Median of due − issued against ``terms_days``; "30 days end of month" may give up to a month more."""
    usual, found, judged, invoices = usual_terms(book), [], 0, 0
    for code, name in enumerate(book.arrays.customer_id.tolist()):
        details, has = book.details.get(name), usual.median_days[code]
        if details is None or details.terms_days is None or usual.invoices[code] < FEWEST or np.isnan(has):
            continue
        judged += 1
        more = float(has) - details.terms_days
        if -SPARE_DAYS <= more <= (MONTH_DAYS if usual.at_month_end[code] else SPARE_DAYS):
            continue
        invoices += int(usual.invoices[code])
        found.append((int(usual.invoices[code]), name, details.terms_days, float(has)))
    found.sort(key=lambda one: (-one[0], one[1]))
    examples = tuple(
        Example(
            name,
            name,
            Words(
                f"declared {declared} days, half of its {count:,} invoices have {has:g} or more",
                f"约定账期 {declared} 天，其 {count:,} 张发票的账期中位数为 {has:g} 天",
            ),
        )
        for count, name, declared, has in found[:MOST_EXAMPLES]
    )
    return Seen(
        holds=not found,
        count=len(found),
        of=judged,
        said=Words(
            f"{len(found):,} of {judged:,} customers with declared terms have other due dates ({invoices:,} invoices).",
            f"{judged:,} 个约定了账期的客户中，有 {len(found):,} 个的到期日与约定不符（涉及 {invoices:,} 张发票）。",
        ),
        examples=examples,
        figures={"invoices": invoices},
    )


CHECK = QualityCheck(
    code="DQ106",
    name="declared_terms",
    severity="warning",
    title=Words("Declared terms contradict due dates", "约定账期与到期日不符"),
    meaning=Words(
        f"The customer's terms_days differ by more than {SPARE_DAYS} days from the median of due date less issue day; where "
        "invoices fall due at the end of a month, a month more is fine.",
        f"客户的约定账期（terms_days）与其发票实际账期的中位数相差超过 {SPARE_DAYS} 天；月末到期的允许多一个月。",
    ),
    advice=Words(
        "Decide which is right: correct the terms in the customer's master data, or the due dates.",
        "请确认哪一个正确：更正客户主数据中的账期，或更正到期日。",
    ),
    look=look,
)
