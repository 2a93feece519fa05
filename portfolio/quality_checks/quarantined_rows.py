"""Rejected rows that wait to be mended."""

from portfolio.quality_book import QualityBook
from portfolio.quality_check import MOST_EXAMPLES, Example, QualityCheck, Seen, Words


def look(book: QualityBook) -> Seen:
    """By file, kind and the code of what was wrong; rows taken or dropped since are not among them."""
    waiting = sorted(book.waiting, key=lambda one: (-one.rows, one.file, one.code))
    rows = sum(one.rows for one in waiting)
    read = sum(done.new + done.known + done.corrected + done.rejected for done in book.imports)
    examples = tuple(
        Example(
            one.file,
            "",
            Words(f"{one.rows:,} rows of {one.kind}: {one.code}", f"{one.rows:,} 行（{one.kind}）：{one.code}"),
        )
        for one in waiting[:MOST_EXAMPLES]
    )
    return Seen(
        holds=not rows,
        count=rows,
        of=read,
        said=Words(f"{rows:,} rejected rows wait to be mended.", f"有 {rows:,} 行被拒绝，等待修正。"),
        examples=examples,
        figures={
            code: sum(one.rows for one in waiting if one.code == code) for code in sorted({w.code for w in waiting})
        },
        in_groups=True,
    )


CHECK = QualityCheck(
    code="DQ116",
    name="quarantined_rows",
    severity="error",
    title=Words("Rejected rows", "被拒绝的行"),
    meaning=Words(
        "Rows that could not be taken are left out of the ledger: it lacks these invoices, payments or allocations.",
        "无法接收的行没有进入账本：账本缺少这些发票、付款或核销。",
    ),
    advice=Words(
        "duecast quarantine list shows them; mend and replay them, or import the corrected file.",
        "用 duecast quarantine list 查看；修正后重放，或重新导入更正后的文件。",
    ),
    look=look,
)
