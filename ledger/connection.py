"""Opening the ledger's database: SQLite embedded, PostgreSQL by URL; one transaction a command or request.

SQLite 3.7.0–3.51.2 can corrupt a WAL database when the log is reset (fixed in 3.51.3, 3.50.7, 3.44.6): on an unfixed
one the rollback journal is used instead. Writers take the write lock at BEGIN, so that no two imports number the same thing.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from ledger.contention import is_contention, meaning, tried, waits
from ledger.errors import InvalidValue, LedgerUnreachable
from ledger.settings import Settings
from ledger.whole_file import enough_room

WRITER_LOCK = 0x6475_6563
"""PostgreSQL advisory lock of whoever records facts; SQLite's own write lock does the same."""

PAGES_AT_HAND_KIB = 16_384
"""SQLite's own 2,000 do not hold the pages on which one customer's facts lie."""

T = TypeVar("T")


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite has the fix of the WAL-reset bug."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def open_ledger(settings: Settings) -> Engine:
    """An engine on the settings' database; the SQLite file's folder is made if it is missing."""
    url = settings.ledger_url
    options = {"duecast_actor": settings.actor, "duecast_busy_seconds": settings.busy_seconds}
    if not url.startswith("sqlite"):
        return create_engine(_postgres(url), pool_pre_ping=True, execution_options=options)
    with enough_room(settings.home):
        try:
            settings.home.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, FileNotFoundError, NotADirectoryError, PermissionError) as error:
            raise LedgerUnreachable(
                f"DUECAST_HOME {settings.home} is no folder and cannot be made one ({error.strerror}); name another"
            ) from None
    connecting = {"timeout": settings.busy_seconds, "check_same_thread": False}
    engine = create_engine(url, connect_args=connecting, execution_options=options)
    journal = "WAL" if wal_is_safe(sqlite3.sqlite_version_info) else "TRUNCATE"

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late for a consistent read
        pragmas = (f"journal_mode={journal}", "synchronous=FULL", "foreign_keys=ON", "mmap_size=0")
        for pragma in (*pragmas, f"cache_size=-{PAGES_AT_HAND_KIB}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "handle_error")
    def interrupted(context: Any) -> None:
        """Ctrl-C in a statement is no lost connection: thrown away, it would keep the write lock until it is collected."""
        if isinstance(context.original_exception, KeyboardInterrupt):
            context.is_disconnect = False

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("duecast_writing", False):
            _begin_immediate(connection, settings.busy_seconds)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def _postgres(url: str) -> URL:
    """``LedgerUnreachable`` where it is no address of a PostgreSQL database; a password in it is not repeated."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        address = None
    if address is None or address.drivername not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise LedgerUnreachable(
            "DUECAST_DATABASE_URL is no address of a ledger; write postgresql://user:password@host/database, "
            "or leave it empty for the SQLite file under DUECAST_HOME"
        )
    return address.set(drivername="postgresql+psycopg")


def _begin_immediate(connection: Connection, busy_seconds: float) -> None:
    """Take SQLite's write lock. Its own waiting is regular and unfair to a late comer; here waits are jittered."""
    raw: Any = connection.connection.driver_connection
    raw.execute("PRAGMA busy_timeout=0")
    try:
        for wait in waits(busy_seconds):
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as error:
                if not is_contention(error):
                    raise
                sleep(wait)
            else:
                return
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        raw.execute(f"PRAGMA busy_timeout={round(busy_seconds * 1000)}")


def actor_of(connection: Connection) -> str:
    """Who acts in this transaction, for the audit log."""
    return str(connection.get_execution_options().get("duecast_actor", "unknown"))


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the ledger."""
    with _reachable(engine) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        yield connection


@contextmanager
def writing(engine: Engine, *, actor: str | None = None) -> Iterator[Connection]:
    """One transaction that may record facts: committed when the block ends, undone when it raises.

    ``actor``: who acts, where it is not who runs the program. ``LedgerBusy`` where another writer does not end in time,
    ``LedgerFull`` where the disk takes no more; nothing is kept then.
    """
    with _reachable(engine) as connection:
        recording = connection.execution_options(duecast_writing=True, **({"duecast_actor": actor} if actor else {}))
        with recording.begin():
            if recording.dialect.name == "postgresql":
                patience = max(1, round(1000 * busy_seconds(engine)))
                # whatever the server's default: who waited for the lock must see what was written while it waited
                committed = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED"
                recording.execute(text(f"{committed}; SET LOCAL lock_timeout = {patience}"))
                recording.execute(text(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})"))
            yield recording


def transact(engine: Engine, work: Callable[[Connection], T], *, actor: str | None = None) -> T:
    """``work`` in a transaction of its own, done again from its start where another process got in its way.

    Bounded by ``DUECAST_BUSY_SECONDS``, then ``LedgerBusy``. ``work`` must touch nothing but its connection.
    """

    def once() -> T:
        with writing(engine, actor=actor) as connection:
            return work(connection)

    return tried(once, busy_seconds(engine))


def busy_seconds(engine: Engine) -> float:
    """How long one waits here for another process."""
    return float(engine.get_execution_options().get("duecast_busy_seconds", 30.0))


@contextmanager
def _reachable(engine: Engine) -> Iterator[Connection]:
    try:
        connection = engine.connect()
    except DBAPIError as error:
        where = engine.url.render_as_string(hide_password=True)
        raise meaning(error) or LedgerUnreachable(
            f"the ledger {where} does not answer ({error.orig}); is it running, is the URL right?"
        ) from None
    try:
        with connection:
            yield connection
    except UnicodeEncodeError as error:
        shown = ascii(error.object[error.start : error.end])
        raise InvalidValue(
            f"a text holds {shown}, which is no character; nothing was kept: name or send it without"
        ) from error
    except DBAPIError as error:
        told = meaning(error)
        if told is None:
            raise
        raise told from error
