"""Days that cannot be right, or are right so rarely that a person should look."""

import numpy as np

from portfolio.quality_book import QualityBook, Rows
from portfolio.quality_check import MOST_EXAMPLES, Example, QualityCheck, Seen, Words

YEAR_DAYS = 366
OLDEST_YEARS = 20
"""A receivable issued longer ago is a typing error, or was written off long since."""


def look(book: QualityBook) -> Seen:
    """Invoices due before issue, over a year after it, issued after the closing day or decades ago; paid a year before issue."""
    items, moves, rows = book.arrays.items, book.arrays.allocations, book.invoice_rows
    terms = items.due_on.astype(np.int64)[rows] - items.issued_on[rows]
    issued = items.issued_on[rows]
    row_of = np.full(book.arrays.item_count, -1, dtype=np.int64)
    row_of[items.item[rows]] = rows
    paid = row_of[moves.item]
    ahead = (moves.sign > 0) & (paid >= 0) & (items.issued_on[paid] - moves.valued_on > YEAR_DAYS)
    kinds: list[tuple[str, Rows, Words]] = [
        ("due_before_issue", rows[terms < 0], Words("due before it was issued", "到期日早于开票日")),
        (
            "terms_over_a_year",
            rows[terms > YEAR_DAYS],
            Words("due more than a year after issue", "到期日比开票日晚一年以上"),
        ),
        ("issued_later", rows[issued > book.today], Words("issued after this day", "开票日晚于报告日")),
        (
            "issued_long_ago",
            rows[issued < book.today - OLDEST_YEARS * YEAR_DAYS],
            Words(f"issued more than {OLDEST_YEARS} years ago", f"开票日早于 {OLDEST_YEARS} 年前"),
        ),
        (
            "paid_before_issue",
            np.unique(paid[ahead]),
            Words("paid more than a year before issue", "付款比开票早一年以上"),
        ),
    ]
    found = np.unique(np.concatenate([some for _, some, _ in kinds]))
    each = MOST_EXAMPLES // len(kinds)
    examples = [_example(book, int(row), why) for _, some, why in kinds for row in some[:each]]
    return Seen(
        holds=not len(found),
        count=len(found),
        of=len(rows),
        said=Words(
            f"{len(found):,} of {len(rows):,} invoices have a day that can hardly be right.",
            f"{len(rows):,} 张发票中有 {len(found):,} 张的日期不太可能正确。",
        ),
        examples=tuple(examples),
        figures={name: len(some) for name, some, _ in kinds},
    )


def _example(book: QualityBook, row: int, why: Words) -> Example:
    items = book.arrays.items
    issued, due = book.day(items.issued_on[row]), book.day(items.due_on[row])
    said = Words(f"{why.en}: issued {issued}, due {due}", f"{why.zh}：开票 {issued}，到期 {due}")
    return Example(book.name(int(items.item[row])), book.customer(row), said)


CHECK = QualityCheck(
    code="DQ101",
    name="impossible_days",
    severity="warning",
    title=Words("Impossible days", "日期异常"),
    meaning=Words(
        "An invoice is due before or more than a year after issue, issued in the future or 20 years ago, or was paid a year "
        "before it was issued.",
        "发票的到期日早于开票日或晚于一年以上，开票日在未来或 20 年之前，或付款比开票早一年以上。",
    ),
    advice=Words(
        "Correct the days at their source and import the file again: the correction is known from that day on.",
        "请在源系统中更正日期并重新导入：更正自导入当日起生效。",
    ),
    look=look,
)
