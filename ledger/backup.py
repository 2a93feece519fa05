"""A backup of the whole ledger in one file, taken while others write: one consistent state, on either database.

SQLite is copied first, by its own backup, so that writers are held up for the copy only and not for the writing of the file.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    LargeBinary,
    String,
    cast,
    func,
    select,
)

from ledger.archive import ROWS_AT_ONCE, ArchiveWriter, Manifest, Word
from ledger.audit import append, read_head
from ledger.connection import busy_seconds, open_ledger, reading, writing
from ledger.contention import meaning_of_sqlite
from ledger.digest import ledger_digest
from ledger.errors import InvalidBackup, LedgerBusy, LedgerFull
from ledger.jobs import job
from ledger.leavings import working_folder
from ledger.migration import schema_of
from ledger.service_tables import metadata
from ledger.settings import Settings
from ledger.tables import customer_pages
from ledger.whole_file import enough_room, no_room

Progress = Callable[[str, float], None]
KINDS: tuple[tuple[Any, Word], ...] = (
    (JSON, "json"), (Boolean, "flag"), (DateTime, "instant"), (Date, "day"), (LargeBinary, "bytes"), (Float, "float"),
    (Integer, "number"), (String, "text"),
)  # fmt: skip


def back_up(engine: Engine, path: Path, *, replace: bool = False, progress: Progress | None = None) -> Manifest:
    """Write a backup to ``path``, readable by its owner only, and log it; nothing stands there before it is whole.

    ``InvalidBackup`` where a file stands there already and ``replace`` does not allow it, ``LedgerFull`` where there is no room.
    """
    show = progress or (lambda stage, share: None)
    if path.exists() and not replace:
        raise InvalidBackup(f"{path} is there already; name another file, or allow it with --replace")
    with job(engine, "backup", path.name) as running:
        with enough_room(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with working_folder(path.parent) as folder:
                file = folder / "archive"
                show("copying the ledger", 0.0)
                with _snapshot(engine, folder) as connection:
                    manifest = _write(connection, file, show)
                _keep(file, path)
        with writing(engine) as connection:
            running.end(connection)
            told = {"made_at": manifest.made_at, "rows": manifest.rows, "audit_head": manifest.audit_head}
            append(connection, "backup", path.name, told, at=datetime.now(UTC))
    show("done", 1.0)
    return manifest


@contextmanager
def _snapshot(engine: Engine, folder: Path) -> Iterator[Connection]:
    """One consistent state: of PostgreSQL a repeatable read, of SQLite a copy."""
    if engine.dialect.name != "sqlite":
        with reading(engine) as connection:
            yield connection
        return
    _copy_sqlite(engine, folder / "copy.db")
    copy = open_ledger(Settings(home=folder, database_url=f"sqlite:///{folder / 'copy.db'}"))
    try:
        with reading(copy) as connection:
            yield connection
    finally:
        copy.dispose()


def _copy_sqlite(engine: Engine, target: Path) -> None:
    """SQLite's online backup in one step; while a writer holds the file it is tried again, within the limit."""
    ends = monotonic() + busy_seconds(engine)

    def waiting(status: int, remaining: int, total: int) -> None:
        if status not in {sqlite3.SQLITE_OK, sqlite3.SQLITE_DONE} and monotonic() > ends:
            raise LedgerBusy(
                "the ledger is in use by another process (an import?); no backup was made: try again later"
            )

    with engine.connect() as connection:
        connection.rollback()
        raw: Any = connection.connection.driver_connection
        copy = sqlite3.connect(target)
        try:
            raw.backup(copy, pages=-1, progress=waiting, sleep=0.05)
        except sqlite3.Error as error:
            told = meaning_of_sqlite(error, str(error))
            if told is None:
                raise
            raise (LedgerFull(no_room(target.parent, str(error))) if isinstance(told, LedgerFull) else told) from error
        finally:
            copy.close()


def _write(connection: Connection, file: Path, show: Progress) -> Manifest:
    tables = [table for table in metadata.sorted_tables if table is not customer_pages]  # made of the others
    total = sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables) or 1
    schema, writer, done = schema_of(connection), ArchiveWriter(file), 0
    try:
        for table in tables:
            show("writing tables", 0.05 + 0.9 * done / total)
            columns = tuple((column.name, _word(column)) for column in table.columns)
            query = select(*(_said(connection, column) for column in table.columns)).order_by(
                *table.primary_key.columns
            )
            rows = connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE))
            writer.add(table.name, columns, rows)
            done += writer.tables[-1].rows
        return writer.finish(
            datetime.now(UTC).isoformat(timespec="seconds"),
            schema,
            ledger_digest(connection),
            str(read_head(connection)),
        )
    finally:
        writer.close()


def _word(column: Column[Any]) -> Word:
    return next(word for kind, word in KINDS if isinstance(column.type, kind))


def _said(connection: Connection, column: Column[Any]) -> Any:
    """A column as the archive has it."""
    word = _word(column)
    if word == "instant" and connection.dialect.name == "postgresql":
        return func.to_char(func.timezone("UTC", column), "YYYY-MM-DD HH24:MI:SS.US")
    return cast(column, String) if word in {"day", "instant", "json"} else column


def _keep(file: Path, path: Path) -> None:
    """Onto the disk and under its name, whole or not at all."""
    file.chmod(0o600)
    _sync(file)
    file.replace(path)
    _sync(path.parent)


def _sync(place: Path) -> None:
    number = os.open(place, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
