"""Many rows at once, in and out: ``executemany`` of plain tuples on SQLite, COPY on PostgreSQL.

SQLAlchemy's own executemany takes a dictionary a row and converts value by value; an import of a million invoices cannot
wait for that. Here a column is converted at a time, a repeated day once.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from itertools import repeat
from typing import Any, cast

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Date,
    Select,
    String,
    Table,
    bindparam,
    column,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY


def insert_rows(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert ``rows`` whose values stand in the order of ``names``, inside the connection's transaction."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, table, names, rows)
        return
    columns = [
        _converted(connection, table.c[name], values)
        for name, values in zip(names, zip(*rows, strict=True), strict=True)
    ]
    places = ", ".join(repeat("?", len(names)))
    statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({places})"
    connection.exec_driver_sql(statement, list(zip(*columns, strict=True)))


def _copy(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    jsons = [n for n, name in enumerate(names) if isinstance(table.c[name].type, JSON)]
    cursor = cast(Any, connection.connection.cursor())
    with cursor, cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            if jsons:
                texts = list(row)
                for n in jsons:
                    texts[n] = None if row[n] is None else json.dumps(row[n])
                copy.write_row(texts)
            else:
                copy.write_row(row)


def _converted(connection: Connection, column: Column[Any], values: Sequence[Any]) -> Sequence[Any]:
    """What the driver of SQLite takes for a column's values; the same text as SQLAlchemy writes."""
    processor = _processor(connection, column)
    if processor is None:
        return values
    if isinstance(column.type, Date):
        known: dict[date | None, Any] = {None: None}
        return [known[value] if value in known else known.setdefault(value, processor(value)) for value in values]
    first = values[0]
    if all(value is first for value in values):
        return [None if first is None else processor(first)] * len(values)
    return [None if value is None else processor(value) for value in values]


def _processor(connection: Connection, column: Column[Any]) -> Callable[[Any], Any] | None:
    return column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)


def among(connection: Connection, key: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """``key IN values``, as one parameter however many there are (a list of parameters is limited, and compiles anew)."""
    if connection.dialect.name == "postgresql":
        return key == func.any(bindparam(None, list(values), type_=ARRAY(key.type)))
    wanted = func.json_each(bindparam(None, json.dumps(list(values)), type_=String)).table_valued(
        column("value", key.type)
    )
    inside: Select[Any] = select(wanted.c.value)
    return key.in_(inside)
