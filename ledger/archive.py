"""The file of a backup: a ZIP of all tables as JSON lines, with a manifest of what is in it and what it must be.

It belongs to no database: taken from SQLite it restores into PostgreSQL and the other way round. Days are ``2026-03-31``,
instants ``2026-03-31 08:00:00.000000`` in UTC, bytes base64, JSON columns the text of their JSON. Every table's SHA-256 stands
in the manifest, the manifest's own beside it.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Literal, get_args
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from ledger.errors import InvalidBackup

FORMAT = "duecast backup 1"
MANIFEST, MANIFEST_SUM = "manifest.json", "manifest.sha256"
LARGEST_MANIFEST = 1 << 20
ROWS_AT_ONCE = 5_000
Word = Literal["number", "float", "text", "day", "instant", "flag", "json", "bytes"]
WORDS = frozenset(get_args(Word))
UNREADABLE = (BadZipFile, KeyError, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What reading a damaged ZIP may raise."""


@dataclass(frozen=True, slots=True)
class ArchivedTable:
    """``columns``: (name, what stands in it) in the order of the rows' values."""

    name: str
    columns: tuple[tuple[str, Word], ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. ``schema``: revision of the tables; ``audit_head``: NUMBER:HASH of the log's head."""

    made_at: str
    schema: str
    ledger_digest: str
    audit_head: str
    tables: tuple[ArchivedTable, ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


class ArchiveWriter:
    """Writes a backup's file table by table, the manifest last."""

    def __init__(self, path: Path):
        self._zip = ZipFile(path, "x", ZIP_DEFLATED, compresslevel=1)
        self.tables: list[ArchivedTable] = []

    def add(self, name: str, columns: tuple[tuple[str, Word], ...], rows: Iterable[Any]) -> None:
        """All rows of a table, streamed."""
        digest, count = sha256(), 0
        bytes_at = [at for at, (_, word) in enumerate(columns) if word == "bytes"]
        with self._zip.open(_member(name), "w", force_zip64=True) as file:
            rest = iter(rows)
            while chunk := list(islice(rest, ROWS_AT_ONCE)):
                text = "".join(_line(row, bytes_at) for row in chunk).encode()
                digest.update(text)
                file.write(text)
                count += len(chunk)
        self.tables.append(ArchivedTable(name, columns, count, digest.hexdigest()))

    def finish(self, made_at: str, schema: str, ledger_digest: str, audit_head: str) -> Manifest:
        """Write the manifest and close the file."""
        manifest = Manifest(made_at, schema, ledger_digest, audit_head, tuple(self.tables))
        text = json.dumps({"format": FORMAT, **asdict(manifest)}, ensure_ascii=False, indent=1).encode()
        self._zip.writestr(MANIFEST, text)
        self._zip.writestr(MANIFEST_SUM, sha256(text).hexdigest())
        self._zip.close()
        return manifest

    def close(self) -> None:
        self._zip.close()


class Archive:
    """A backup's file, opened and its manifest checked; ``InvalidBackup`` where it is none or was damaged."""

    def __init__(self, path: Path):
        self.path = path
        if not path.is_file():
            raise InvalidBackup(f"{path} is no file; check the path")
        try:
            self._zip = ZipFile(path)
            if self._zip.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
                raise InvalidBackup(f"{path.name} is no backup of duecast: its manifest is too large")
            text, told = self._zip.read(MANIFEST), self._zip.read(MANIFEST_SUM).decode().strip()
        except UNREADABLE as error:
            raise InvalidBackup(
                f"{path.name} is no backup of duecast, or it was cut off ({error}); take another one"
            ) from None
        self.sha256 = sha256(text).hexdigest()
        if self.sha256 != told:
            raise self.damaged("its manifest")
        said = json.loads(text)
        if said.pop("format", None) != FORMAT:
            raise InvalidBackup(f"{path.name} is a backup of another format; this program reads {FORMAT!r}")
        tables = tuple(
            ArchivedTable(one["name"], tuple((name, word) for name, word in one["columns"]), one["rows"], one["sha256"])
            for one in said.pop("tables")
        )
        self.manifest = Manifest(**said, tables=tables)

    def chunks(
        self, table: ArchivedTable, told: Callable[[int], None] | None = None
    ) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a table, some thousand at a time; ``InvalidBackup`` at its end where they are not what was written."""
        digest, count = sha256(), 0
        bytes_at = [at for at, (_, word) in enumerate(table.columns) if word == "bytes"]
        try:
            with self._zip.open(_member(table.name)) as file:
                while lines := list(islice(file, ROWS_AT_ONCE)):
                    for line in lines:
                        digest.update(line)
                    count += len(lines)
                    yield [_row(line, bytes_at) for line in lines]
                    if told is not None:
                        told(len(lines))
        except UNREADABLE:
            raise self.damaged(f"the table {table.name}") from None
        if (count, digest.hexdigest()) != (table.rows, table.sha256):
            raise self.damaged(f"the table {table.name}")

    def damaged(self, what: str) -> InvalidBackup:
        return InvalidBackup(
            f"{self.path.name} was damaged since it was made: {what} is not what was written; take another one"
        )

    def close(self) -> None:
        self._zip.close()


def _member(name: str) -> str:
    return f"tables/{name}.jsonl"


def _line(row: Any, bytes_at: list[int]) -> str:
    values = list(row)
    for at in bytes_at:
        values[at] = None if values[at] is None else b64encode(values[at]).decode()
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"


def _row(line: bytes, bytes_at: list[int]) -> tuple[Any, ...]:
    values = json.loads(line)
    for at in bytes_at:
        values[at] = None if values[at] is None else b64decode(values[at])
    return tuple(values)
