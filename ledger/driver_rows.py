"""Statements given to the database driver as texts, within the transaction of an SQLAlchemy connection.

Building and compiling a statement costs more than reading one customer's rows: here that is done once.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import ClauseElement, Connection
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.exc import DBAPIError

_DIALECTS: dict[str, Any] = {
    "sqlite": cast(Any, sqlite.dialect)(paramstyle="named"),
    "postgresql": cast(Any, psycopg.dialect)(),
}


def statement_text(statement: ClauseElement, dialect: str) -> str:
    """The statement as the driver takes it, with named parameters."""
    return str(statement.compile(dialect=_DIALECTS[dialect]))


def driver_rows(
    connection: Connection, statement: str, parameters: dict[str, Any], *, binary: bool = False
) -> list[tuple[Any, ...]]:
    """All rows, of the driver's types; ``binary``: PostgreSQL sends bytes as they are. Errors are SQLAlchemy's."""
    if not connection.in_transaction():
        connection.begin()
    raw: Any = connection.connection.driver_connection
    with _errors_of_sqlalchemy(connection, statement, parameters):
        if connection.dialect.name != "postgresql":
            return cast(list[tuple[Any, ...]], raw.execute(statement, parameters).fetchall())
        with raw.cursor(binary=binary) as cursor:
            return cast(list[tuple[Any, ...]], cursor.execute(statement, parameters).fetchall())


def copy_in(connection: Connection, statement: str, rows: Iterable[str | tuple[Any, ...]]) -> None:
    """PostgreSQL's COPY … FROM STDIN, of rows or of texts that are any number of rows in its own format. Errors are
    SQLAlchemy's."""
    cursor = cast(Any, connection.connection.cursor())
    with _errors_of_sqlalchemy(connection, statement, {}), cursor, cursor.copy(statement) as copy:
        for row in rows:
            if isinstance(row, str):
                copy.write(row)
            else:
                copy.write_row(row)


@contextmanager
def _errors_of_sqlalchemy(connection: Connection, statement: str, parameters: dict[str, Any]) -> Iterator[None]:
    """So that whoever asks what an error means (``ledger/contention.py``) need not know the drivers."""
    error_type: Any = cast(Any, connection.dialect).loaded_dbapi.Error
    try:
        yield
    except error_type as error:
        raise DBAPIError.instance(statement, parameters, error, error_type, dialect=connection.dialect) from error
