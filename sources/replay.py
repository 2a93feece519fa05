"""Replay: quarantined rows, as they were mended, through the same path as the rows of any file.

A row of a history's first day stays history: it counts as known when it happened or was booked. Any other is known on the day
of its replay, because the ledger did not have it before: no past day changes. What the row says of its customer is taken only
where the ledger knows nothing of the customer yet: a later file may have told it better.
"""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.connection import reading
from ledger.document_texts import customer_details
from ledger.errors import InvalidValue
from ledger.leavings import working_folder
from ledger.quarantine import WAITS, Quarantined, quarantined
from sources.fields import CUSTOMER_DETAILS, KINDS_OF_FILE
from sources.load import load_files
from sources.mapping import Mapping as FileMapping
from sources.mapping import Section
from sources.report import ImportReport
from sources.section_record import section_of

if TYPE_CHECKING:
    from sqlalchemy import Engine  # only a name here: SQL lives in the ledger


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows that one import can read: of one source, mapping and header, all history or none.

    ``described``: of customers that the ledger knows already; what these rows say of them is left out.
    """

    source: str
    history: bool
    described: bool
    section: Section
    header: Sequence[str]
    rows: Sequence[Quarantined]

    @property
    def spare(self) -> frozenset[str]:
        """Columns that are left out."""
        if not self.described:
            return frozenset()
        named = (self.section.columns[name] for name in CUSTOMER_DETAILS if name in self.section.columns)
        return frozenset([*named, *(attribute.column for attribute in self.section.customer_attributes)])


def replay(
    engine: "Engine",
    numbers: Collection[int] | None = None,
    *,
    recorded_at: datetime,
    recorded_on: date,
    dry_run: bool = False,
) -> list[ImportReport]:
    """Read quarantined rows anew, an import for each source, mapping and header: each all or nothing.

    ``numbers``: these rows, mended or not; None: all that were mended. A row that is rejected again waits on with the new
    reason. ``InvalidValue`` where a number names a row that waits no more, or there is nothing to replay.
    """
    with reading(engine) as connection:
        if numbers is None:
            rows = quarantined(connection, states=["mended"])
        else:
            rows = quarantined(connection, numbers=numbers)
            done = next((row for row in rows if row.state not in WAITS), None)
            if done is not None:
                raise InvalidValue(
                    f"row {done.quarantine_no} is {done.state}; only rows that wait or are mended can be replayed"
                )
        known = {name for name, told in customer_details(connection, recorded_on).items() if told.name or told.country}
    if not rows:
        raise InvalidValue("no row is mended; mend some first (duecast quarantine mend), or name rows by their number")
    reports = []
    for group in _groups(rows, known):
        with working_folder() as folder:
            replayed = dict(_files(group, folder))
            reports.append(
                load_files(
                    engine, list(replayed), mapping=_mapping(group), source=group.source, recorded_at=recorded_at,
                    recorded_on=recorded_on, history=group.history, dry_run=dry_run, replayed=replayed,
                )
            )  # fmt: skip
    return reports


def _groups(rows: Sequence[Quarantined], known: Collection[str]) -> list[_Group]:
    """In the order in which kinds of file refer to one another."""
    found: dict[str, list[Quarantined]] = {}
    for row in rows:
        key = [row.file.source, row.file.history, _described(row, known), row.file.section, list(row.file.header)]
        found.setdefault(dumps(key, sort_keys=True), []).append(row)
    order = list(KINDS_OF_FILE)
    made = []
    for mine in sorted(found.values(), key=lambda some: order.index(some[0].file.kind)):
        file = mine[0].file
        section = section_of(file.section)
        made.append(_Group(file.source, file.history, _described(mine[0], known), section, file.header, mine))
    return made


def _described(row: Quarantined, known: Collection[str]) -> bool:
    """Whether it is an invoice of a customer of whom the ledger knows something."""
    column = row.file.section["columns"].get("customer_id", "")
    if row.file.kind != "invoices" or column not in row.file.header:
        return False
    at = row.file.header.index(column)
    return at < len(row.current) and row.current[at].strip() in known


def _mapping(group: _Group) -> FileMapping:
    """The section as it was, for our own way of writing delimited text."""
    section, spare = group.section, group.spare
    notation = replace(section.notation, delimiter=",", quote='"', encoding="utf-8")
    columns = {name: column for name, column in section.columns.items() if column not in spare}
    own = tuple(one for one in section.customer_attributes if one.column not in spare)
    section = replace(section, notation=notation, columns=columns, customer_attributes=own)
    return FileMapping("quarantine", group.source, {section.kind: section})


def _files(group: _Group, folder: Path) -> Iterator[tuple[Path, Mapping[int, int]]]:
    """Each file the rows came from, under its own name, its rows on their own lines."""
    parts: dict[tuple[str, int], list[Quarantined]] = {}
    for row in group.rows:
        parts.setdefault((row.file.file, row.file.import_no), []).append(row)
    keep = [place for place, column in enumerate(group.header) if column not in group.spare]
    for place, ((name, _), rows) in enumerate(parts.items()):
        path = folder / str(place) / (name if name == Path(name).name and name not in {"", ".", ".."} else "rows")
        path.parent.mkdir()
        yield path, _write(path, group.header, keep, sorted(rows, key=lambda row: row.line))


def _write(path: Path, header: Sequence[str], keep: Sequence[int], rows: Sequence[Quarantined]) -> dict[int, int]:
    """A delimited text whose rows stand on the lines they had; line → number of the row there."""
    lines: dict[int, int] = {}
    with path.open("w", encoding="utf-8", newline="") as file:
        line = _put(file, [header[n] for n in keep], 1)
        for row in rows:
            while line < row.line:
                file.write("\n")
                line += 1
            lines[line] = row.quarantine_no
            whole = len(row.current) == len(header)
            line = _put(file, [row.current[n] for n in keep] if whole else row.current, line)
    return lines


def _put(file: io.TextIOBase, cells: Sequence[str], line: int) -> int:
    """The line that follows."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(cells)
    file.write(text.getvalue())
    return line + max(len(list(io.StringIO(text.getvalue(), newline=""))), 1)
