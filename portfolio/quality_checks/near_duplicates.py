"""Invoices that look like one typed twice: same customer and amount, days close together, numbers alike."""

import numpy as np

from portfolio.number_likeness import LIKENESSES, likeness
from portfolio.quality_book import QualityBook
from portfolio.quality_check import MOST_EXAMPLES, Example, QualityCheck, Seen, Words

WITHIN_DAYS = 14
NEIGHBOURS = 3
"""Each invoice is held against so many following ones of the same customer and amount."""
MOST_PAIRS = 100_000
"""A subscription gives pairs without end; what is beyond is counted as not looked at."""


def look(book: QualityBook) -> Seen:
    """Pairs whose numbers differ by a swap, a missing or doubled character or notation, or that name one purchase order."""
    first, second, judged = _pairs(book)
    left_out = max(len(first) - MOST_PAIRS, 0)
    first, second = first[:MOST_PAIRS], second[:MOST_PAIRS]
    items = book.arrays.items
    found = []
    pairs = list(zip(items.item[first].tolist(), items.item[second].tolist(), second.tolist(), strict=True))
    texts = book.texts({item for pair in pairs for item in pair[:2]}) if pairs else {}
    orders: dict[str, int] = {}
    for text in texts.values():
        orders[text.purchase_order] = orders.get(text.purchase_order, 0) + 1
    for one, other, row in pairs:
        a, b = texts.get(one), texts.get(other)
        if a is None or b is None:
            continue
        alike = likeness(a.number or book.name(one), b.number or book.name(other))
        if (
            alike is None
            and a.purchase_order
            and a.purchase_order == b.purchase_order
            and orders[a.purchase_order] == 2
        ):
            alike = "same_order"
        if alike is not None:
            found.append((one, other, row, alike))
    examples = tuple(_example(book, *pair) for pair in found[:MOST_EXAMPLES])
    return Seen(
        holds=not found,
        count=len(found),
        of=judged,
        said=Words(
            f"{len(found):,} pairs of invoices of one customer and amount within {WITHIN_DAYS} days look like one typed twice.",
            f"有 {len(found):,} 对发票的客户和金额相同、日期相差不超过 {WITHIN_DAYS} 天，疑似同一张重复录入。",
        ),
        examples=examples,
        figures={"pairs_looked_at": len(pairs), "pairs_left_out": left_out},
    )


def _pairs(book: QualityBook) -> tuple[np.ndarray, np.ndarray, int]:
    """Rows of candidates, earlier and later; the exact duplicates (DQ104) and instalments of one invoice are not among them."""
    items = book.arrays.items
    rows = book.stated_rows
    keys = (items.issued_on, items.amount, items.currency, items.customer)
    rows = rows[np.lexsort(tuple(key[rows] for key in keys))]
    invoice = book.arrays.item_invoice[items.item[rows]]
    pairs: list[tuple[np.ndarray, np.ndarray]] = []
    for step in range(1, NEIGHBOURS + 1):
        one, other = rows[:-step], rows[step:]
        near = items.issued_on[other] - items.issued_on[one] <= WITHIN_DAYS
        near &= (items.issued_on[other] != items.issued_on[one]) | (items.due_on[other] != items.due_on[one])
        near &= invoice[:-step] != invoice[step:]
        for key in keys[1:]:
            near &= key[one] == key[other]
        pairs.append((one[near], other[near]))
    first, second = (np.concatenate([pair[side] for pair in pairs]) for side in (0, 1))
    newest = np.argsort(-items.issued_on[second], kind="stable")
    return first[newest], second[newest], len(rows)


def _example(book: QualityBook, one: int, other: int, row: int, alike: str) -> Example:
    first, why = book.name(one), LIKENESSES[alike]
    said = Words(
        f"beside {first}: {why[0]}; both {book.money(row)}", f"与 {first} 对照：{why[1]}；金额均为 {book.money(row)}"
    )
    return Example(book.name(other), book.customer(row), said)


CHECK = QualityCheck(
    code="DQ105",
    name="near_duplicates",
    severity="warning",
    title=Words("Invoices typed twice?", "疑似重复录入"),
    meaning=Words(
        f"Same customer, amount and currency within {WITHIN_DAYS} days, and numbers that differ only by a swap, a missing or "
        "doubled character, or the way they are written; or both name a purchase order that no other invoice names.",
        f"客户、金额和币种相同，日期相差不超过 {WITHIN_DAYS} 天，编号仅有字符对调、缺失、多余或写法之别；"
        "或引用同一张采购订单，且仅此两张引用。",
    ),
    advice=Words(
        "Compare the two documents. Credit the doubled one at the source, so that nobody is dunned for it.",
        "请比对两张单据，并在源系统红冲重复的一张，以免误催。",
    ),
    look=look,
)
