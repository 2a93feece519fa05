"""Customers of whom little more than an id is known."""

import numpy as np

from portfolio.quality_book import QualityBook
from portfolio.quality_check import MOST_EXAMPLES, Example, QualityCheck, Seen, Words

RECENT_DAYS = 365
FIELDS = {"name": "名称", "country": "国家", "industry": "行业", "email": "邮箱"}
NEEDED = ("name", "country")


def look(book: QualityBook) -> Seen:
    """Among customers with an open invoice, or one issued in the last year: no name or no country."""
    items, rows = book.arrays.items, book.invoice_rows
    wanted = (items.issued_on[rows] > book.today - RECENT_DAYS) | ~book.is_closed[items.item[rows]]
    invoices = np.bincount(items.customer[rows[wanted]], minlength=book.arrays.customer_count)
    missing = dict.fromkeys(FIELDS, 0)
    found: list[tuple[int, str, tuple[str, ...]]] = []
    for code in np.flatnonzero(invoices).tolist():
        name = str(book.arrays.customer_id[code])
        details = book.details.get(name)
        lacking = tuple(field for field in FIELDS if details is None or not getattr(details, field))
        for field in lacking:
            missing[field] += 1
        if any(field in lacking for field in NEEDED):
            found.append((int(invoices[code]), name, lacking))
    found.sort(key=lambda one: (-one[0], one[1]))
    examples = tuple(
        Example(
            name,
            name,
            Words(
                f"{count:,} invoices; no {', '.join(lacking)}",
                f"{count:,} 张发票；缺少{'、'.join(FIELDS[field] for field in lacking)}",
            ),
        )
        for count, name, lacking in found[:MOST_EXAMPLES]
    )
    of = int((invoices > 0).sum())
    each = ", ".join(f"{field} {count:,}" for field, count in missing.items())
    each_zh = "、".join(f"{FIELDS[field]} {count:,}" for field, count in missing.items())
    return Seen(
        holds=not found,
        count=len(found),
        of=of,
        said=Words(
            f"{len(found):,} of {of:,} active customers lack a name or a country (missing: {each}).",
            f"{of:,} 个活跃客户中有 {len(found):,} 个缺少名称或国家（缺失：{each_zh}）。",
        ),
        examples=examples,
        figures={f"no_{field}": count for field, count in missing.items()},
    )


CHECK = QualityCheck(
    code="DQ115",
    name="customer_details",
    severity="note",
    title=Words("Customers without details", "客户信息不全"),
    meaning=Words(
        "Segments (country, industry) help where a customer has little history; letters need a name and an address.",
        "客户历史较少时，模型依靠国家、行业等分组；信函需要名称和地址。",
    ),
    advice=Words("Import a customers file.", "请导入客户文件。"),
    look=look,
)
