"""Invoices that tell the same thing under two ids: same customer, amount, issue day and due date."""

import numpy as np

from portfolio.quality_book import QualityBook
from portfolio.quality_check import MOST_EXAMPLES, Example, QualityCheck, Seen, Words
from portfolio.receivables import exact_sum


def look(book: QualityBook) -> Seen:
    """Groups of equal invoices; one that was credited in full has been seen to, instalments of one invoice are none."""
    items = book.arrays.items
    rows = book.stated_rows
    keys = (items.due_on, items.issued_on, items.amount, items.currency, items.customer)
    rows = rows[np.lexsort(tuple(key[rows] for key in keys))]
    same = np.ones(max(len(rows) - 1, 0), dtype=np.bool_)
    for key in keys:
        same &= key[rows[1:]] == key[rows[:-1]]
    same &= book.arrays.item_invoice[items.item[rows[1:]]] != book.arrays.item_invoice[items.item[rows[:-1]]]
    again = rows[1:][same]
    worth = book.base_money(exact_sum(items.base[again]))
    pairs = np.flatnonzero(same)
    largest = pairs[np.argsort(-items.base[rows[pairs + 1]], kind="stable")][:MOST_EXAMPLES]
    examples = tuple(_example(book, int(rows[at]), int(rows[at + 1])) for at in largest)
    return Seen(
        holds=not len(again),
        count=len(again),
        of=len(rows),
        said=Words(
            f"{len(again):,} of {len(rows):,} invoices equal another one in customer, amount, issue day and due date ({worth}).",
            f"{len(rows):,} 张发票中，有 {len(again):,} 张与另一张的客户、金额、开票日和到期日完全相同（{worth}）。",
        ),
        examples=examples,
    )


def _example(book: QualityBook, first: int, second: int) -> Example:
    items = book.arrays.items
    other, day = book.name(int(items.item[first])), book.day(items.issued_on[second])
    said = Words(
        f"as {other}: {book.money(second)}, issued {day}", f"与 {other} 相同：{book.money(second)}，{day} 开票"
    )
    return Example(book.name(int(items.item[second])), book.customer(second), said)


CHECK = QualityCheck(
    code="DQ104",
    name="exact_duplicates",
    severity="warning",
    title=Words("Duplicate invoices", "重复发票"),
    meaning=Words(
        "Two invoices with different ids say the same: customer, amount, currency, issue day and due date are equal.",
        "两张编号不同的发票内容相同：客户、金额、币种、开票日和到期日均一致。",
    ),
    advice=Words(
        "Look whether both were sent. A doubled one is never paid: credit it, or leave it out at the source.",
        "请核实是否两张都已寄出。重复的一张不会有人付款：请红冲，或在源系统中删除。",
    ),
    look=look,
)
