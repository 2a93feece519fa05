"""The numbers by which facts refer to customers and items; what is not yet numbered is, as it is first spoken of."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from ledger.bulk import among, insert_rows
from ledger.day import ALWAYS
from ledger.fact_columns import FACT_NAMES, OWN_VALUES
from ledger.records import Customer, Item
from ledger.tables import FACTS, customers, items

Key = tuple[str, int | str]
BARE = 0
"""Digest of a customer who is only known from a payment or invoice."""
MOST_REMEMBERED = 200_000
"""Numbers of customers that are kept at hand: 30 MB."""


class Numbers:
    """Of one import, inside its transaction."""

    def __init__(self, connection: Connection, recorded_at: datetime, import_no: int):
        self._connection, self._recorded_at, self._import_no = connection, recorded_at, import_no
        self._customers: dict[str, int] = {}

    def of(self, kind: str, records: list[Any], is_unheard: bool = False) -> Callable[[Any], tuple[int, ...] | None]:
        """A function from a record to the numbers its fact starts with; None where its invoice is not there.

        ``is_unheard``: none of the records' keys was ever told.
        """
        if kind in {"customers", "payments", "customer_figures"}:
            customer = self.customers([record.customer_id for record in records], bare=kind != "customers")
            if kind == "customers":
                self._parents(records)
                customer = self.customers([record.customer_id for record in records], bare=False)
            return lambda record: (customer[record.customer_id],)
        if kind == "items":
            customer = self.customers([record.customer_id for record in records])
            item = self._items(records, is_unheard)
            return lambda record: (item[record.invoice_id, record.instalment], customer[record.customer_id])
        if kind == "rates":
            return lambda record: ()
        owners = self.owners([record.invoice_id for record in records])
        if kind == "allocations":
            return lambda record: owners.get((record.invoice_id, record.instalment))
        invoices = {invoice_id: (owner[1],) for (invoice_id, _), owner in reversed(owners.items())}
        if kind == "interactions":
            customer = self.customers([record.customer_id for record in records])
            return lambda record: (
                (customer[record.customer_id],) if not record.invoice_id or record.invoice_id in invoices else None
            )
        return lambda record: invoices.get(record.invoice_id)

    def customers(self, ids: list[str], bare: bool = True) -> dict[str, int]:
        """Numbers of customers; unseen ones are numbered, and with ``bare`` get a version that says nothing yet."""
        remembered = self._customers
        wanted = [name for name in dict.fromkeys(ids) if name not in remembered]
        if not wanted:
            return remembered
        if len(remembered) + len(wanted) > MOST_REMEMBERED:
            remembered.clear()
            wanted = list(dict.fromkeys(ids))
        query = select(customers.c.customer_id, customers.c.customer_no).where(
            among(self._connection, customers.c.customer_id, wanted)
        )
        for row in self._connection.execute(query):
            remembered[row[0]] = row[1]
        unseen = [name for name in wanted if name not in remembered]
        if unseen:
            self._number_customers(unseen, bare)
        return remembered

    def _parents(self, records: list[Customer]) -> None:
        """A parent is someone from the day it is named: else that day would look different once it is told of itself."""
        self.customers(sorted({record.parent_id for record in records if record.parent_id}))

    def _number_customers(self, unseen: list[str], bare: bool) -> None:
        following = (self._connection.scalar(select(func.max(customers.c.customer_no))) or 0) + 1
        made = [(following + n, name) for n, name in enumerate(unseen)]
        insert_rows(self._connection, customers, ["customer_no", "customer_id"], made)
        if bare:  # to be filled in by the customer's own record, which then corrects nothing
            own, stamps = OWN_VALUES["customers"], (ALWAYS, ALWAYS, self._recorded_at, True, self._import_no, BARE)
            empty = [(number, *own(Customer(customer_id=name)), *stamps) for number, name in made]
            insert_rows(self._connection, FACTS["customers"], FACT_NAMES["customers"], empty)
        self._customers.update((name, number) for number, name in made)

    def _items(self, records: list[Item], is_unheard: bool) -> dict[Key, int]:
        """Numbers of items; unseen ones are numbered."""
        query = select(items).where(
            among(self._connection, items.c.invoice_id, list({record.invoice_id for record in records}))
        )
        rows: Iterable[Any] = () if is_unheard else self._connection.execute(query)
        numbers: dict[Key, int] = {(row[1], row[2]): row[0] for row in rows}
        unseen = [key for key in dict.fromkeys(record.key for record in records) if key not in numbers]
        if unseen:
            made = self.new_items(unseen)
            numbers |= {key: number for number, key in zip(made, unseen, strict=True)}
        return numbers

    def new_items(self, keys: list[Any]) -> range:
        """Number items that have no number yet: (invoice id, instalment), each once."""
        following = (self._connection.scalar(select(func.max(items.c.item_no))) or 0) + 1
        numbers = range(following, following + len(keys))
        made = [(number, *key) for number, key in zip(numbers, keys, strict=True)]
        insert_rows(self._connection, items, ["item_no", "invoice_id", "instalment"], made)
        return numbers

    def owners(self, invoice_ids: list[str]) -> dict[Key, tuple[int, int]]:
        """(invoice id, instalment) → (its number, its customer's number as last recorded)."""
        table = FACTS["items"]
        query = (
            select(items.c.invoice_id, items.c.instalment, items.c.item_no, table.c.customer_no)
            .join_from(items, table)
            .where(among(self._connection, items.c.invoice_id, list(set(invoice_ids))))
            .order_by(table.c.fact_no)
        )
        return {(row[0], row[1]): (row[2], row[3]) for row in self._connection.execute(query)}
