"""Disputes that a source told in columns of their invoices: they bear no id of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from ledger.bulk import among
from ledger.standing import stands
from ledger.tables import FACTS, imports

disputes = FACTS["disputes"]


def dispute_id(invoice_id: str, opened_on: date) -> str:
    """Of a dispute that a column of its invoice tells."""
    return f"{invoice_id}:{opened_on}"


@dataclass(slots=True)
class ToldDispute:
    """One that stands. ``fact_nos``: of its opening, and of its close where it was closed."""

    dispute_id: str
    invoice_id: str
    opened_on: date
    closed_on: date | None
    fact_nos: list[int]


def told_disputes(connection: Connection, source: str, invoice_ids: Sequence[str] | None) -> list[ToldDispute]:
    """Disputes of some invoices, or of all, that stand as ``source`` told them with their invoices; by invoice and day."""
    told = disputes.c
    query = (
        select(told.dispute_id, told.invoice_id, told.event, told.happened_on, told.fact_no)
        .join(imports)
        .where(imports.c.source == source, stands("disputes"))
    )
    if invoice_ids is not None:
        query = query.where(among(connection, told.invoice_id, invoice_ids))
    rows = connection.execute(query).all()
    opened = {
        name: ToldDispute(name, invoice_id, day, None, [fact_no])
        for name, invoice_id, event, day, fact_no in rows
        if event == "opened" and name == dispute_id(invoice_id, day)
    }
    for name, _, event, day, fact_no in rows:
        if event == "closed" and name in opened:
            opened[name].closed_on = day
            opened[name].fact_nos.append(fact_no)
    return sorted(opened.values(), key=lambda one: (one.invoice_id, one.opened_on))
