"""A small ledger made straight as arrays: customers who pay by habit, some credits, part payments, and open items."""

import numpy as np

from ledger.arrays import (
    CASH,
    CREDIT,
    NO_DAY,
    Allocations,
    CustomerVersions,
    Disputes,
    ItemVersions,
    LedgerArrays,
    Payments,
)
from ledger.day import FOREVER, day_number
from ledger.day import day_of as _day_of

FIRST_ON = day_number(_day_of(18_000))
INDUSTRIES = ("retail", "food", "building")


def texts(values: list[object]) -> np.ndarray:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def small_ledger(
    customers: int = 60,
    items: int = 1500,
    days: int = 730,
    seed: int = 0,
    as_of: int | None = None,
    lag_days: int = 0,
    later_at_60_days: int = 0,
) -> LedgerArrays:
    """Facts known before ``as_of`` (default: ``days`` after the first issue day); payments are booked ``lag_days`` late.

    ``later_at_60_days``: so many days later is paid what was sold on the longest terms.
    """
    random = np.random.default_rng(seed)
    cut = FIRST_ON + days if as_of is None else as_of
    usual = random.normal(4, 9, customers)
    customer = random.integers(0, customers, items).astype(np.int32)
    issued = np.sort(FIRST_ON + random.integers(0, days, items)).astype(np.int32)
    due = (issued + random.choice([14, 30, 30, 60], items)).astype(np.int32)
    amount = np.rint(np.exp(random.normal(7, 1, items)) * 100).astype(np.int64)
    settled = np.maximum(due + np.rint(usual[customer] + random.normal(0, 3, items)), issued + 1).astype(np.int32)
    settled += np.where(due - issued == 60, later_at_60_days, 0).astype(np.int32)
    credited = random.random(items) < 0.05
    never = random.random(items) < 0.02
    parts = (random.random(items) < 0.1) & ~credited
    known = (settled + lag_days).astype(np.int32)
    there = np.flatnonzero(issued < cut)
    code = np.full(items, -1, dtype=np.int32)
    code[there] = np.arange(len(there), dtype=np.int32)
    rows: list[tuple[int, int, int, int, int, int]] = []
    for item in there[~never[there]]:
        kind = CREDIT if credited[item] else CASH
        if parts[item] and settled[item] - 5 > issued[item]:
            half = int(amount[item] // 2)
            rows.append((code[item], customer[item], known[item] - 5, settled[item] - 5, half, kind))
            rows.append((code[item], customer[item], known[item], settled[item], int(amount[item]) - half, kind))
        else:
            rows.append((code[item], customer[item], known[item], settled[item], int(amount[item]), kind))
    moves = np.array([row for row in rows if row[2] < cut], dtype=np.int64).reshape(-1, 6)
    moves = moves[np.lexsort((moves[:, 2], moves[:, 0]))]
    count, one = len(there), np.ones(len(moves), dtype=np.int8)
    by_customer = np.lexsort((moves[:, 2], moves[:, 1]))
    by_customer = by_customer[moves[by_customer, 5] == CASH]
    none = np.zeros(0, dtype=np.int32)
    return LedgerArrays(
        as_of=cut,
        customer_id=texts([f"C{number}" for number in range(customers)]),
        invoice_id=texts([f"I{number}" for number in there]),
        instalment=np.ones(count, dtype=np.int32),
        item_invoice=np.arange(count, dtype=np.int32),
        currencies=("EUR",),
        customers=CustomerVersions(
            customer=np.arange(customers, dtype=np.int32),
            known_on=np.full(customers, -25_567, dtype=np.int32),
            until=np.full(customers, FOREVER, dtype=np.int32),
            name=texts([f"Customer {number}" for number in range(customers)]),
            country=texts(["DE"] * customers),
            industry=texts([INDUSTRIES[number % 3] for number in range(customers)]),
            parent=np.full(customers, -1, dtype=np.int32),
            natural_person=np.zeros(customers, dtype=np.int8),
            credit_limit=np.full(customers, -1, dtype=np.int64),
            registered_on=np.full(customers, NO_DAY, dtype=np.int32),
            attributes=texts([None] * customers),
            currency=texts([""] * customers),
        ),
        items=ItemVersions(
            item=np.arange(count, dtype=np.int32),
            customer=customer[there],
            known_on=issued[there],
            until=np.full(count, FOREVER, dtype=np.int32),
            issued_on=issued[there],
            due_on=due[there],
            amount=amount[there],
            base=amount[there],
            amount_known=np.ones(count, dtype=np.bool_),
            base_known=np.ones(count, dtype=np.bool_),
            tolerance=np.full(count, 100, dtype=np.int64),
            currency=np.zeros(count, dtype=np.int32),
            credit_note=np.zeros(count, dtype=np.bool_),
            purchase_order=np.zeros(count, dtype=np.bool_),
        ),
        allocations=Allocations(
            item=moves[:, 0].astype(np.int32),
            customer=moves[:, 1].astype(np.int32),
            known_on=moves[:, 2].astype(np.int32),
            valued_on=moves[:, 3].astype(np.int32),
            amount=moves[:, 4],
            amount_known=np.ones(len(moves), dtype=np.bool_),
            kind=moves[:, 5].astype(np.int8),
            sign=one,
        ),
        payments=Payments(
            customer=moves[by_customer, 1].astype(np.int32),
            known_on=moves[by_customer, 2].astype(np.int32),
            paid_on=moves[by_customer, 3].astype(np.int32),
            amount=moves[by_customer, 4],
            currency=np.zeros(len(by_customer), dtype=np.int32),
            sign=np.ones(len(by_customer), dtype=np.int8),
        ),
        disputes=Disputes(none, none, none, none.astype(np.int8), none.astype(np.int8), none.astype(np.int64)),
    )
