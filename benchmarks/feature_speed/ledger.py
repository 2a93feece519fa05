"""A ledger of any size made straight as arrays, with what real ones have: parts, reversals, corrections, disputes.

Items are numbered in the order of their issue, as an import numbers them, so that a customer's lie far apart.
"""

from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from ledger.arrays import (
    CASH,
    CREDIT,
    NO_DAY,
    Allocations,
    Codes,
    CustomerVersions,
    Disputes,
    ItemVersions,
    LedgerArrays,
    Payments,
    Texts,
)
from ledger.day import FOREVER, Days

FIRST_ON = 18_000
DAYS = 1_095
COUNTRIES = ("BR", "DE", "FR", "US", "CN")
_DAY, _MONEY = np.int32, np.int64


def big_ledger(invoices: int, customers: int, seed: int = 0, label: str = "") -> LedgerArrays:
    """``invoices`` over three years; customers' sizes are log-normal. ``label`` begins every id."""
    chance = np.random.default_rng(seed)
    weight = np.exp(chance.normal(0, 1, customers))
    owner = chance.choice(customers, invoices, p=weight / weight.sum()).astype(_DAY)
    issued = np.sort(FIRST_ON + chance.integers(0, DAYS, invoices)).astype(_DAY)
    due = (issued + chance.choice([14, 30, 30, 60], invoices)).astype(_DAY)
    habit = chance.normal(3, 8, customers)
    paid = np.maximum(due + np.rint(habit[owner] + chance.normal(0, 6, invoices)), issued).astype(_DAY)
    amount = np.rint(np.exp(chance.normal(9, 1, invoices)) * 100).astype(_MONEY) + 200
    items = _items(chance, owner, issued, due, amount)
    moves = _allocations(chance, owner, amount, paid)
    return LedgerArrays(
        as_of=FIRST_ON + DAYS + 60,
        customer_id=_texts([f"{label}C{number:07d}" for number in range(customers)]),
        invoice_id=_texts([f"{label}I{number:09d}" for number in range(invoices)]),
        instalment=np.ones(invoices, dtype=_DAY),
        item_invoice=np.arange(invoices, dtype=_DAY),
        currencies=("EUR",),
        customers=_customers(chance, customers),
        items=items,
        allocations=moves,
        payments=_payments(moves),
        disputes=_disputes(chance, owner, due),
    )


def one_customer(invoices: int, still_open: int) -> LedgerArrays:
    """A customer's ledger whose last ``still_open`` invoices nobody paid."""
    whole = big_ledger(invoices, 1, seed=3)
    moves, payments = whole.allocations, whole.payments
    kept = moves.item < invoices - still_open
    rows = {one.name: getattr(moves, one.name)[kept] for one in fields(moves)}
    paid = slice(0, len(payments.customer) - still_open)
    money = {one.name: getattr(payments, one.name)[paid] for one in fields(payments)}
    return replace(whole, allocations=Allocations(**rows), payments=Payments(**money))


def snapshots(arrays: LedgerArrays, rows: int, seed: int = 1) -> tuple[Codes, Days]:
    """Sampled (item, as_of): at issue, or on a day in the 60 after it."""
    chance = np.random.default_rng(seed)
    item = chance.integers(0, arrays.item_count, rows).astype(_DAY)
    first = np.searchsorted(arrays.items.item, item)
    later = np.where(chance.random(rows) < 0.4, 0, chance.integers(0, 60, rows))
    return item, (arrays.items.issued_on[first] + later).astype(_DAY)


def _items(
    chance: np.random.Generator, owner: Codes, issued: Days, due: Days, amount: NDArray[np.int64]
) -> ItemVersions:
    """One version each, and a second one for the 0.5 % whose due date was corrected."""
    count = len(owner)
    corrected = np.flatnonzero(chance.random(count) < 0.005)
    item = np.concatenate([np.arange(count), corrected]).astype(_DAY)
    known = np.concatenate([issued, issued[corrected] + 9]).astype(_DAY)
    until = np.full(len(item), FOREVER, dtype=_DAY)
    until[corrected] = issued[corrected] + 9
    until[count:] = FOREVER
    due_on = np.concatenate([due, due[corrected] + 7]).astype(_DAY)
    order = np.lexsort((known, item))
    of = item[order]
    yes = np.ones(len(of), dtype=np.bool_)
    return ItemVersions(
        item=of, customer=owner[of], known_on=known[order], until=until[order], issued_on=issued[of],
        due_on=due_on[order], amount=amount[of], base=amount[of], amount_known=yes, base_known=yes,
        tolerance=np.full(len(of), 100, dtype=_MONEY), currency=np.zeros(len(of), dtype=_DAY), credit_note=~yes,
        purchase_order=of % 3 > 0,
    )  # fmt: skip


