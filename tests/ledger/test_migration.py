"""Migrations build exactly the declared tables, run twice without harm, and refuse a newer database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from ledger.audit import read_entries
from ledger.audit_check import broken_facts
from ledger.checkup import checkup
from ledger.connection import open_ledger, reading, writing
from ledger.errors import LedgerTooNew
from ledger.fact_check import changed_facts
from ledger.migration import drop_tables, migrate, schema_versions
from ledger.recording import Recorder
from ledger.records import Payment, Record
from ledger.service_tables import metadata
from ledger.settings import Settings
from tests.ledger.old_ledger import old_ledger


def test_migrations_build_what_is_declared(engine: Engine) -> None:
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_from_nothing_and_twice(tmp_path: Path) -> None:
    engine = open_ledger(Settings(home=tmp_path / "new" / "home"))
    assert schema_versions(engine)[0] is None
    migrate(engine)
    migrate(engine)
    current, head = schema_versions(engine)
    assert current == head
    assert "items" in inspect(engine).get_table_names()
    engine.dispose()


def test_a_newer_ledger_is_refused(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerTooNew, match="newer duecast"):
        migrate(engine)


def test_a_full_ledger_of_the_first_schema_goes_up(settings: Settings) -> None:
    """Everything stays, is taken under seal, and what comes later is recorded beside it."""
    engine = old_ledger(settings)
    before = counts(engine)
    migrate(engine)
    assert schema_versions(engine)[0] == schema_versions(engine)[1]
    assert {name: number for name, number in counts(engine).items() if name in before} == before
    with reading(engine) as connection:
        (entry,) = read_entries(connection)
        assert (entry.action, entry.detail["from"]) == ("upgrade", "0001")
        assert list(changed_facts(connection)) == [], "the digests are still those of what the facts say"
    assert [check for check in checkup(engine) if not check.holds] == []
    with writing(engine) as connection:
        at = datetime(2026, 2, 1, tzinfo=UTC)
        recorder = Recorder(connection, "erp", ["c.csv"], at, at.date())
        facts: list[Record] = [
            Payment(payment_id="p1", customer_id="A", paid_on=date(2026, 1, 4), currency="EUR", amount_minor=3000),
            Payment(payment_id="p2", customer_id="A", paid_on=date(2026, 1, 4), currency="EUR", amount_minor=3000),
        ]
        assert recorder.record(facts) == []
        assert (recorder.tallies["payments"].known, recorder.tallies["payments"].new) == (1, 1)
        recorder.finish({})
    migrate(engine)
    assert [check for check in checkup(engine) if not check.holds] == []
    with writing(engine) as connection:
        connection.execute(text("UPDATE disputes SET known_on = '2020-01-01'"))
        assert next(broken_facts(connection)).audit_no == 1, "the old facts are under seal"
    engine.dispose()


def counts(engine: Engine) -> dict[str, int]:
    """Rows of every table but Alembic's."""
    names = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
    with reading(engine) as connection:
        return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in names}


def test_two_programs_upgrade_at_once(settings: Settings) -> None:
    """One does it, the other finds it done."""
    engine = old_ledger(settings)
    engines = [open_ledger(settings) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, engines))
    with reading(engine) as connection:
        assert len(list(read_entries(connection))) == 1
    for one in [engine, *engines]:
        one.dispose()


def test_tables_of_others_stay(engine: Engine) -> None:
    """A database that is shared, with MLflow say: a restore takes away what is duecast's and nothing else."""
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE experiments (name VARCHAR)"))
        drop_tables(connection)
    assert inspect(engine).get_table_names() == ["experiments"]
    with writing(engine) as connection:
        connection.execute(text("DROP TABLE experiments"))
