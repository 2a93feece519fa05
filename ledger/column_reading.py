"""Many rows at once, out: whole columns of integers as arrays, and plain rows by the thousand.

SQLite: the standard library's ``fetchmany``. PostgreSQL: COPY in its binary format, whose rows of integers all have one
length, so that NumPy reads them where they lie.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Connection, Select
from sqlalchemy import cast as sql_cast

AT_ONCE = 50_000
"""Rows that are held as Python objects."""
COPY_HEADER_BYTES = 19
COPY_TRAILER_BYTES = 2
INTEGER_BYTES = 8


@contextmanager
def no_collecting() -> Iterator[None]:
    """Rows hold no cycles: looking for some costs a quarter of reading a million of them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def read_integers(connection: Connection, query: Select[Any]) -> list[NDArray[np.int64]]:
    """The columns of a query, none of whose values is null, shape (n,) each, in the order of its rows."""
    width = len(query.selected_columns)
    if connection.dialect.name == "postgresql":
        return _copied_out(connection, query, width)
    parts = [
        np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=width * len(rows)).reshape(-1, width)
        for rows in read_rows(connection, query)
    ]
    table = np.concatenate(parts) if parts else np.zeros((0, width), dtype=np.int64)
    return [np.ascontiguousarray(column) for column in table.T]


def read_rows(connection: Connection, query: Select[Any]) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The rows of a query as the driver gives them, some thousand at a time."""
    raw = cast(Any, connection.connection)
    cursor = raw.cursor(name="duecast_rows") if connection.dialect.name == "postgresql" else raw.cursor()
    try:
        cursor.execute(_text(connection, query))
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows
    finally:
        cursor.close()


def _copied_out(connection: Connection, query: Select[Any], width: int) -> list[NDArray[np.int64]]:
    wide: Any = query.with_only_columns(*(sql_cast(column, BigInteger) for column in query.selected_columns))
    cursor = cast(Any, connection.connection.cursor())
    with cursor, cursor.copy(f"COPY ({_text(connection, wide)}) TO STDOUT (FORMAT BINARY)") as copy:
        content = bytearray()
        for part in copy:  # one a row: a list of them would take more than they hold
            content += part
    row = [
        ("cells", ">i2"),
        *((f"{kind}{n}", ">i4" if kind == "bytes" else ">i8") for n in range(width) for kind in ("bytes", "value")),
    ]
    stride = 2 + width * (4 + INTEGER_BYTES)
    count = (len(content) - COPY_HEADER_BYTES - COPY_TRAILER_BYTES) // stride
    table = np.frombuffer(content, dtype=np.dtype(row), count=count, offset=COPY_HEADER_BYTES)
    return [table[f"value{n}"].astype(np.int64) for n in range(width)]


def _text(connection: Connection, query: Select[Any]) -> str:
    """The statement with its values written out: COPY takes no parameters."""
    return str(query.compile(connection, compile_kwargs={"literal_binds": True}))
