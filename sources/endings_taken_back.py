"""Endings that a source told before and tells no more: money that did not go back, a dispute that is open again.

A file tells of a thing's end in a column (``returned_on``, ``reversed_on``, ``closed_on``, ``withdrawn_on``). Where it has the
column and a row leaves it empty, the ending that the same source told before is no more; a file without it says nothing of it.
Nothing is taken back before the last row of an import, because another row of it may tell the ending after all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ledger.arrays import Flags
from ledger.columns import KEYS
from ledger.endings import endings_told, thing_of
from ledger.findings import Finding
from ledger.marked_columns import MarkedColumns
from ledger.marks import marks_of
from ledger.recording import CHUNK, Recorder
from sources.dirt import ENDING_TAKEN_BACK
from sources.source import Source, SourceRow

COLUMNS = {
    "payments": ("payments", "returned_on"),
    "allocations": ("allocations", "reversed_on"),
    "disputes": ("disputes", "closed_on"),
    "promises": ("promises", "withdrawn_on"),
    "invoices": ("disputes", "dispute_closed_on"),
}
"""Kind of file → which things' end it tells, and the field that does."""
SAID = {
    "payments": "payment {} went back",
    "allocations": "allocation {} was reversed",
    "disputes": "dispute {} was closed",
    "promises": "promise {} was withdrawn",
}


class _Open(NamedTuple):
    """Where a thing is told without its end."""

    file: str
    line: int | None
    column: str


@dataclass(slots=True)
class _File:
    """The file that is being read: whose ends it tells, in which column."""

    name: str
    kind: str
    column: str
    held: dict[int, str] | None = None
    """Mark → id of all things whose ending this source told before; read only where rows come as columns."""


class EndingsTakenBack:
    """Of one import: told which file begins, shown every row taken, then asked."""

    def __init__(self, recorder: Recorder):
        self._recorder = recorder
        self._file: _File | None = None
        self._open: dict[tuple[str, str], _Open] = {}
        self._ended: set[tuple[str, str]] = set()

    def begin(self, source: Source, path: Path, kind: str) -> None:
        """A file; nothing is asked of it where it has no such column, or nothing can have been told before."""
        self._file = None
        things, field = COLUMNS.get(kind, ("", ""))
        if not things or self._recorder.was_empty(things):
            return
        section, header, _ = source.raw(path)
        column = section.columns.get(field)
        if column is not None and column in header:
            self._file = _File(path.name, things, column)

    def see(self, rows: Sequence[SourceRow]) -> None:
        """Rows of the file whose records were recorded."""
        if self._file is None:
            return
        file, lines = self._file, dict[str, int]()
        for row in rows:
            if any(finding.column == file.column for finding in row.findings):
                continue  # it tells an end that could not be taken
            spoken = [
                thing for record in row.records if record.kind == file.kind and (thing := thing_of(record)) is not None
            ]
            ended = {name for name, is_ending in spoken if is_ending}
            self._ended |= {(file.kind, name) for name in ended}
            lines |= {name: row.line for name, _ in spoken if name not in ended}
        if lines:
            for name in self._told(file.kind, list(lines)):
                self._open.setdefault((file.kind, name), _Open(file.name, lines[name], file.column))

    def see_columns(self, columns: MarkedColumns, taken: Flags) -> None:
        """Rows of the file that came as columns, of which ``taken`` were recorded so: none of them tells an end."""
        if self._file is None or self._file.kind not in KEYS:
            return
        file = self._file
        if file.held is None:
            names = self._told(file.kind, None)
            file.held = dict(zip(marks_of(((name, 0) for name in names), len(names)).tolist(), names, strict=True))
        if file.held:
            wanted = np.fromiter(file.held, dtype=np.int64, count=len(file.held))
            for marks in (columns.marks[taken], columns.known_marks):
                for mark in wanted[np.isin(wanted, marks)].tolist():
                    self._open.setdefault((file.kind, file.held[mark]), _Open(file.name, None, file.column))

    def end(self) -> Iterator[Finding]:
        """Take back the endings that no row tells any more, and say so."""
        for kind in SAID:
            names = [name for of, name in self._open if of == kind and (kind, name) not in self._ended]
            for start in range(0, len(names), CHUNK):
                told = self._told(kind, names[start : start + CHUNK])
                self._recorder.retract(kind, *told.values())
                yield from (self._found(kind, name) for name in told)

    def _told(self, kind: str, things: Sequence[str] | None) -> dict[str, int]:
        recorder = self._recorder
        return endings_told(recorder.connection, kind, recorder.source, recorder.import_no, things)

    def _found(self, kind: str, name: str) -> Finding:
        place = self._open[kind, name]
        reason = (
            f"this source told before that {SAID[kind].format(name)} and tells it no more; "
            f"it counts as never ended from {self._recorder.recorded_on} on"
        )
        advice = "if it did end, fill the day in and import again"
        return ENDING_TAKEN_BACK.found(place.file, place.line, place.column, name, reason, advice)