def _allocations(chance: np.random.Generator, owner: Codes, amount: NDArray[np.int64], paid: Days) -> Allocations:
    """2 % never paid, 3 % credited, 8 % in two parts, 0.3 % reversed and paid again; booked a day or two later."""
    count = len(owner)
    fate = chance.random(count)
    parts = np.flatnonzero((fate >= 0.05) & (fate < 0.13))
    back = np.flatnonzero((fate >= 0.13) & (fate < 0.133))
    whole = np.flatnonzero(fate >= 0.02)
    item = np.concatenate([whole, parts, back, back])
    value = np.concatenate([paid[whole], paid[parts] + 14, paid[back], paid[back] + 30])
    part = np.isin(whole, parts)
    money = np.concatenate(
        [
            np.where(part, amount[whole] // 2, amount[whole]),
            amount[parts] - amount[parts] // 2,
            -amount[back],
            amount[back],
        ]
    )
    lag = np.concatenate([np.ones(len(whole) + len(parts)), np.full(len(back), 5), np.ones(len(back))])
    sign = np.where(money < 0, -1, 1).astype(np.int8)
    kind = np.where(fate[item] < 0.05, CREDIT, CASH).astype(np.int8)
    known = (value + lag).astype(_DAY)
    order = np.lexsort((known, item))
    of = item[order].astype(_DAY)
    return Allocations(
        of, owner[of], known[order], value[order].astype(_DAY), money[order], np.ones(len(of), dtype=np.bool_),
        kind[order], sign[order],
    )  # fmt: skip


def _payments(moves: Allocations) -> Payments:
    cash = np.flatnonzero(moves.kind == CASH)
    cash = cash[np.lexsort((moves.known_on[cash], moves.customer[cash]))]
    return Payments(
        moves.customer[cash], moves.known_on[cash], moves.valued_on[cash], np.abs(moves.amount[cash]),
        np.zeros(len(cash), dtype=_DAY), moves.sign[cash],
    )  # fmt: skip


def _disputes(chance: np.random.Generator, owner: Codes, due: Days) -> Disputes:
    """2 % disputed around the due date; most are closed three weeks later."""
    opened = np.flatnonzero(chance.random(len(owner)) < 0.02)
    closed = opened[chance.random(len(opened)) < 0.8]
    invoice = np.concatenate([opened, closed]).astype(_DAY)
    known = np.concatenate([due[opened] - 3, due[closed] + 18]).astype(_DAY)
    flag = np.concatenate([np.ones(len(opened)), np.zeros(len(closed))]).astype(np.int8)
    order = np.lexsort((known, owner[invoice]))
    return Disputes(
        invoice[order], owner[invoice][order], known[order], flag[order], np.ones(len(order), dtype=np.int8),
        np.full(len(order), -1, dtype=_MONEY),
    )  # fmt: skip


def _customers(chance: np.random.Generator, count: int) -> CustomerVersions:
    code = np.arange(count, dtype=_DAY)
    parent = np.where(chance.random(count) < 0.05, chance.integers(0, count, count), -1).astype(_DAY)
    return CustomerVersions(
        code, np.full(count, -25_567, dtype=_DAY), np.full(count, FOREVER, dtype=_DAY), _texts([""] * count),
        _texts([COUNTRIES[one % len(COUNTRIES)] for one in range(count)]), _texts([f"industry {one % 20}" for one in range(count)]),
        parent, np.where(code % 10 == 0, 1, 0).astype(np.int8), np.full(count, 5_000_000, dtype=_MONEY),
        np.full(count, NO_DAY, dtype=_DAY), _texts([None] * count), _texts(["EUR"] * count),
    )  # fmt: skip


def _texts(values: list[object] | list[str]) -> Texts:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out
