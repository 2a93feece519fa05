"""Invoices whose amount is missing, zero or negative."""

import numpy as np

from portfolio.quality_book import QualityBook
from portfolio.quality_check import MOST_EXAMPLES, Example, QualityCheck, Seen, Words


def look(book: QualityBook) -> Seen:
    """Rows with amounts not above zero are refused at the door (DQ005); here is what stands all the same, and what is missing."""
    items, rows = book.arrays.items, book.rows
    missing = rows[~items.amount_known[rows]]
    below = rows[items.amount_known[rows] & (items.amount[rows] <= 0)]
    found = np.concatenate([below, missing])
    examples = []
    for row in found[:MOST_EXAMPLES].tolist():
        stated = bool(items.amount_known[row])
        issued, due = book.day(items.issued_on[row]), book.day(items.due_on[row])
        amount = Words(book.money(row), book.money(row)) if stated else Words("no amount", "没有金额")
        said = Words(f"{amount.en}: issued {issued}, due {due}", f"{amount.zh}：开票 {issued}，到期 {due}")
        examples.append(Example(book.name(int(items.item[row])), book.customer(row), said))
    return Seen(
        holds=not len(found),
        count=len(found),
        of=len(rows),
        said=Words(
            f"{len(missing):,} of {len(rows):,} documents have no amount, {len(below):,} one that is not above 0.",
            f"{len(rows):,} 张单据中，{len(missing):,} 张没有金额，{len(below):,} 张金额不大于 0。",
        ),
        examples=tuple(examples),
        figures={"missing": len(missing), "not_positive": len(below)},
    )


CHECK = QualityCheck(
    code="DQ103",
    name="amounts",
    severity="error",
    title=Words("Amounts missing or not above zero", "金额缺失或不大于零"),
    meaning=Words(
        "Such a document counts for payment habits, but not in any sum: balances, ageing and DSO are too low by it.",
        "这样的单据只计入付款习惯，不计入任何金额合计：余额、账龄和 DSO 都会因此偏低。",
    ),
    advice=Words(
        "Fill the amount in and import again; write a credit as credit_note with a positive amount.",
        "请补上金额后重新导入；贷项请以 credit_note 类型、正数金额录入。",
    ),
    look=look,
)
