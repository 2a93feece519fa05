"""Does the share of open invoices make sense, or are payments, or open invoices, missing from what was imported?"""

import numpy as np

from portfolio.quality_book import QualityBook
from portfolio.quality_check import MOST_EXAMPLES, Example, QualityCheck, Seen, Words

MOST_OLD_SHARE = 0.10
"""More than this share of what fell due long ago still open: payments are missing."""
FEWEST = 50
"""Invoices below which shares say little."""


def look(book: QualityBook) -> Seen:
    """Open among all, and open among those overdue for longer than the policy hands over; nothing open at all is suspicious too."""
    items, rows = book.arrays.items, book.invoice_rows
    is_open = ~book.is_closed[items.item[rows]]
    old_days = book.policy.handed_over_after_days
    old = items.due_on[rows] < book.today - old_days
    open_old, all_old = int((is_open & old).sum()), int(old.sum())
    count, total = int(is_open.sum()), len(rows)
    missing_payments = all_old >= FEWEST and open_old > MOST_OLD_SHARE * all_old
    missing_open = total >= FEWEST and count == 0
    recent = rows[is_open & old]
    largest = recent[np.argsort(-items.base[recent], kind="stable")][:MOST_EXAMPLES]
    examples = tuple(
        Example(
            book.name(int(items.item[row])),
            book.customer(int(row)),
            Words(
                f"{book.money(int(row))}, due {book.day(items.due_on[row])}",
                f"{book.money(int(row))}，到期 {book.day(items.due_on[row])}",
            ),
        )
        for row in largest
    )
    share = count / total if total else 0.0
    return Seen(
        holds=not (missing_payments or missing_open),
        count=open_old if missing_payments else int(missing_open),
        of=all_old,
        said=Words(
            f"{count:,} of {total:,} invoices are open ({share:.1%}); of the {all_old:,} that fell due more "
            f"than {old_days} days before, {open_old:,} are.",
            f"{total:,} 张发票中 {count:,} 张未结（{share:.1%}）；到期超过 {old_days} 天的 {all_old:,} 张中，{open_old:,} 张未结。",
        ),
        examples=examples if missing_payments else (),
        figures={"open": count, "invoices": total, "open_share": round(share, 4), "old": all_old, "open_old": open_old},
    )


CHECK = QualityCheck(
    code="DQ110",
    name="open_share",
    severity="warning",
    title=Words("Share of open invoices", "未结发票占比"),
    meaning=Words(
        f"More than {MOST_OLD_SHARE:.0%} of the invoices that fell due long ago are open: payments or write-offs are missing. "
        "Or none is open at all: the export holds paid invoices only, and models would never see a bad payer.",
        f"很久以前到期的发票中有超过 {MOST_OLD_SHARE:.0%} 仍未结：可能缺少付款或核销数据；或一张未结都没有：导出只含已付发票，"
        "模型将看不到拖欠的客户。",
    ),
    advice=Words(
        "Export payments, credit notes and write-offs for the whole time, and open invoices too.",
        "请导出整个期间的付款、贷项和坏账核销，并包含未结发票。",
    ),
    look=look,
)
