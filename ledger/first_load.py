"""What makes the first load of a large history cheaper, inside its own transaction and undone with it.

SQLite: more pages at hand. PostgreSQL: the foreign keys of a table that is still empty are checked once, over all its
rows, instead of row by row (four fifths of the time of writing a fact). For that they are dropped and made anew: who reads
the tables meanwhile waits for the end of the import. Where others hold them, the rows are checked one by one as ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, ForeignKeyConstraint, Table, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import AddConstraint, DropConstraint

PAGES_KIB = 65_536
MANY_ROWS = 50_000
"""Rows from which on it is worth it."""
PATIENCE_MS = 500


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


class ForeignKeys:
    """Of one import: dropped where that is worth it, made anew at its end."""

    def __init__(self, connection: Connection):
        self._connection = connection
        self._dropped: list[ForeignKeyConstraint] = []

    def drop(self, table: Table, rows: int) -> None:
        """Drop those of an empty table that ``rows`` rows are about to come to."""
        connection = self._connection
        if connection.dialect.name != "postgresql" or rows < MANY_ROWS:
            return
        if connection.execute(select(table).limit(1)).first() is not None:
            return
        keys = [one for one in table.constraints if isinstance(one, ForeignKeyConstraint)]
        try:
            with connection.begin_nested():
                connection.execute(text(f"SET LOCAL lock_timeout = {PATIENCE_MS}"))
                for key in keys:
                    connection.execute(DropConstraint(key))
                connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") not in {"55P03", "42501"}:  # locked by others, or not ours to change
                raise
            return
        self._dropped += keys

    def make_anew(self) -> None:
        """Check all rows at once; and tell the server how many there are, or it reads whole tables for a few rows of them."""
        filled = {table.name for key in self._dropped for table in (key.table, key.referred_table)}
        for name in sorted(filled):
            self._connection.execute(text(f"ANALYZE {name}"))
        for key in self._dropped:
            self._connection.execute(AddConstraint(key))
        self._dropped.clear()
