"""Many rows at once, in and out: ``executemany`` of plain tuples on SQLite, COPY on PostgreSQL.

SQLAlchemy's own executemany takes a dictionary a row and converts value by value; an import of a million invoices cannot
wait for that. Here a column is converted at a time, a repeated day once.
"""

import json
from collections.abc import Callable, Collection, Sequence
from datetime import date
from itertools import repeat
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Date,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    column,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from ledger.driver_rows import copy_in

COPY_SIGNS = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
"""What COPY's text format writes for the signs it uses itself."""


def insert_rows(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert ``rows`` whose values stand in the order of ``names``, inside the connection's transaction."""
    if rows:
        insert_columns(connection, table, names, list(zip(*rows, strict=True)))


def insert_columns(
    connection: Connection, table: Table, names: Sequence[str], columns: Sequence[Sequence[Any]]
) -> None:
    """Insert rows given as columns, one for each of ``names``, all of one length."""
    if connection.dialect.name == "postgresql":
        _copy(connection, table, names, columns)
        return
    converted = [_converted(connection, table.c[name], values) for name, values in zip(names, columns, strict=True)]
    places = ", ".join(repeat("?", len(names)))
    statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({places})"
    rows = list(zip(*converted, strict=True))
    if rows:
        connection.exec_driver_sql(statement, rows)


def _copy(connection: Connection, table: Table, names: Sequence[str], columns: Sequence[Sequence[Any]]) -> None:
    texts = [_copied(table.c[name], values) for name, values in zip(names, columns, strict=True)]
    lines = "".join([line + "\n" for line in map("\t".join, zip(*texts, strict=True))])
    copy_in(connection, f"COPY {table.name} ({', '.join(names)}) FROM STDIN", [lines])


def _copied(column: Column[Any], values: Sequence[Any]) -> Sequence[str]:
    """A column as COPY's text format has it."""
    first = values[0]
    if all(value is first for value in values):
        return [_copied_value(column, first)] * len(values)
    if isinstance(column.type, String):
        said = "".join([value for value in values if value is not None])
        if None not in values and not any(sign in said for sign in "\\\t\n\r"):
            return values
        return ["\\N" if value is None else value.translate(COPY_SIGNS) for value in values]
    if isinstance(column.type, Date):
        known = {value: _copied_value(column, value) for value in set(values)}
        return [known[value] for value in values]
    if isinstance(column.type, Integer) and None not in values:
        return list(map(str, values))
    return [_copied_value(column, value) for value in values]


def _copied_value(column: Column[Any], value: Any) -> str:
    if value is None:
        return "\\N"
    text = json.dumps(value) if isinstance(column.type, JSON) else str(value)
    return text.translate(COPY_SIGNS)


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


def among(connection: Connection, key: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """``key IN values``, as one parameter however many there are (a list of parameters is limited, and compiles anew)."""
    if connection.dialect.name == "postgresql":
        kept = [
            value for value in values if not (isinstance(value, str) and "\0" in value)
        ]  # no text of its own holds NUL
        return key == func.any(bindparam(None, kept, type_=ARRAY(key.type)))
    wanted = func.json_each(bindparam(None, json.dumps(list(values)), type_=String)).table_valued(
        column("value", key.type)
    )
    inside: Select[Any] = select(wanted.c.value)
    return key.in_(inside)
