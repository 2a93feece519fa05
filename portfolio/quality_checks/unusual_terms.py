"""Invoices whose due date contradicts the terms that nearly all invoices of the customer have."""

import numpy as np

from portfolio.quality_book import QualityBook
from portfolio.quality_check import MOST_EXAMPLES, Example, QualityCheck, Seen, Words
from portfolio.usual_terms import FEWEST, NOT_KNOWN, SHARE, usual_terms

SPARE_DAYS = 3
"""A weekend or a holiday moves a due date by so much."""


def look(book: QualityBook) -> Seen:
    """Due − issued against the days that most of the customer's invoices share; those due at issue are DQ102's."""
    items, rows = book.arrays.items, book.first_rows
    usual = usual_terms(book).days[items.customer[rows]]
    days = items.due_on[rows].astype(np.int64) - items.issued_on[rows]
    judged = usual != NOT_KNOWN
    odd = judged & (np.abs(days - usual) > SPARE_DAYS) & (days > 0)
    order = np.argsort(-items.issued_on[rows[odd]], kind="stable")[:MOST_EXAMPLES]
    shown = zip(rows[odd][order].tolist(), days[odd][order].tolist(), usual[odd][order].tolist(), strict=True)
    count, of = int(odd.sum()), int(judged.sum())
    return Seen(
        holds=not count,
        count=count,
        of=of,
        said=Words(
            f"{count:,} of {of:,} invoices of customers with steady terms have other ones.",
            f"在账期稳定的客户的 {of:,} 张发票中，有 {count:,} 张账期不同。",
        ),
        examples=tuple(
            Example(
                book.name(int(items.item[row])),
                book.customer(row),
                Words(
                    f"issued {book.day(items.issued_on[row])}, due after {has} days, this customer usually has {was}",
                    f"{book.day(items.issued_on[row])} 开票，账期 {has} 天，该客户通常为 {was} 天",
                ),
            )
            for row, has, was in shown
        ),
    )


CHECK = QualityCheck(
    code="DQ107",
    name="unusual_terms",
    severity="note",
    title=Words("Terms unlike the customer's others", "账期与该客户惯例不同"),
    meaning=Words(
        f"Due date less issue day differs by more than {SPARE_DAYS} days from what at least {SHARE:.0%} of the customer's "
        f"{FEWEST} or more invoices have.",
        f"到期日与开票日之差，与该客户（至少 {FEWEST} 张发票）{SHARE:.0%} 以上发票的账期相差超过 {SPARE_DAYS} 天。",
    ),
    advice=Words(
        "Agreed exceptions are fine. A typing error makes an invoice late or early without reason: correct it at its source.",
        "若是约定的例外则无妨；若是录入错误，会使发票无故提前或推迟到期，请在源系统更正。",
    ),
    look=look,
)
