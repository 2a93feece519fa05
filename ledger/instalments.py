"""The instalments of invoices as they stand, what an import changed of them, and what is allocated to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from ledger.bulk import among
from ledger.standing import stands
from ledger.tables import FACTS, ended_by, imports, items, retractions

versions, allocations = FACTS["items"], FACTS["allocations"]


@dataclass(frozen=True, slots=True)
class Instalment:
    """An item that stands, and whose word it is; amounts in minor units, None: not stated."""

    invoice_id: str
    instalment: int
    item_no: int
    fact_no: int
    currency: str
    amount_minor: int | None
    import_no: int
    source: str

    @property
    def key(self) -> tuple[str, int]:
        return self.invoice_id, self.instalment


def with_several(connection: Connection, invoice_ids: Collection[str]) -> set[str]:
    """Those of the invoices of which an instalment besides the first was ever told."""
    query = select(items.c.invoice_id).where(
        among(connection, items.c.invoice_id, list(invoice_ids)), items.c.instalment != 1
    )
    return set(connection.scalars(query))


def told_in_several(connection: Connection, source: str) -> list[str]:
    """Invoices of which an instalment besides the first stands as ``source`` told it."""
    query = (
        select(items.c.invoice_id)
        .join_from(items, versions, versions.c.item_no == items.c.item_no)
        .join(imports)
        .where(items.c.instalment != 1, imports.c.source == source, stands("items"))
    )
    return list(connection.scalars(query.distinct()))


def standing_instalments(connection: Connection, invoice_ids: Sequence[str]) -> list[Instalment]:
    """All that stand of the invoices, in the order of invoice and number."""
    columns = (versions.c.item_no, versions.c.fact_no, versions.c.currency, versions.c.amount_minor)
    query = (
        select(items.c.invoice_id, items.c.instalment, *columns, versions.c.import_no, imports.c.source)
        .join_from(items, versions, versions.c.item_no == items.c.item_no)
        .join(imports)
        .where(among(connection, items.c.invoice_id, invoice_ids), stands("items"))
        .order_by(items.c.invoice_id, items.c.instalment)
    )
    return [Instalment(*row) for row in connection.execute(query)]


def corrected_by(connection: Connection, import_no: int, item_nos: Sequence[int]) -> dict[int, tuple[str, int | None]]:
    """Item → currency and amount that it had until the import said otherwise; of those it did not correct, nothing."""
    query = (
        select(versions.c.item_no, versions.c.currency, versions.c.amount_minor)
        .join_from(versions, retractions, ended_by("items"))
        .where(among(connection, versions.c.item_no, item_nos), retractions.c.import_no == import_no)
        .order_by(versions.c.fact_no)
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}


def allocated_to(connection: Connection, item_nos: Sequence[int]) -> dict[int, int | None]:
    """Item → what stands allocated to it, in minor units of its currency; None: a part of that is not stated. Those to which
    nothing is, or all of it was reversed, are left out."""
    stated = func.count(allocations.c.amount_minor) == func.count()
    query = (
        select(allocations.c.item_no, func.sum(allocations.c.amount_minor), stated)
        .where(among(connection, allocations.c.item_no, item_nos), stands("allocations"))
        .group_by(allocations.c.item_no)
    )
    found = {row[0]: int(row[1]) if row[2] else None for row in connection.execute(query)}
    return {item_no: total for item_no, total in found.items() if total != 0}
