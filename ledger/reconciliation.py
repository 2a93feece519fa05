"""What rows refer to, as the ledger holds it: the value day of what allocations hand on, currencies and amounts of items."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, union

from ledger.audit import read_head
from ledger.bulk import among
from ledger.day import day_number
from ledger.exchange import RatedDays
from ledger.over_allocation import FEW
from ledger.reference_index import ReferenceIndex
from ledger.standing import stands
from ledger.tables import FACTS, items


@dataclass(frozen=True, slots=True)
class Crossing:
    """An allocation of money of one currency to an item of another."""

    allocation_id: str
    of: str
    of_currency: str
    item: str
    item_currency: str


class References:
    """What the ledger holds of the things that rows refer to by id; ids it does not hold are left out."""

    def __init__(self, connection: Connection):
        self._connection = connection
        self.index = ReferenceIndex(connection)
        """The same for many thousand ids at once."""
        self._rated: dict[str, RatedDays] = {}

    def rated(self, currency: str, base_currency: str, issued_on: date) -> bool:
        """Whether a rate that stands serves an invoice of that day."""
        if base_currency not in self._rated:
            self._rated[base_currency] = RatedDays(self._connection, base_currency)
        return self._rated[base_currency].serve(currency, day_number(issued_on))

    def payment_days(self, payment_ids: Collection[str]) -> dict[str, date]:
        """Payment → the day it was paid."""
        table = FACTS["payments"].c
        query = select(table.payment_id, table.paid_on).where(
            among(self._connection, table.payment_id, payment_ids), stands("payments")
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def credit_note_days(self, credit_note_ids: Collection[str]) -> dict[str, date]:
        """Credit note → the day it was issued."""
        return {row[0]: row[1] for row in self._items(credit_note_ids, FACTS["items"].c.issued_on)}

    def items(self, invoice_ids: Collection[str]) -> dict[tuple[str, int], tuple[str, int | None]]:
        """(invoice, instalment) → (its currency, its amount in minor units, None where not stated)."""
        table = FACTS["items"].c
        rows = self._items(invoice_ids, items.c.instalment, table.currency, table.amount_minor)
        return {(row[0], row[1]): (row[2], row[3]) for row in rows}

    def _items(self, invoice_ids: Collection[str], *columns: ColumnElement[Any]) -> Sequence[Any]:
        query = select(items.c.invoice_id, *columns).join_from(items, FACTS["items"])
        return self._connection.execute(
            query.where(among(self._connection, items.c.invoice_id, invoice_ids), stands("items"))
        ).all()


def across_currencies(connection: Connection, import_no: int, limit: int) -> list[Crossing]:
    """Standing allocations of an import that hand on a payment or a credit note of another currency than the item's."""
    facts, versions, payments = FACTS["allocations"], FACTS["items"], FACTS["payments"]
    sealed = (read_head(connection).sealed or {}).get("allocations", 0)
    told = (connection.scalar(select(func.max(facts.c.fact_no))) or 0) - sealed
    are_few = 0 < told <= FEW
    if not are_few and _has_one_currency(connection):
        return []
    note, notes = items.alias("note"), versions.alias("notes")
    standing = [stands("allocations"), stands("items"), facts.c.import_no == import_no]
    if told > 0:  # while an import is under way its facts are those after the sealed ones
        standing.append(facts.c.fact_no > sealed)
    item = select(facts.c.allocation_id, items.c.invoice_id, items.c.instalment, versions.c.currency)
    item = item.join_from(facts, versions, versions.c.item_no == facts.c.item_no)
    item = item.join(items, items.c.item_no == facts.c.item_no).where(*standing)
    cash = (
        item.add_columns(payments.c.payment_id, payments.c.currency)
        .join(payments, payments.c.payment_id == facts.c.payment_id)
        .where(facts.c.allocation_kind == "cash", payments.c.currency != versions.c.currency, stands("payments"))
    )
    credit = (
        item.add_columns(note.c.invoice_id, notes.c.currency)
        .join(note, note.c.invoice_id == facts.c.credit_note_id)
        .join(notes, notes.c.item_no == note.c.item_no)
        .where(facts.c.allocation_kind == "credit", notes.c.currency != versions.c.currency, stands("items", notes))
    )
    found: list[Any] = []
    for query in (cash, credit):  # asked for a few in order, SQLite goes through the index of all
        asked = query if are_few else query.order_by(facts.c.allocation_id).limit(limit)
        found += sorted(connection.execute(asked), key=itemgetter(0))[:limit]
    return [Crossing(row[0], row[4], row[5], f"{row[1]}/{row[2]}", row[3]) for row in found]


def _has_one_currency(connection: Connection) -> bool:
    """A look at everything, which a few allocations are not worth."""
    payments, versions = FACTS["payments"].c, FACTS["items"].c
    codes = union(select(payments.currency).distinct(), select(versions.currency).distinct())
    return len(connection.execute(codes).all()) < 2
