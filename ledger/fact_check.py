"""Does each fact still say what its digest was taken of? Row by row: the part of the audit that reads the whole ledger."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from ledger.audit_check import Breach
from ledger.records import KINDS, Customer, Record
from ledger.tables import FACTS, customers, items

ROWS_AT_ONCE = 5_000
BARE = 0
"""Digest of a customer who is only known from a payment or invoice (``ledger/recording.py``)."""
Progress = Callable[[str, float], None]


def changed_facts(connection: Connection, progress: Progress | None = None) -> Iterator[Breach]:
    """Facts whose digest is not that of what they say, the first of each kind."""
    for number, kind in enumerate(KINDS):
        if progress is not None:
            progress(f"facts: {kind.kind}", number / len(KINDS))
        names = [field.name for field in fields(kind)]
        for fact_no, digest, import_no, *values in _rows(connection, _said(kind, names), FACTS[kind.kind].c.fact_no):
            record = kind(**{name: _value(name, value) for name, value in zip(names, values, strict=True)})
            bare = (
                digest == BARE and isinstance(record, Customer) and record == Customer(customer_id=record.customer_id)
            )
            if not bare and record.digest != digest:
                yield Breach(None, f"fact {fact_no} of {kind.kind} ({record.key[0]!r}, import {import_no}) was changed")
                break


def _rows(connection: Connection, query: Select[Any], number: ColumnElement[int]) -> Iterator[Any]:
    """Rows of ``query``, some thousand at a time; their first column is ``number``."""
    reached = 0
    while rows := connection.execute(query.where(number > reached).limit(ROWS_AT_ONCE)).all():
        yield from rows
        reached = rows[-1][0]


def _said(kind: type[Record], names: list[str]) -> Select[Any]:
    """Number, digest and import of every fact of a kind, and the values of its record's fields."""
    table = FACTS[kind.kind]
    source: Any = table
    if "customer_id" in names and "customer_id" not in table.c:
        source = source.join(customers, customers.c.customer_no == table.c.customer_no)
    if "invoice_id" in names and "invoice_id" not in table.c:
        source = source.join(items, items.c.item_no == table.c.item_no)
    others = {
        "customer_id": customers.c.customer_id,
        "invoice_id": items.c.invoice_id,
        "instalment": items.c.instalment,
    }
    columns = [table.c[name] if name in table.c else others[name] for name in names]
    return (
        select(table.c.fact_no, table.c.digest, table.c.import_no, *columns)
        .select_from(source)
        .order_by(table.c.fact_no)
    )


def _value(name: str, value: Any) -> Any:
    if name == "attributes":
        return value or {}
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return value
