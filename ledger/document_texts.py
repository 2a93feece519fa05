"""What stands written on documents and of customers, beyond the numbers of ``LedgerAsOf``; read for few, or in narrow columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from ledger.bulk import among
from ledger.knowledge import stood
from ledger.tables import FACTS, customers, items

AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The number printed on an invoice and the purchase order it names; empty where not told."""

    number: str
    purchase_order: str


@dataclass(frozen=True, slots=True)
class CustomerDetails:
    """What is told of a customer; empty or None where nothing is."""

    customer_id: str
    name: str
    country: str
    industry: str
    email: str
    terms_days: int | None


def document_texts(
    connection: Connection, invoice_ids: Sequence[str], closing_on: date
) -> dict[tuple[str, int], DocumentText]:
    """(invoice, instalment) → its texts as they stood at the end of a day; unknown ids are left out."""
    table = FACTS["items"]
    wanted, found = sorted(set(invoice_ids)), dict[tuple[str, int], DocumentText]()
    query = (
        select(items.c.invoice_id, items.c.instalment, table.c.number, table.c.purchase_order)
        .join_from(items, table)
        .where(stood("items", closing_on))
    )
    for start in range(0, len(wanted), AT_ONCE):
        part = query.where(among(connection, items.c.invoice_id, wanted[start : start + AT_ONCE]))
        found |= {(row[0], row[1]): DocumentText(row[2], row[3]) for row in connection.execute(part)}
    return found


def customer_details(connection: Connection, closing_on: date) -> dict[str, CustomerDetails]:
    """Customer id → what was told of it by the end of a day; a customer of whom nothing is known is told with nothing."""
    table = FACTS["customers"].c
    query = (
        select(customers.c.customer_id, table.name, table.country, table.industry, table.email, table.terms_days)
        .join_from(customers, FACTS["customers"])
        .where(stood("customers", closing_on))
        .order_by(table.fact_no)
    )
    return {row[0]: CustomerDetails(*row) for row in connection.execute(query)}
