"""Waits are jittered and bounded; a driver's error is told as what a person can do, on both databases."""

import sqlite3
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest
from sqlalchemy import Engine, event, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from ledger.connection import open_ledger, reading, transact, writing
from ledger.contention import LONGEST_WAIT_SECONDS, tried, waits
from ledger.errors import LedgerBusy, LedgerDamaged, LedgerFull, LedgerUnreachable
from ledger.settings import Settings
from ledger.tables import customers


def test_waits_end_and_vary() -> None:
    started = monotonic()
    taken = []
    for wait in waits(0.2):
        taken.append(wait)
        sleep(wait)
    assert 0.15 < monotonic() - started < 1.0
    assert len(set(taken)) == len(taken) > 3
    assert max(taken) <= LONGEST_WAIT_SECONDS
    assert list(waits(0)) == []


def test_who_has_waited_longer_tries_more_often(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("ledger.contention.monotonic", lambda: now[0])
    monkeypatch.setattr("ledger.contention.uniform", lambda low, high: high)
    taken = []
    for wait in waits(30):
        taken.append(wait)
        now[0] += wait
    assert taken[:4] == [0.002, 0.004, 0.008, 0.016]
    assert max(taken) < 0.05 and max(taken[-100:-1]) < 0.003
    assert now[0] == pytest.approx(30)


def test_busy_is_tried_again_within_the_limit_only() -> None:
    tries = []

    def third_time() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise LedgerBusy("held")
        return "done"

    def never() -> None:
        raise LedgerBusy("held")

    assert tried(third_time, 5) == "done"
    started = monotonic()
    with pytest.raises(LedgerBusy):
        tried(never, 0.1)
    assert monotonic() - started < 1


def test_a_second_writer_is_told_in_time(settings: Settings) -> None:
    first, second = open_ledger(settings), open_ledger(settings.model_copy(update={"busy_seconds": 0.2}))
    started = monotonic()
    with writing(first), pytest.raises(LedgerBusy, match="DUECAST_BUSY_SECONDS"):
        transact(second, lambda connection: connection.execute(select(customers)))
    assert 0.1 < monotonic() - started < 3
    assert transact(second, lambda connection: len(connection.execute(select(customers)).all())) == 0
    first.dispose()
    second.dispose()


def test_a_second_writer_waits_for_the_first(settings: Settings) -> None:
    first, second = open_ledger(settings), open_ledger(settings)
    order: list[str] = []

    def late() -> None:
        transact(second, lambda connection: order.append("second"))

    with writing(first):
        thread = Thread(target=late)
        thread.start()
        sleep(0.2)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]
    first.dispose()
    second.dispose()


def test_a_serialization_failure_is_done_again(postgres_settings: Settings) -> None:
    engine = open_ledger(postgres_settings)
    tries = []

    def work(connection: object) -> int:
        tries.append(1)
        if len(tries) < 3:
            connection.execute(text("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"))  # type: ignore[attr-defined]
        return len(tries)

    assert transact(engine, work) == 3
    engine.dispose()


def test_what_is_no_contention_stays_what_it_is(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine) as connection:
        for _ in range(2):
            connection.execute(insert(customers).values(customer_no=1, customer_id="A"))


def test_a_full_disk_and_a_damaged_file_are_told(sqlite_settings: Settings, sqlite_engine: Engine) -> None:
    @event.listens_for(sqlite_engine, "connect")
    def small(connection: sqlite3.Connection, _: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages}")

    with pytest.raises(LedgerFull, match="free some space"), writing(sqlite_engine) as connection:
        connection.execute(
            insert(customers), [{"customer_no": n, "customer_id": "x" * 3000 + str(n)} for n in range(50)]
        )
    with reading(sqlite_engine) as connection:
        assert connection.execute(select(customers)).all() == []
    sqlite_engine.dispose()
    path = Path(sqlite_settings.home) / "duecast.db"
    content = bytearray(path.read_bytes())
    content[100:8000] = b"\xff" * 7900
    path.write_bytes(content)
    with pytest.raises(LedgerDamaged, match="restore the last backup"), reading(sqlite_engine) as connection:
        connection.execute(select(customers))


def test_a_folder_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "duecast.db").mkdir()
    engine = open_ledger(Settings(home=tmp_path))
    with pytest.raises(LedgerUnreachable, match="cannot be written or opened"), reading(engine):
        pass


def test_a_server_that_ends_the_session_is_told(postgres_settings: Settings) -> None:
    engine, other = open_ledger(postgres_settings), open_ledger(postgres_settings)
    with pytest.raises((LedgerUnreachable, DBAPIError)) as caught, writing(engine) as connection:
        pid = connection.scalar(text("SELECT pg_backend_pid()"))
        with reading(other) as second:
            second.execute(text(f"SELECT pg_terminate_backend({pid})"))
        connection.execute(select(customers))
    assert isinstance(caught.value, LedgerUnreachable)
    engine.dispose()
    other.dispose()
