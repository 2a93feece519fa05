"""Bringing a database to this program's schema (Alembic), and refusing one that a newer program wrote."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, MetaData, inspect

from ledger.audit_entries import audit_upgrade
from ledger.connection import reading, writing
from ledger.customer_pages import mend_pages
from ledger.errors import LedgerTooNew
from ledger.service_tables import metadata

VERSION_TABLE = "alembic_version"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def schema_versions(engine: Engine) -> tuple[str | None, str]:
    """(the database's, the program's) revision; None: empty."""
    with reading(engine) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current, head_schema()


def head_schema() -> str:
    """This program's revision."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def schema_of(connection: Connection) -> str:
    """The database's revision; empty where it has none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def check_revision(revision: str) -> None:
    """``LedgerTooNew`` where this program does not know a schema's revision."""
    try:
        ScriptDirectory.from_config(_config()).get_revision(revision)
    except CommandError:
        raise LedgerTooNew(
            f"the ledger's schema is {revision}, which this program (schema {head_schema()}) does not know; "
            "a newer duecast wrote it: install that version, or restore a backup of before its upgrade"
        ) from None


def migrate(engine: Engine) -> None:
    """Create or upgrade the tables, in one transaction; ``LedgerTooNew`` if the program is the older one."""
    current, head = schema_versions(engine)
    if current == head:
        return
    if current is not None:
        check_revision(current)
    with writing(engine) as connection:
        upgrade(connection)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """The same inside a writing transaction, up to a revision; an upgrade of what was there is logged."""
    config, was = _config(), MigrationContext.configure(connection).get_current_revision()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    now = MigrationContext.configure(connection).get_current_revision()
    if was is not None and now != was and now == head_schema():
        audit_upgrade(connection, was, str(now))
        mend_pages(connection)


def drop_tables(connection: Connection) -> None:
    """Leave the database as if no duecast had ever been there; tables of other programs in it stay."""
    there = set(inspect(connection).get_table_names())
    found = MetaData()
    found.reflect(connection, only=sorted(there & {*metadata.tables, VERSION_TABLE}), resolve_fks=False)
    found.drop_all(connection)
