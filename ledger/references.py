"""Does every row refer to something that is there, and does every thing have one standing fact? On either database.

The databases hold foreign keys themselves, unless someone switched them off; references by id (a payment, a credit note) and
retractions are the program's own.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, ForeignKeyConstraint, Table, and_, func, literal, select

from ledger.service_tables import metadata
from ledger.standing import stands
from ledger.tables import FACTS, allocations, items, payments, retractions

KEYS: dict[str, tuple[str, ...]] = {
    "customers": ("customer_no",),
    "items": ("item_no",),
    "payments": ("payment_id",),
    "allocations": ("allocation_id",),
    "disputes": ("dispute_id", "event"),
    "interactions": ("interaction_id",),
    "promises": ("promise_id", "event"),
    "rates": ("currency", "base_currency", "quoted_on"),
    "customer_figures": ("customer_no", "valid_from"),
}
"""Kind → columns that name the thing a fact is about: one fact of it stands at a time."""


def dangling(connection: Connection) -> Iterator[str]:
    """What refers to something that is not there, in words, with the number of rows."""
    for table in metadata.sorted_tables:
        for constraint in table.constraints:
            if isinstance(constraint, ForeignKeyConstraint):
                yield from _foreign_key(connection, table, constraint)
    for kind, table in FACTS.items():
        mine = retractions.c.kind == kind
        gone = ~select(table.c.fact_no).where(table.c.fact_no == retractions.c.fact_no).exists()
        yield from _told(connection, retractions, mine & gone, f"retractions of {kind} that are not there")
    without = ~select(payments.c.fact_no).where(payments.c.payment_id == allocations.c.payment_id).exists()
    cash = (allocations.c.allocation_kind == "cash") & (allocations.c.payment_id != "")
    yield from _told(connection, allocations, cash & without, "allocations of payments that are not there")
    without = ~select(items.c.item_no).where(items.c.invoice_id == allocations.c.credit_note_id).exists()
    noted = allocations.c.credit_note_id != ""
    yield from _told(connection, allocations, noted & without, "allocations of credit notes that are not there")


def doubled(connection: Connection) -> Iterator[str]:
    """Things that two facts tell at once, in words."""
    for kind, table in FACTS.items():
        names = [table.c[name] for name in KEYS[kind]]
        twice = select(literal(1)).select_from(table).where(stands(kind)).group_by(*names).having(func.count() > 1)
        count = connection.scalar(select(func.count()).select_from(twice.subquery())) or 0
        if count:
            yield f"{count} of {kind} told by two facts at once"


def _foreign_key(connection: Connection, table: Table, constraint: ForeignKeyConstraint) -> Iterator[str]:
    other: Any = constraint.referred_table.alias()
    pairs = [(element.parent, other.c[element.column.name]) for element in constraint.elements]
    there = select(literal(1)).select_from(other).where(and_(*(there == own for own, there in pairs)))
    stated = and_(*(own.is_not(None) for own, _ in pairs))
    named = f"rows of {table.name} whose {', '.join(own.name for own, _ in pairs)} is not in {constraint.referred_table.name}"
    yield from _told(connection, table, stated & ~there.exists(), named)


def _told(connection: Connection, table: Table, wrong: ColumnElement[bool], what: str) -> Iterator[str]:
    count = connection.scalar(select(func.count()).select_from(table).where(wrong)) or 0
    if count:
        yield f"{count} {what}"
