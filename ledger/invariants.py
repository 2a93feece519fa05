"""RELIABILITY A6: what the ledger's sums must be, taken twice on separate ways and compared.

Once by the database over the standing facts, once over the arrays that every screen, KPI and model is made from. Per customer
and currency: Σ open = Σ invoices − cash − credits − write-offs, unapplied = received − applied; 0 ≤ open ≤ gross.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select, case, func, select

from ledger.arrays import CASH, LedgerArrays, Minor
from ledger.money import to_major
from ledger.over_allocation import RETURN, applied_abroad, noted_amounts, returned_payments
from ledger.settlement import balances
from ledger.standing import stands
from ledger.tables import FACTS, allocations, customers, items, payments

Sums = Counter[tuple[str, str]]
"""(customer id, currency) → minor units."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What was applied to one stated item, in minor units; ``gross`` is its amount."""

    invoice_id: str
    instalment: int
    gross: int
    applied: int

    def __str__(self) -> str:
        return self.invoice_id if self.instalment == 1 else f"{self.invoice_id}/{self.instalment}"


def beyond_gross(connection: Connection) -> list[Settled]:
    """Items of which more was settled than there is (open < 0)."""
    query, applied = _settled()
    return [Settled(*row) for row in connection.execute(query.where(applied.c.applied > FACTS["items"].c.amount_minor))]


def below_zero(connection: Connection) -> list[Settled]:
    """Items from which more was taken back than was ever applied (open > gross)."""
    query, applied = _settled()
    return [Settled(*row) for row in connection.execute(query.where(applied.c.applied < 0))]


def applied_beyond_received(connection: Connection) -> list[str]:
    """Payments and credit notes of which more was applied than came in, or than is left since they went back.

    A payment applied to an item of another currency is not among them: amounts of two currencies cannot be compared.
    """
    total = func.sum(allocations.c.amount_minor)
    over = (
        select(payments.c.payment_id)
        .join_from(allocations, payments, payments.c.payment_id == allocations.c.payment_id)
        .where(allocations.c.allocation_kind == "cash", stands("allocations"), stands("payments"))
        .group_by(payments.c.payment_id, payments.c.amount_minor, payments.c.currency)
        .having(total > payments.c.amount_minor, ~applied_abroad().exists())
    )
    left = payments.c.amount_minor + func.max(RETURN.c.amount_minor)
    returned = (
        returned_payments()
        .with_only_columns(payments.c.payment_id)
        .group_by(payments.c.payment_id, payments.c.amount_minor)
        .having(total > left)
    )
    noted = noted_amounts()
    notes = (
        select(noted.c.invoice_id)
        .join_from(allocations, noted, noted.c.invoice_id == allocations.c.credit_note_id)
        .where(allocations.c.allocation_kind == "credit", stands("allocations"))
        .group_by(noted.c.invoice_id, noted.c.amount)
        .having(total > noted.c.amount)
    )
    return sorted({name for query in (over, returned, notes) for name in connection.scalars(query)})


def stored_open(connection: Connection) -> Sums:
    """Σ invoices − cash − credits − write-offs by the database; an item settled beyond its amount counts as 0."""
    versions, (query, applied) = FACTS["items"], _settled(outer=True)
    left = versions.c.amount_minor - func.coalesce(applied.c.applied, 0)
    sums = query.with_only_columns(
        customers.c.customer_id, versions.c.currency, func.sum(case((left > 0, left), else_=0))
    )
    rows = connection.execute(
        sums.join(customers, customers.c.customer_no == versions.c.customer_no).group_by(
            customers.c.customer_id, versions.c.currency
        )
    )
    return _sums(rows)


