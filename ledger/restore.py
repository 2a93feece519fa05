"""Bringing a backup back: into an empty ledger, or over one; one transaction, so that it is there whole or not at all.

Every table is checked against the manifest as it is read; the ledger's digest, the audit log and the seals of all imports are
checked before anything is kept.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    MetaData,
    Table,
    func,
    select,
    text,
    update,
)

from ledger.archive import WORDS, Archive, ArchivedTable, Manifest
from ledger.audit import append, parse_head
from ledger.audit_check import broken_chain, broken_facts
from ledger.connection import writing
from ledger.customer_pages import mend_pages
from ledger.digest import ledger_digest
from ledger.driver_rows import copy_in
from ledger.errors import InvalidBackup, LedgerNotEmpty
from ledger.jobs import DONE, RUNNING, job
from ledger.migration import check_revision, drop_tables, head_schema, upgrade
from ledger.service_tables import jobs, metadata

Progress = Callable[[str, float], None]
MAY_BE_THERE = {"jobs", "audit", "audit_head"}
"""Tables of an empty ledger that may hold rows: this restore's own job, and an upgrade's entry."""


def restore(engine: Engine, path: Path, *, replace: bool = False, progress: Progress | None = None) -> Manifest:
    """Restore a backup and log it; an older schema is brought up to this program's.

    ``LedgerNotEmpty`` where there is something and ``replace`` does not allow it, ``InvalidBackup`` where the file is not what
    it was, ``LedgerTooNew`` where a newer program made it: nothing is changed then.
    """
    show = progress or (lambda stage, share: None)
    archive = Archive(path)
    try:
        check_revision(archive.manifest.schema)
        with job(engine, "restore", path.name) as running, writing(engine) as connection:
            if not replace:
                _must_be_empty(connection)
            drop_tables(connection)
            running.forget()
            upgrade(connection, archive.manifest.schema)
            _fill(connection, archive, show)
            upgrade(connection)
            show("checking", 0.9)
            if archive.manifest.schema == head_schema():
                mend_pages(connection)  # an upgrade makes them itself
            _check(connection, archive)
            _close_its_backup(connection)
            told = {"made_at": archive.manifest.made_at, "manifest": archive.sha256, "replaced": replace}
            append(connection, "restore", path.name, told, at=datetime.now(UTC))
    finally:
        archive.close()
    show("done", 1.0)
    return archive.manifest


def _must_be_empty(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        if table.name not in MAY_BE_THERE and connection.execute(select(table).limit(1)).first() is not None:
            raise LedgerNotEmpty(
                f"this ledger holds something already (table {table.name}); restore into another DUECAST_HOME or database, "
                "or give --replace to lose what is here"
            )


def _fill(connection: Connection, archive: Archive, show: Progress) -> None:
    done, total = 0, archive.manifest.rows or 1
    there = MetaData()
    there.reflect(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))  # that instants are read as what they are
    for table in archive.manifest.tables:
        show("restoring tables", 0.9 * done / total)
        known = there.tables.get(table.name)
        names = [name for name, _ in table.columns]
        if known is None or set(names) - set(known.c.keys()) or not {word for _, word in table.columns} <= WORDS:
            raise InvalidBackup(
                f"{archive.path.name} holds a table {table.name} that its schema does not have; take another one"
            )
        for rows in archive.chunks(table):
            _insert(connection, table, rows)
        done += table.rows
        if connection.dialect.name == "postgresql":
            _renumber(connection, known)


def _insert(connection: Connection, table: ArchivedTable, rows: list[tuple[Any, ...]]) -> None:
    """Everything goes in as the archive has it: both databases read days, instants and JSON from text."""
    names = ", ".join(f'"{name}"' for name, _ in table.columns)
    if connection.dialect.name == "sqlite":
        places = ", ".join("?" for _ in table.columns)
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({places})", rows)
        return
    copy_in(connection, f"COPY {table.name} ({names}) FROM STDIN", rows)


def _renumber(connection: Connection, table: Table) -> None:
    """PostgreSQL: the next row gets a number above all that were restored."""
    for column in table.primary_key.columns:
        sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
        if sequence is not None:
            newest = connection.scalar(select(func.max(column)))
            if newest is not None:
                connection.execute(text("SELECT setval(:sequence, :newest)"), {"sequence": sequence, "newest": newest})


def _check(connection: Connection, archive: Archive) -> None:
    manifest = archive.manifest
    if manifest.schema == head_schema() and ledger_digest(connection) != manifest.ledger_digest:
        raise archive.damaged("the ledger's digest")
    noted = parse_head(manifest.audit_head)
    broken = broken_chain(connection, noted) or next(broken_facts(connection), None)
    if broken is not None:
        raise InvalidBackup(
            f"{archive.path.name} holds a ledger that was changed behind the program before it was backed up: {broken.found}; "
            "take an older backup"
        )


def _close_its_backup(connection: Connection) -> None:
    """The job that made the backup was still running in it."""
    mine = (jobs.c.kind == "backup") & (jobs.c.state == RUNNING)
    connection.execute(update(jobs).where(mine).values(state=DONE, ended_at=datetime.now(UTC)))
