"""Has the number or worth of invoices, or the number of payments, changed suddenly since the last import?"""

import numpy as np

from portfolio.quality_book import QualityBook
from portfolio.quality_check import Example, Figure, QualityCheck, Seen, Words
from portfolio.quality_periods import LEAST_CHANGE, SUDDEN, Change, change, periods

NAMES = {
    "invoices": Words("invoices issued", "开票张数"),
    "worth": Words("worth of invoices issued, in the base currency", "开票金额（本位币）"),
    "payments": Words("payments received", "收款笔数"),
}


def look(book: QualityBook) -> Seen:
    """Counts a period by business day. Payments are compared up to the day by which most of them have been booked."""
    items, rows, moves = book.arrays.items, book.invoice_rows, book.arrays.payments
    issued, base = items.issued_on[rows], items.base[rows]
    received = moves.paid_on[(moves.sign > 0) & (moves.known_on - moves.paid_on >= 0)]
    lag = int(np.median((moves.known_on - moves.paid_on)[moves.sign > 0])) if len(moves.sign) else 0
    received = received[received <= book.today - lag]
    scale = float(10**book.base_decimals)
    compared: dict[str, tuple[int, Change]] = {}
    for name, day, weight in (
        ("invoices", issued, None),
        ("worth", issued, base / scale),
        ("payments", received, None),
    ):
        found = periods(book, day)
        if found is None:
            continue
        place = found.of(day)
        inside = place >= 0
        total = np.bincount(
            place[inside], weights=None if weight is None else weight[inside], minlength=len(found.ends)
        ).astype(np.float64)
        least = LEAST_CHANGE * max(float(np.median(total[:-1])), 1.0)
        compared[name] = found.days, change(total, counted=name != "worth", least=least)
    sudden = {name: pair for name, pair in compared.items() if pair[1].sudden}
    figures: dict[str, Figure] = {}
    for name, (days, seen) in compared.items():
        figures |= {f"{name}_days": days, f"{name}_newest": seen.newest, f"{name}_median": seen.median}
        figures |= {f"{name}_low": seen.low, f"{name}_high": seen.high, f"{name}_spreads": round(seen.spreads, 2)}
    examples = _examples(sudden)
    return Seen(not sudden, len(sudden), len(compared), _said(compared, sudden), examples, figures, in_groups=True)


def _said(compared: dict[str, tuple[int, Change]], sudden: dict[str, tuple[int, Change]]) -> Words:
    if not compared:
        return Words("Too few periods yet to know what is usual.", "历史期数尚少，无法判断常态。")
    if not sudden:
        told = [_compared(name, days, seen) for name, (days, seen) in compared.items()]
        return Words("; ".join(words.en for words in told) + ".", "；".join(words.zh for words in told) + "。")
    names = ", ".join(NAMES[name].en for name in sudden), "、".join(NAMES[name].zh for name in sudden)
    return Words(f"Out of the usual spread: {names[0]}.", f"超出正常波动范围：{names[1]}。")


def _examples(sudden: dict[str, tuple[int, Change]]) -> tuple[Example, ...]:
    return tuple(Example(name, "", _compared(name, days, seen)) for name, (days, seen) in sudden.items())


def _compared(name: str, days: int, seen: Change) -> Words:
    words = NAMES[name]
    return Words(
        f"{words.en}: {seen.newest:,.0f} in the newest {days} days; before, {seen.median:,.0f} "
        f"(between {seen.low:,.0f} and {seen.high:,.0f})",
        f"{words.zh}：最近 {days} 天 {seen.newest:,.0f}；此前中位数 {seen.median:,.0f}（{seen.low:,.0f} 至 {seen.high:,.0f}）",
    )


CHECK = QualityCheck(
    code="DQ108",
    name="volume_change",
    severity="warning",
    title=Words("Sudden change of volume", "业务量突变"),
    meaning=Words(
        f"The newest period differs from the median of earlier ones by more than {SUDDEN:g} times their spread (1.4826 · MAD) and "
        f"{LEAST_CHANGE:.0%}. A period is as long as the time between the last two imports, 7 to 28 days.",
        f"最近一期与此前各期中位数之差超过其离散度（1.4826 × MAD）的 {SUDDEN:g} 倍且达到 {LEAST_CHANGE:.0%}。"
        "每期长度等于最近两次导入的间隔（7 至 28 天）。",
    ),
    advice=Words(
        "If the business did not change, the export did: a company, a ledger or a day is missing, or came in twice.",
        "如果业务没有变化，那就是导出有变化：可能缺少某公司、某账套或某天的数据，或重复导入。",
    ),
    look=look,
)
