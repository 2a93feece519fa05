"""How much of the ledger is the word of a history, not seen when it happened?"""

from portfolio.quality_book import QualityBook
from portfolio.quality_check import Example, QualityCheck, Seen, Words

KINDS_ZH = {
    "customers": "客户", "items": "发票与贷项", "payments": "收款", "allocations": "核销", "disputes": "争议",
    "interactions": "沟通",
    "promises": "付款承诺", "rates": "汇率", "customer_figures": "客户数据",
}  # fmt: skip


def look(book: QualityBook) -> Seen:
    """Share of facts a kind whose knowledge day the first load of a source told (CONTRACTS, Time)."""
    told = {kind: one for kind, one in book.told.items() if one.facts}
    facts, backfilled = sum(one.facts for one in told.values()), sum(one.backfilled for one in told.values())
    share = backfilled / facts if facts else 0.0
    moves = book.arrays.payments
    received = moves.sign > 0
    same_day = int((moves.known_on[received] == moves.paid_on[received]).sum())
    payments = int(received.sum())
    examples = tuple(
        Example(
            kind,
            "",
            Words(
                f"{one.backfilled:,} of {one.facts:,}",
                f"{KINDS_ZH.get(kind, kind)}：{one.facts:,} 条中 {one.backfilled:,} 条",
            ),
        )
        for kind, one in told.items()
    )
    return Seen(
        holds=not backfilled,
        count=backfilled,
        of=facts,
        said=Words(
            f"{share:.1%} of the facts are the word of a history; {same_day:,} of {payments:,} payments count as known on the day "
            "they were paid.",
            f"{share:.1%} 的记录来自历史导入；{payments:,} 笔收款中有 {same_day:,} 笔视为付款当日即已知。",
        ),
        examples=examples,
        figures={"share": round(share, 4), "payments_known_when_paid": same_day, "payments": payments},
        in_groups=True,
    )


CHECK = QualityCheck(
    code="DQ112",
    name="backfilled",
    severity="note",
    title=Words("Told by a history", "历史回填占比"),
    meaning=Words(
        "What a source brought on its first day counts as known on its booking day, else on the day it happened. Where no booking "
        "day is told, past days seem to have known payments a little too early.",
        "数据源首日导入的内容，以入账日（没有则以发生日）作为获知日。未提供入账日时，过去的视图会略早地“知道”付款。",
    ),
    advice=Words(
        "Give booked_on for payments and allocated_on for allocations in the first load; nothing is to be done afterwards.",
        "首次导入时请提供付款的 booked_on 和核销的 allocated_on；之后无需处理。",
    ),
    look=look,
)
