"""Money that came in and was not handed on: payments less what stands allocated of them, as known by the end of a day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from ledger.knowledge import stood
from ledger.tables import FACTS, customers


@dataclass(frozen=True, slots=True)
class UnappliedPayment:
    """What is left of a payment, in minor units of its currency; never 0, negative where more was allocated than came in."""

    payment_id: str
    customer_id: str
    paid_on: date
    currency: str
    left_minor: int


def unapplied_payments(connection: Connection, closing_on: date) -> list[UnappliedPayment]:
    """Payments with something left, oldest first; those whose amount is not stated are left out."""
    paid, moved = FACTS["payments"], FACTS["allocations"]
    applied = (
        select(moved.c.payment_id, func.sum(moved.c.amount_minor).label("applied"))
        .where(moved.c.payment_id != "", moved.c.allocation_kind == "cash", stood("allocations", closing_on))
        .group_by(moved.c.payment_id)
        .subquery()
    )
    left = paid.c.amount_minor - func.coalesce(applied.c.applied, 0)
    query = (
        select(paid.c.payment_id, customers.c.customer_id, paid.c.paid_on, paid.c.currency, left)
        .join_from(paid, customers)
        .outerjoin(applied, applied.c.payment_id == paid.c.payment_id)
        .where(stood("payments", closing_on), left != 0)
        .order_by(paid.c.paid_on, paid.c.payment_id)
    )
    return [UnappliedPayment(*row[:4], int(row[4])) for row in connection.execute(query)]
