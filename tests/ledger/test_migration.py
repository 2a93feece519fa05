"""Migrations build exactly the declared tables, run twice without harm, and refuse a newer database."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from ledger.connection import open_ledger, reading, writing
from ledger.errors import LedgerTooNew
from ledger.migration import migrate, schema_versions
from ledger.service_tables import metadata
from ledger.settings import Settings


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
