"""Documents in a foreign currency that no rate turns into the base currency."""

import numpy as np

from portfolio.quality_book import QualityBook
from portfolio.quality_check import MOST_EXAMPLES, Example, QualityCheck, Seen, Words


def look(book: QualityBook) -> Seen:
    """An amount is stated, but none in the base currency: no rate is made up, every sum in the base currency leaves it out."""
    items, rows = book.arrays.items, book.rows
    foreign = rows[items.amount_known[rows] & ~items.base_known[rows]]
    by_currency = np.bincount(items.currency[foreign], minlength=len(book.arrays.currencies))
    named = ", ".join(
        f"{name} {count:,}" for name, count in zip(book.arrays.currencies, by_currency.tolist(), strict=True) if count
    )
    newest = book.newest(foreign, MOST_EXAMPLES)
    examples = []
    for row in newest.tolist():
        issued = book.day(items.issued_on[row])
        said = Words(f"{book.money(row)}, issued {issued}", f"{book.money(row)}，{issued} 开票")
        examples.append(Example(book.name(int(items.item[row])), book.customer(row), said))
    return Seen(
        holds=not len(foreign),
        count=len(foreign),
        of=len(rows),
        said=Words(
            f"{len(foreign):,} of {len(rows):,} documents have no amount in {book.policy.base_currency}"
            f"{f' ({named})' if named else ''}.",
            f"{len(rows):,} 张单据中 {len(foreign):,} 张没有 {book.policy.base_currency} 金额{f'（{named}）' if named else ''}。",
        ),
        examples=tuple(examples),
    )


CHECK = QualityCheck(
    code="DQ113",
    name="missing_rates",
    severity="error",
    title=Words("Missing exchange rates", "缺少汇率"),
    meaning=Words(
        "The document is in a foreign currency and has neither base_amount nor a rate of its issue day.",
        "单据为外币，且既没有 base_amount，也没有开票日的汇率。",
    ),
    advice=Words(
        "Import the rates of these days, or give base_amount; balances in the document's own currency are right meanwhile.",
        "请导入相应日期的汇率或提供 base_amount；在此之前，按原币种的余额仍然正确。",
    ),
    look=look,
)
