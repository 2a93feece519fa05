"""What makes the first load of a large history cheaper, inside its own transaction and undone with it.

The indexes of a table that is still empty are made once, of all its rows, instead of row by row; on PostgreSQL its foreign
keys are checked so too (four fifths of the time of writing a fact). For that they are dropped, and made anew when the last
file of the kind was read: who reads the table of PostgreSQL meanwhile waits for the end of the import. Where others hold it,
the rows are checked and filed one by one as ever. SQLite has more pages at hand.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, ForeignKeyConstraint, Index, Table, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import AddConstraint, CreateIndex, DropConstraint, DropIndex

PAGES_KIB = 65_536
MANY_ROWS = 50_000
"""Rows from which on it is worth it."""
PATIENCE_MS = 500
LOOKED_UP = {"item_versions": "item_no"}
"""Columns by which rows are asked for while others of their kind come in: disputes tell of invoices of the same file."""


@contextmanager
def more_pages(connection: Connection) -> Iterator[None]:
    """SQLite keeps 64 MiB of pages at hand while the block runs: indexes are written to in no order."""
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar()
    connection.exec_driver_sql(f"PRAGMA cache_size=-{PAGES_KIB}")
    try:
        yield
    finally:
        if not connection.invalidated:
            connection.exec_driver_sql(f"PRAGMA cache_size={before}")


class FirstLoad:
    """Of one import: keys and indexes that are dropped where that is worth it, and made anew."""

    def __init__(self, connection: Connection):
        self._connection = connection
        self._keys: list[ForeignKeyConstraint] = []
        self._indexes: list[Index] = []
        self._loading: set[Table] = set()
        self._uncounted: set[Table] = set()

    def begin(self, table: Table, rows: int) -> None:
        """``rows`` rows are about to come to a table; drop what it has, if it is empty."""
        connection = self._connection
        if rows < MANY_ROWS or table in self._loading or connection.execute(select(table).limit(1)).first() is not None:
            return
        is_changed = connection.dialect.name == "postgresql"  # SQLite cannot change a table's keys, and counts nothing
        keys = [one for one in table.constraints if isinstance(one, ForeignKeyConstraint) and is_changed]
        indexes = [one for one in table.indexes if LOOKED_UP.get(table.name, "") not in one.columns]
        try:
            with connection.begin_nested():
                if is_changed:
                    connection.execute(text(f"SET LOCAL lock_timeout = {PATIENCE_MS}"))
                for key in keys:
                    connection.execute(DropConstraint(key))
                for index in indexes:
                    connection.execute(DropIndex(index))
                if is_changed:
                    connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") not in {"55P03", "42501"}:  # locked by others, or not ours to change
                raise
            return
        self._loading.add(table)
        self._keys += keys
        self._indexes += indexes
        self._uncounted |= {table for key in keys for table in (key.table, key.referred_table)}

    def count(self, table: Table) -> None:
        """Rows came: the first of them tell the server what there is, or it reads whole tables for a few rows of them."""
        if table in self._uncounted:
            self._analyze()

    def end(self) -> None:
        """All rows came: make anew what was dropped, checking all rows at once; and tell the server how many there are."""
        for index in self._indexes:
            self._connection.execute(CreateIndex(index))
        self._uncounted |= {table for key in self._keys for table in (key.table, key.referred_table)}
        self._analyze()
        for key in self._keys:
            self._connection.execute(AddConstraint(key))
        self._loading.clear()
        self._keys.clear()
        self._indexes.clear()

    def _analyze(self) -> None:
        for name in sorted(table.name for table in self._uncounted):
            self._connection.execute(text(f"ANALYZE {name}"))
        self._uncounted.clear()
