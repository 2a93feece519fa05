"""Opening the ledger: safe journal, one writer at a time, undone when it fails, a clear text when it is not there."""

import os
import signal
import sqlite3
from pathlib import Path
from threading import Event, Thread, Timer
from time import monotonic, sleep

import pytest
from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from ledger.connection import open_ledger, reading, wal_is_safe, writing
from ledger.errors import LedgerBusy, LedgerUnreachable
from ledger.first_load import more_pages
from ledger.settings import Settings
from ledger.tables import customers


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
    ],
)
def test_only_fixed_sqlite_uses_wal(version: tuple[int, int, int], safe: bool) -> None:
    assert wal_is_safe(version) is safe


def test_the_journal_fits_this_sqlite(sqlite_engine: Engine) -> None:
    with reading(sqlite_engine) as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        assert mode == ("wal" if wal_is_safe(sqlite3.sqlite_version_info) else "truncate")
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_what_fails_is_undone(engine: Engine) -> None:
    with pytest.raises(RuntimeError), writing(engine) as connection:
        connection.execute(insert(customers).values(customer_no=1, customer_id="A"))
        raise RuntimeError
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(customers)) == 0


def test_a_second_writer_waits_its_time_and_no_longer(sqlite_settings: Settings) -> None:
    first = open_ledger(sqlite_settings)
    second = open_ledger(sqlite_settings.model_copy(update={"busy_seconds": 0.05}))
    with writing(first), pytest.raises(LedgerBusy, match="in use by another process"), writing(second):
        pass
    with writing(second) as connection:
        connection.execute(insert(customers).values(customer_no=1, customer_id="A"))
    first.dispose()
    second.dispose()


def test_reading_is_one_consistent_view(postgres_settings: Settings) -> None:
    """On PostgreSQL: what another connection commits meanwhile is not seen, and a reader cannot write."""
    engine = open_ledger(postgres_settings)
    with reading(engine) as reader:
        assert reader.scalar(select(func.count()).select_from(customers)) == 0
        with writing(engine) as writer:
            writer.execute(insert(customers).values(customer_no=1, customer_id="A"))
        assert reader.scalar(select(func.count()).select_from(customers)) == 0
        with pytest.raises(DBAPIError, match="read-only"):
            reader.execute(text("DELETE FROM customers"))
    engine.dispose()


def test_who_waited_sees_what_was_written_meanwhile(postgres_settings: Settings) -> None:
    """Also on a server whose administrator made another isolation the default: else both would number the same things."""
    engine = open_ledger(postgres_settings)
    with writing(engine) as connection:
        name = connection.scalar(text("SELECT current_database()"))
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'"))
    engine.dispose()
    begun, seen = Event(), list[int]()

    def second() -> None:
        begun.set()
        with writing(engine) as connection:
            seen.append(connection.scalar(select(func.count()).select_from(customers)) or 0)

    with writing(engine) as connection:
        waiting = Thread(target=second)
        waiting.start()
        begun.wait()
        asked = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        while not connection.scalar(asked):
            sleep(0.01)
        connection.execute(insert(customers).values(customer_no=1, customer_id="A"))
    waiting.join()
    engine.dispose()
    assert seen == [1]


def test_an_unreachable_ledger_says_so_without_the_password(tmp_path: Path) -> None:
    engine = open_ledger(Settings(home=tmp_path, database_url="postgresql://me:secret@127.0.0.1:1/none"))
    with pytest.raises(LedgerUnreachable, match="does not answer") as caught, reading(engine):
        pass
    assert "secret" not in str(caught.value)
    engine.dispose()


def test_ctrl_c_in_a_statement_undoes_all_and_frees_the_ledger(sqlite_engine: Engine) -> None:
    """A process started in the background ignores the signal from birth: here it is heard whoever started the tests."""
    rows = [(f"n{n}", "[]", "2026-01-01", "2026-01-01") for n in range(100_000)]
    interrupt = Timer(0.02, os.kill, (os.getpid(), signal.SIGINT))
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), writing(sqlite_engine) as connection, more_pages(connection):
            interrupt.start()
            for _ in range(200):
                connection.exec_driver_sql(
                    "INSERT INTO imports (source, files, started_at, recorded_on) VALUES (?, ?, ?, ?)", rows
                )
    finally:
        signal.signal(signal.SIGINT, heard)
    started = monotonic()
    with writing(sqlite_engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM imports").scalar() == 0
    assert monotonic() - started < 5
