"""Quarantine: rows that an import rejected, kept as they came until they are mended and replayed, taken, or dropped.

States: ``waiting`` → ``mended`` → ``replayed``; ``taken``: a later import brought the row in a form that could be taken;
``dropped``: a person said that it is not wanted. A row is kept once, however often its file is imported.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from ledger.audit import append
from ledger.bulk import among
from ledger.connection import actor_of
from ledger.errors import InvalidValue, UnknownQuarantined
from ledger.findings import Finding
from ledger.service_tables import quarantine, quarantined_files
from ledger.tables import imports

WAITS = ("waiting", "mended")
"""States of a row that is still missing in the ledger."""
STATES = (*WAITS, "replayed", "taken", "dropped")


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file some of whose rows were rejected: what is needed to read them again as they were read then."""

    import_no: int
    source: str
    file: str
    kind: str
    section: Mapping[str, Any]
    header: Sequence[str]
    history: bool


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A rejected row on its way into quarantine. ``name``: the id it bears, "" where it has none that can be read."""

    line: int
    cells: Sequence[str]
    said: Sequence[Finding]
    name: str
    digest: int


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row in quarantine, with the file it came from. ``mended``: its cells as a person corrected them."""

    quarantine_no: int
    file: HeldFile
    line: int
    cells: tuple[str, ...]
    mended: tuple[str, ...] | None
    said: tuple[Finding, ...]
    state: str
    changed_at: datetime
    changed_by: str
    why: str

    @property
    def current(self) -> tuple[str, ...]:
        return self.cells if self.mended is None else self.mended


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many rows of a file of a kind wait for one code."""

    file: str
    kind: str
    code: str
    rows: int


class Keeper:
    """Puts the rejected rows of one file into quarantine; the file itself is written with its first row."""

    def __init__(self, connection: Connection, file: HeldFile, at: datetime, by: str):
        self._connection, self._file, self._at, self._by = connection, file, at.astimezone(UTC), by
        self._file_no: int | None = None

    def known(self, digests: Sequence[int]) -> set[int]:
        """Those that are in quarantine already, in whatever state."""
        column = quarantine.c.digest
        return set(self._connection.scalars(select(column).where(among(self._connection, column, list(digests)))))

    def hold(self, rows: Sequence[HeldRow]) -> None:
        if not rows:
            return
        if self._file_no is None:
            made = insert(quarantined_files).values(asdict(self._file)).returning(quarantined_files.c.file_no)
            self._file_no = self._connection.execute(made).scalar_one()
        stamps = {"mended": None, "state": "waiting", "changed_at": self._at, "changed_by": self._by, "why": ""}
        values = [
            {
                "file_no": self._file_no, "line": row.line, "cells": list(row.cells), "name": row.name, "digest": row.digest,
                "said": [asdict(finding) for finding in row.said], "code": row.said[0].code if row.said else "",
                "ended_on": None, **stamps,
            }
            for row in rows
        ]  # fmt: skip
        self._connection.execute(insert(quarantine), values)


class WaitingRow(NamedTuple):
    """A row that waits, as far as a later import has to know it; header and cells only where it bears no name."""

    number: int
    name: str
    digest: int
    header: Sequence[str]
    cells: Sequence[str]
    wrong: Sequence[str]  # the columns found wrong
    code: str
    import_no: int


def waiting_of(connection: Connection, source: str, kind: str) -> list[WaitingRow]:
    """Every row of a source and kind of file that still waits."""
    columns, files = quarantine.c, quarantined_files.c
    query = (
        select(columns.quarantine_no, columns.name, columns.digest, columns.code, files.import_no)
        .join(quarantined_files)
        .where(files.source == source, files.kind == kind, columns.state.in_(WAITS))
    )
    named = [
        WaitingRow(row[0], row[1], row[2], (), (), (), row[3], row[4])
        for row in connection.execute(query.where(columns.name != ""))
    ]
    whole = query.add_columns(files.header, columns.cells, columns.said).where(columns.name == "")
    return named + [
        WaitingRow(row[0], "", row[2], row[5], row[6], [said["column"] for said in row[7]], row[3], row[4])
        for row in connection.execute(whole)
    ]


def waiting_rows(connection: Connection, closing_on: date) -> list[Waiting]:
    """What waited at the end of a day."""
    columns, files = quarantine.c, quarantined_files.c
    query = (
        select(files.file, files.kind, columns.code, func.count())
        .select_from(quarantine.join(quarantined_files).join(imports))
        .where(imports.c.recorded_on <= closing_on, (columns.ended_on.is_(None)) | (columns.ended_on > closing_on))
        .group_by(files.file, files.kind, columns.code)
        .order_by(files.file, files.kind, columns.code)
    )
    return [Waiting(row[0], row[1], row[2], int(row[3])) for row in connection.execute(query)]


def quarantined(
    connection: Connection,
    *,
    numbers: Collection[int] | None = None,
    states: Collection[str] | None = None,
    file: str | None = None,
    limit: int | None = None,
) -> list[Quarantined]:
    """Rows by number, state or file, in their order; ``UnknownQuarantined`` names a number that is not there."""
    columns, files = quarantine.c, quarantined_files.c
    query = select(
        columns.quarantine_no, columns.line, columns.cells, columns.mended, columns.said, columns.state, columns.changed_at,
        columns.changed_by, columns.why, files.import_no, files.source, files.file, files.kind, files.section, files.header,
        files.history,
    ).join(quarantined_files).order_by(columns.quarantine_no)  # fmt: skip
    if numbers is not None:
        query = query.where(among(connection, columns.quarantine_no, sorted(numbers)))
    if states is not None:
        query = query.where(columns.state.in_(list(states)))
    if file is not None:
        query = query.where(files.file == file)
    found = [_row(row) for row in connection.execute(query.limit(limit))]
    if numbers is not None and states is None and file is None:
        missing = sorted(set(numbers) - {row.quarantine_no for row in found})
        if missing:
            raise UnknownQuarantined(f"no row {missing[0]} is in quarantine; see: duecast quarantine list --all")
    return found


def mend(connection: Connection, number: int, cells: Sequence[str], *, at: datetime) -> None:
    """Keep a person's correction beside the row as it came; ``InvalidValue`` where the row waits no more."""
    by = actor_of(connection)
    changes = {"mended": list(cells), "state": "mended", "changed_by": by, "changed_at": at.astimezone(UTC)}
    _change(connection, [number], changes)
    append(connection, "quarantine mended", str(number), {"cells": list(cells)}, at=at)