def stored_unapplied(connection: Connection) -> Sums:
    """Received − cash applied by the database; an allocation counts for the customer and currency of its item."""
    versions = FACTS["items"]
    received = (
        select(customers.c.customer_id, payments.c.currency, func.sum(payments.c.amount_minor))
        .join_from(payments, customers)
        .where(stands("payments"))
        .group_by(customers.c.customer_id, payments.c.currency)
    )
    currency = (
        select(versions.c.item_no, func.max(versions.c.fact_no).label("fact_no"))
        .group_by(versions.c.item_no)
        .subquery()
    )
    applied = (
        select(customers.c.customer_id, versions.c.currency, -func.sum(allocations.c.amount_minor))
        .join_from(allocations, currency, currency.c.item_no == allocations.c.item_no)
        .join(versions, versions.c.fact_no == currency.c.fact_no)
        .join(customers, customers.c.customer_no == allocations.c.customer_no)
        .where(stands("allocations"), allocations.c.allocation_kind == "cash")
        .group_by(customers.c.customer_id, versions.c.currency)
    )
    found = _sums(connection.execute(received))
    found.update(_sums(connection.execute(applied)))
    return Counter({key: minor for key, minor in found.items() if minor})


def shown_open(arrays: LedgerArrays) -> Sums:
    """Σ open as every screen has it."""
    state, versions = balances(arrays), arrays.items
    last = np.flatnonzero(np.r_[state.item[1:] != state.item[:-1], True]) if len(state.item) else np.zeros(0, np.int64)
    group, invoice = np.zeros(arrays.item_count, dtype=np.int64), np.ones(arrays.item_count, dtype=np.bool_)
    group[versions.item] = versions.customer.astype(np.int64) * _width(arrays) + versions.currency
    invoice[versions.item] = ~versions.credit_note  # as its last version says: a document can be corrected to the other
    last = last[invoice[state.item[last]]]
    total = np.zeros(arrays.customer_count * _width(arrays), dtype=np.int64)
    np.add.at(total, group[state.item[last]], state.open[last])
    return _named(arrays, total)


def shown_unapplied(arrays: LedgerArrays) -> Sums:
    """Received − cash applied as the arrays have it."""
    money, moves = arrays.payments, arrays.allocations
    currency = np.zeros(arrays.item_count, dtype=np.int64)
    currency[arrays.items.item] = arrays.items.currency
    total = np.zeros(arrays.customer_count * _width(arrays), dtype=np.int64)
    np.add.at(total, money.customer.astype(np.int64) * _width(arrays) + money.currency, money.amount * money.sign)
    cash = moves.kind == CASH
    group = moves.customer.astype(np.int64) * _width(arrays) + currency[moves.item]
    np.subtract.at(total, group[cash], moves.amount[cash])
    return _named(arrays, total)


def differing(one: Sums, other: Sums) -> list[tuple[str, str]]:
    """(customer, currency) of which two sums say something else."""
    return sorted(key for key in one.keys() | other.keys() if one[key] != other[key])


def totals(sums: Sums) -> str:
    """``1,234.56 EUR, 7.00 USD``: by currency, over all customers."""
    by_currency: Counter[str] = Counter()
    for (_, currency), minor in sums.items():
        by_currency[currency] += minor
    said = [f"{to_major(minor, currency):,} {currency}" for currency, minor in sorted(by_currency.items())]
    return ", ".join(said) or "nothing"


def _settled(*, outer: bool = False) -> tuple[Select[Any], Any]:
    """Stated standing items of invoices with what was applied to them; ``outer``: also those without any."""
    versions = FACTS["items"]
    applied = (
        select(allocations.c.item_no, func.sum(allocations.c.amount_minor).label("applied"))
        .where(stands("allocations"))
        .group_by(allocations.c.item_no)
        .subquery()
    )
    query = (
        select(items.c.invoice_id, items.c.instalment, versions.c.amount_minor, applied.c.applied)
        .join_from(versions, items, items.c.item_no == versions.c.item_no)
        .join(applied, applied.c.item_no == versions.c.item_no, isouter=outer)
        .where(stands("items"), versions.c.document_type == "invoice", versions.c.amount_minor.is_not(None))
    )
    return query if outer else query.order_by(items.c.invoice_id, items.c.instalment), applied


def _sums(rows: Any) -> Sums:
    return Counter({(row[0], row[1]): int(row[2]) for row in rows if row[2]})


def _width(arrays: LedgerArrays) -> int:
    return max(len(arrays.currencies), 1)


def _named(arrays: LedgerArrays, total: Minor) -> Sums:
    width = _width(arrays)
    return Counter(
        {
            (str(arrays.customer_id[at // width]), arrays.currencies[at % width]): int(total[at])
            for at in np.flatnonzero(total).tolist()
        }
    )
