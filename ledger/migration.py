"""Bringing a database to this program's schema (Alembic), and refusing one that a newer program wrote."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Engine

from ledger.audit_entries import audit_upgrade
from ledger.connection import reading, writing
from ledger.errors import LedgerTooNew


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def schema_versions(engine: Engine) -> tuple[str | None, str | None]:
    """(the database's, the program's) revision; None: empty."""
    with reading(engine) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current, ScriptDirectory.from_config(_config()).get_current_head()


def migrate(engine: Engine) -> None:
    """Create or upgrade the tables, in one transaction; ``LedgerTooNew`` if the program is the older one."""
    current, head = schema_versions(engine)
    if current == head:
        return
    config = _config()
    if current is not None:
        try:
            ScriptDirectory.from_config(config).get_revision(current)
        except CommandError:
            raise LedgerTooNew(
                f"the ledger's schema is {current}, which this program (schema {head}) does not know; "
                "a newer duecast wrote it: install that version, or restore a backup of before its upgrade"
            ) from None
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        current = MigrationContext.configure(connection).get_current_revision()  # another process may have been faster
        if current == head:
            return
        command.upgrade(config, "head")
        if current is not None:
            audit_upgrade(connection, current, str(head))
