"""Foreign keys and indexes stand after a first load as before it, hold what was written meanwhile, and wait for nobody; rows are
counted."""

from datetime import UTC, date, datetime
from threading import Event, Thread

import pytest
from sqlalchemy import Connection, Engine, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from ledger import first_load
from ledger.connection import reading, writing
from ledger.first_load import FirstLoad, more_pages
from ledger.recording import Recorder
from ledger.records import Payment
from ledger.tables import customers, payments

PAYMENT = Payment(payment_id="p", customer_id="A", paid_on=date(2026, 1, 5), currency="EUR", amount_minor=1)
AT = datetime(2026, 2, 1, tzinfo=UTC)


def keys(connection: Connection) -> list[tuple[str, str]]:
    """Name and definition of each index of the payments, and where it can be dropped of each foreign key."""
    query = """
        SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid = 'payments'::regclass
        UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'payments' AND indexname <> 'pk_payments'"""
    if connection.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'payments'"
    return sorted(tuple(row) for row in connection.execute(text(query)))


def test_the_keys_are_the_same_afterwards(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_load, "MANY_ROWS", 1)
    with writing(engine) as connection:
        before, loading = keys(connection), FirstLoad(connection)
        loading.begin(payments, 1)
        assert keys(connection) == []
        loading.begin(payments, 1)
        assert keys(connection) == [], "not twice, of a file without a row that could be taken"
        Recorder(connection, "s", [], AT, AT.date()).record([PAYMENT])
        loading.end()
        assert keys(connection) == before
        if connection.dialect.name == "postgresql":
            counted = text(
                "SELECT relname, reltuples FROM pg_class WHERE relname IN ('payments', 'customers', 'items')"
            )
            assert dict(map(tuple, connection.execute(counted))) == {"payments": 1, "customers": 1, "items": -1}
    with writing(engine) as connection:
        FirstLoad(connection).begin(payments, 1)
        assert keys(connection) == before, "not of a table that holds something"


def test_what_refers_to_nothing_is_refused_at_the_end(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_load, "MANY_ROWS", 1)
    values = {
        "payment_id": "p", "customer_no": 9, "paid_on": date(2026, 1, 1), "currency": "EUR", "method": "", "reference": "",
        "occurred_on": date(2026, 1, 1), "known_on": date(2026, 1, 1), "recorded_at": AT, "backfilled": True,
        "import_no": 1, "digest": 1,
    }  # fmt: skip
    with pytest.raises(IntegrityError), writing(engine) as connection:
        loading = FirstLoad(connection)
        loading.begin(payments, 1)
        connection.execute(insert(payments).values(values))
        loading.end()
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(payments)) == 0
        assert len(keys(connection)) == (4 if connection.dialect.name == "postgresql" else 2)


def test_who_reads_is_not_waited_for(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_load, "MANY_ROWS", 1)
    monkeypatch.setattr(first_load, "PATIENCE_MS", 50)
    began, done = Event(), Event()

    def read() -> None:
        with reading(engine) as connection:
            connection.execute(select(customers)).all()
            began.set()
            done.wait(20)

    if engine.dialect.name == "sqlite":
        return  # a reader there lets nobody commit: the same with and without
    reader = Thread(target=read)
    reader.start()
    try:
        assert began.wait(20)
        with writing(engine) as connection:
            loading = FirstLoad(connection)
            loading.begin(payments, 1)
            assert len(keys(connection)) == (4 if connection.dialect.name == "postgresql" else 2)
            Recorder(connection, "s", [], AT, AT.date()).record([PAYMENT])
            loading.end()
    finally:
        done.set()
        reader.join()
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(payments)) == 1


def test_more_pages_only_meanwhile(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect() as connection:
        before = connection.exec_driver_sql("PRAGMA cache_size").scalar()
        with more_pages(connection):
            assert connection.exec_driver_sql("PRAGMA cache_size").scalar() == -65536
        assert connection.exec_driver_sql("PRAGMA cache_size").scalar() == before
