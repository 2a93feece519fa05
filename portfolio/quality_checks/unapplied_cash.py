"""Money that came in and waits to be matched, by its age."""

from decimal import Decimal

from ledger.day import day_number
from ledger.money import to_major
from portfolio.quality_book import QualityBook
from portfolio.quality_check import MOST_EXAMPLES, Example, Figure, QualityCheck, Seen, Words

FINE_DAYS = 30
"""Matching may take so long."""


def look(book: QualityBook) -> Seen:
    """What is left of payments beyond the tolerance; older than 30 days it makes customers look late who have paid."""
    cuts = book.policy.ageing_cuts_days
    tolerance = Decimal(str(book.policy.tolerance_major))
    left = [one for one in book.unapplied if to_major(one.left_minor, one.currency) > tolerance]
    old = [one for one in left if book.today - day_number(one.paid_on) > FINE_DAYS]
    ages: dict[str, int] = {}
    for one in left:
        age = book.today - day_number(one.paid_on)
        label = next((f"up_to_{cut}_days" for cut in cuts if age <= cut), f"over_{cuts[-1]}_days")
        ages[f"{one.currency}_{label}"] = ages.get(f"{one.currency}_{label}", 0) + one.left_minor
    figures: dict[str, Figure] = {name: str(to_major(minor, name[:3])) for name, minor in ages.items()}
    totals: dict[str, int] = {}
    for one in old:
        totals[one.currency] = totals.get(one.currency, 0) + one.left_minor
    money = ", ".join(f"{to_major(minor, currency):,} {currency}" for currency, minor in sorted(totals.items()))
    old.sort(key=lambda one: (-one.left_minor, one.payment_id))
    examples = []
    for one in old[:MOST_EXAMPLES]:
        waits, amount = (
            book.today - day_number(one.paid_on),
            f"{to_major(one.left_minor, one.currency):,} {one.currency}",
        )
        said = Words(f"{amount} since {one.paid_on} ({waits} days)", f"{amount}，自 {one.paid_on} 起（{waits} 天）")
        examples.append(Example(one.payment_id, one.customer_id, said))
    return Seen(
        holds=not old,
        count=len(old),
        of=len(left),
        said=Words(
            f"{len(left):,} payments are not fully applied, {len(old):,} of them for more than {FINE_DAYS} days"
            f"{f' ({money})' if money else ''}.",
            f"{len(left):,} 笔收款未全部核销，其中 {len(old):,} 笔超过 {FINE_DAYS} 天{f'（{money}）' if money else ''}。",
        ),
        examples=tuple(examples),
        figures=figures,
    )


CHECK = QualityCheck(
    code="DQ114",
    name="unapplied_cash",
    severity="warning",
    title=Words("Unapplied cash", "未核销收款"),
    meaning=Words(
        f"A payment, or a part of it, was not allocated to invoices within {FINE_DAYS} days.",
        f"收款（或其一部分）在 {FINE_DAYS} 天内没有核销到发票。",
    ),
    advice=Words(
        "Match it: until then the invoices it was meant for look unpaid, and the customer is chased for them.",
        "请尽快核销：在此之前，相应发票显示为未付，客户会被误催。",
    ),
    look=look,
)
