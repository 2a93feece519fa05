"""A small scored ledger for the tests of the service: six customers, history, open items, and hand-made scores of one day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from sqlalchemy import Engine

from ledger.connection import writing
from ledger.curve import Curves, bin_starts
from ledger.recording import Recorder
from ledger.records import Allocation, Customer, DisputeEvent, Item, Payment, Record
from ledger.scores import FORECAST_DAYS, GROUPS, Reason, Score, write_scores

TODAY = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>{{7*7}}'; DROP TABLE scores;--../..\u202eevil"
CUSTOMERS = (
    ("C-1", "Nordwind Maschinenbau GmbH", "DE", "EUR"),
    ("C-2", "上海远洋贸易有限公司", "CN", "EUR"),
    ("C-3", "Café Lumière SARL", "FR", "EUR"),
    ("C-4", "Harbour & Sons Ltd", "GB", "USD"),
    ("C-5", HOSTILE, "US", "EUR"),
    (
        "C-6",
        "A very long company name that goes on and on, holding of holdings, limited partnership & co.",
        "DE",
        "EUR",
    ),
)
WORDS = {
    "habit": ("usually pays 12 days after the due date", "通常在到期后 12 天付款"),
    "trend": ("has become 6 days slower in 90 days", "近 90 天慢了 6 天"),
    "balance": ("owes 18,200 overdue on other invoices", "其他发票逾期欠款 18,200"),
    "timing": ("pays on Fridays; due on a Monday", "习惯周五付款；周一到期"),
    "trouble": ("has an open dispute", "有未决争议"),
    "customer": ("customers of its kind pay later", "同类客户付款较晚"),
    "invoice": ("larger than this customer's usual invoice", "高于该客户通常的发票金额"),
}


@dataclass(frozen=True)
class Open:
    """An open item and the risk its hand-made score gives it."""

    invoice_id: str
    customer: int
    due_in_days: int
    amount_minor: int
    risk: float
    instalment: int = 1


OPEN = (
    Open("INV-1001", 0, -12, 1_842_000, 0.71),
    Open("INV-1002", 1, -3, 960_050, 0.55),
    Open("INV-1003", 2, 9, 240_000, 0.18),
    Open("INV-1004", 3, 21, 5_400_000, 0.33),
    Open("INV/1005?x#y", 4, 0, 12_345, 0.64),
    Open("INV-1006", 5, 4, 7_310_099, 0.82),
    Open("INV-1006", 5, 34, 7_310_099, 0.47, 2),
    Open("INV-1007", 0, 30, 410_000, 0.22),
    Open("INV-1008", 1, -48, 88_000, 0.93),
)


def fill(engine: Engine, scored_on: date = TODAY) -> None:
    """Record the ledger and its scores as of ``scored_on``."""
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", ["test"], NOW - timedelta(days=400), date(2026, 6, 14))
        recorder.record(_records())
        recorder.finish({})
        write_scores(connection, [score_of(item, scored_on) for item in OPEN], NOW)


def pay(engine: Engine, invoice_id: str, amount_minor: int, on: date = TODAY, instalment: int = 1) -> None:
    """A payment that comes in today."""
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", ["today"], NOW, on)
        recorder.record(
            [
                Allocation(
                    allocation_id=f"a-{invoice_id}-{instalment}",
                    invoice_id=invoice_id,
                    instalment=instalment,
                    valued_on=on,
                    amount_minor=amount_minor,
                )
            ]
        )
        recorder.finish({})


def _records() -> list[Record]:
    customers = [Customer(customer_id=key, name=name, country=land) for key, name, land, _ in CUSTOMERS]
    items: list[Item] = []
    payments: list[Payment] = []
    allocations: list[Allocation] = []
    for number in range(60):
        key, _, _, currency = CUSTOMERS[number % 6]
        issued = date(2025, 4, 1) + timedelta(days=6 * number)
        due = issued + timedelta(days=30)
        paid = due + timedelta(days=(number * 7) % 31 - 8)
        base = 90_000 if currency == "USD" else None
        items.append(Item(invoice_id=f"OLD-{number}", customer_id=key, issued_on=issued, due_on=due, currency=currency,
                          amount_minor=100_000, base_minor=base))  # fmt: skip
        if paid < date(2026, 6, 10):
            payments.append(Payment(payment_id=f"P{number}", customer_id=key, paid_on=paid, currency=currency,
                                    amount_minor=100_000))  # fmt: skip
            allocations.append(Allocation(allocation_id=f"A{number}", payment_id=f"P{number}", invoice_id=f"OLD-{number}",
                                          valued_on=paid, amount_minor=100_000))  # fmt: skip
    for item in OPEN:
        key, _, _, currency = CUSTOMERS[item.customer]
        due = TODAY + timedelta(days=item.due_in_days)
        base = round(item.amount_minor * 0.9) if currency == "USD" else None
        items.append(Item(invoice_id=item.invoice_id, instalment=item.instalment, customer_id=key, due_on=due,
                          issued_on=min(due - timedelta(days=30), date(2026, 6, 12)), currency=currency,
                          amount_minor=item.amount_minor, base_minor=base))  # fmt: skip
    dispute = DisputeEvent(dispute_id="D1", event="opened", invoice_id="INV-1002", happened_on=date(2026, 6, 1))
    return [*customers, *items, *payments, *allocations, dispute]


def score_of(item: Open, as_of: date) -> Score:
    """A coherent score: a curve that reaches 1 − risk at the target's day and rises on from there."""
    due = TODAY + timedelta(days=item.due_in_days)
    past = np.array([(as_of - due).days], dtype=np.int32)
    overdue = bool(past[0] > 0)
    target = 30 if overdue else int(-past[0])
    starts = bin_starts(past, np.array([target], dtype=np.int32))
    days = np.append(starts[0][1:], 366) - 1
    before = (1 - item.risk) * np.minimum((days + 1) / (target + 1), 1.0) ** 2
    after = item.risk * 0.95 * (1 - np.exp(-np.maximum(days - target, 0) / (8 + 30 * item.risk)))
    curves = Curves(past, np.array([target], dtype=np.int32), starts, np.maximum.accumulate(before + after)[None, :])
    base, reasons = 0.3, _reasons(item.risk)
    currency = CUSTOMERS[item.customer][3]
    quantiles = {q: curves.quantile(q)[0] for q in (0.1, 0.5, 0.9)}
    on = {q: None if np.isnan(day) else as_of + timedelta(days=int(day)) for q, day in quantiles.items()}
    paid = {days: float(curves.at(days)[0]) for days in FORECAST_DAYS}
    never = float(1 - curves.at(365)[0])
    return Score(
        invoice_id=item.invoice_id, instalment=item.instalment, customer_id=CUSTOMERS[item.customer][0], as_of=as_of,
        issued_on=due - timedelta(days=30), due_on=due, currency=currency, open_minor=item.amount_minor,
        stage="overdue" if overdue else "not_due", basis="segment" if item.customer == 4 else "model",
        model_version="0123abcd4567", p_on_time=0.0 if overdue else 1 - item.risk, p_late=1.0 if overdue else item.risk,
        p_very_late=float(1 - curves.at(max(30 - int(past[0]), 0))[0]), p_unpaid_30d=float(1 - curves.at(30)[0]),
        p_closed_without_cash=never / 3, p_unpaid_at_horizon=never * 2 / 3, risk_target=item.risk,
        risk_band="low" if item.risk < 0.25 else "medium" if item.risk < 0.6 else "high",
        amount_at_risk_minor=round(item.amount_minor * item.risk), expected_on=on[0.5], p10_on=on[0.1], p50_on=on[0.5],
        p90_on=on[0.9], p_paid_within=paid, expected_cash_within={d: round(item.amount_minor * p) for d, p in paid.items()},
        priority_minor=round(item.amount_minor * item.risk * 0.01) - 500, base_margin=float(np.log(base / (1 - base))),
        base_probability=base, reasons=reasons, warnings=("curve-moved",) if item.invoice_id == "INV-1001" else (),
        curve=curves.encode(0),
    )  # fmt: skip


def _reasons(risk: float) -> tuple[Reason, ...]:
    shares = np.array([0.45, 0.2, 0.25, -0.1, 0.12, 0.03, 0.05])
    margin = float(np.log(risk / (1 - risk)) - np.log(0.3 / 0.7))
    return tuple(
        Reason(
            group=group, explains="p_late", contribution=margin * share, points=(risk - 0.3) * share,
            text_en=WORDS[group][0], text_zh=WORDS[group][1],
        )
        for group, share in zip(GROUPS, shares / shares.sum(), strict=True)
    )  # fmt: skip
