"""Invoices due on the day of issue: cash terms, or a due date that nobody filled in."""

from portfolio.quality_book import QualityBook
from portfolio.quality_check import MOST_EXAMPLES, Example, QualityCheck, Seen, Words
from portfolio.usual_terms import usual_terms


def look(book: QualityBook) -> Seen:
    """A system that has no due date often writes the issue day instead; told apart by the customer's other invoices."""
    items, rows = book.arrays.items, book.first_rows
    usual = usual_terms(book)
    at_once = items.due_on[rows] == items.issued_on[rows]
    days = usual.days[items.customer[rows]]
    odd = rows[at_once & (days > 0)]
    newest = book.newest(odd, MOST_EXAMPLES)
    examples = tuple(_example(book, int(row), int(usual.days[items.customer[row]])) for row in newest)
    return Seen(
        holds=not len(odd),
        count=len(odd),
        of=len(rows),
        said=Words(
            f"{int(at_once.sum()):,} of {len(rows):,} invoices are due on the day of issue; {len(odd):,} of them of customers "
            "who usually have terms.",
            f"{len(rows):,} 张发票中有 {int(at_once.sum()):,} 张开票当日即到期，其中 {len(odd):,} 张的客户通常有账期。",
        ),
        examples=examples,
        figures={"due_at_issue": int(at_once.sum())},
    )


def _example(book: QualityBook, row: int, usual_days: int) -> Example:
    issued = book.day(book.arrays.items.issued_on[row])
    said = Words(
        f"issued and due {issued}; this customer usually has {usual_days} days",
        f"{issued} 开票即到期；该客户通常账期为 {usual_days} 天",
    )
    return Example(book.name(int(book.arrays.items.item[row])), book.customer(row), said)


CHECK = QualityCheck(
    code="DQ102",
    name="due_at_issue",
    severity="warning",
    title=Words("Due date missing?", "到期日可能缺失"),
    meaning=Words(
        "The due date is the day of issue, though nearly all other invoices of the customer have the same longer terms.",
        "到期日等于开票日，而该客户几乎所有其他发票都有相同的更长账期。",
    ),
    advice=Words(
        "Look whether the source fills in the issue day where no due date is kept; such invoices count as late at once.",
        "请检查源系统是否在没有到期日时填入开票日；这样的发票会立即被视为逾期。",
    ),
    look=look,
)
