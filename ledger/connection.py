"""Opening the ledger's database: SQLite embedded, PostgreSQL by URL; one transaction a command or request.

SQLite 3.7.0–3.51.2 can corrupt a WAL database when the log is reset (fixed in 3.51.3, 3.50.7, 3.44.6): on an unfixed
one the rollback journal is used instead. Writers take the write lock at BEGIN, so that no two imports number the same thing.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError

from ledger.errors import LedgerUnreachable
from ledger.settings import Settings

WRITER_LOCK = 0x6475_6563
"""PostgreSQL advisory lock of whoever records facts; SQLite's own write lock does the same."""


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite has the fix of the WAL-reset bug."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def open_ledger(settings: Settings) -> Engine:
    """An engine on the settings' database; the SQLite file's folder is made if it is missing."""
    url = settings.ledger_url
    if not url.startswith("sqlite"):
        return create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), pool_pre_ping=True)
    settings.home.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": settings.sqlite_busy_seconds, "check_same_thread": False})
    journal = "WAL" if wal_is_safe(sqlite3.sqlite_version_info) else "TRUNCATE"

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late for a consistent read
        for pragma in (f"journal_mode={journal}", "synchronous=FULL", "foreign_keys=ON", "mmap_size=0"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("duecast_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the ledger."""
    with _reachable(engine) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that may record facts: committed when the block ends, undone when it raises."""
    with _reachable(engine) as connection:
        recording = connection.execution_options(duecast_writing=True)
        with recording.begin():
            if recording.dialect.name == "postgresql":
                recording.execute(text(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})"))
            yield recording


@contextmanager
def _reachable(engine: Engine) -> Iterator[Connection]:
    try:
        connection = engine.connect()
    except OperationalError as error:
        where = engine.url.render_as_string(hide_password=True)
        raise LedgerUnreachable(
            f"the ledger {where} does not answer ({error.orig}); is it running, is the URL right?"
        ) from None
    with connection:
        yield connection