def still_rejected(connection: Connection, number: int, said: Sequence[Finding], *, at: datetime) -> None:
    """A replayed row was rejected again: it waits on, with the new reasons."""
    told, by = [asdict(finding) for finding in said], actor_of(connection)
    changes = {
        "state": "waiting",
        "said": told,
        "code": said[0].code,
        "changed_by": by,
        "changed_at": at.astimezone(UTC),
    }
    _change(connection, [number], changes)


def end(
    connection: Connection, numbers: Iterable[int], state: str, *, at: datetime, on: date, by: str = "", why: str = ""
) -> None:
    """The rows wait no more from the day ``on``: replayed, taken or dropped. ``by``: who runs the program, if not said."""
    chosen = sorted(set(numbers))
    if not chosen:
        return
    changes = {"state": state, "changed_by": by or actor_of(connection), "changed_at": at.astimezone(UTC)}
    _change(connection, chosen, changes | {"ended_on": on, "why": why})
    subject = f"{len(chosen)} rows" if len(chosen) > 1 else f"row {chosen[0]}"
    append(connection, f"quarantine {state}", subject, {"rows": chosen, "by": by, "why": why}, at=at)


def _change(connection: Connection, numbers: list[int], changes: dict[str, Any]) -> None:
    column = quarantine.c.quarantine_no
    if not numbers:
        return
    chosen = among(connection, column, numbers)
    query = select(column, quarantine.c.state).where(chosen)
    states: dict[int, str] = {row[0]: row[1] for row in connection.execute(query)}
    for number in numbers:
        if states.get(number) not in WAITS:
            told = f"row {number} is {states[number]}" if number in states else f"no row {number} is in quarantine"
            raise InvalidValue(f"{told}; only rows that wait or are mended can be changed: duecast quarantine list")
    connection.execute(update(quarantine).where(chosen).values(changes))


def _row(row: Any) -> Quarantined:
    said = tuple(Finding(**finding) for finding in row[4])
    mended = None if row[3] is None else tuple(row[3])
    file = HeldFile(row[9], row[10], row[11], row[12], row[13], tuple(row[14]), row[15])
    return Quarantined(row[0], file, row[1], tuple(row[2]), mended, said, row[5], row[6], row[7], row[8])
