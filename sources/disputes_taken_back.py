"""Disputes that a source told in a column of their invoices, and now tells otherwise or no more.

Such a dispute has no id but its invoice and day. So another day would be a second dispute, and an empty cell would say nothing:
here the first one is corrected by the second, or taken back. A dispute that was closed before the next one opened stays: an invoice
may be disputed twice. Nothing is asked where the import tells some instalments of the invoice only: another may have told it.
Memory: 16 bytes a row.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ledger.arrays import Flags
from ledger.findings import Finding
from ledger.instalments import Instalment, standing_instalments
from ledger.marked_columns import MarkedColumns
from ledger.marks import marks_of
from ledger.recording import CHUNK, Recorder
from ledger.records import Item
from ledger.told_disputes import ToldDispute, told_disputes
from sources.dirt import DISPUTE_TAKEN_BACK
from sources.source import Source, SourceRow


class DisputesTakenBack:
    """Of one import: told which file begins, shown every row taken, then asked."""

    def __init__(self, recorder: Recorder):
        self._recorder = recorder
        self._column = ""
        self._files: list[tuple[int, str, str]] = []  # how many rows were told before it; its name and column
        self._marks, self._lines = array("q"), array("q")
        self._ids: set[str] | None = set()  # None: too many, or not known
        self._unclear: set[int] = set()

    def begin(self, source: Source, path: Path, kind: str) -> None:
        """A file; nothing is asked of it where it has no such column, or nothing can have been told before."""
        self._column = ""
        if kind != "invoices" or self._recorder.was_empty("disputes"):
            return
        section, header, _ = source.raw(path)
        column = section.columns.get("disputed_on", "")
        if column in header:
            self._column = column
            self._files.append((len(self._marks), path.name, column))

    def see(self, rows: Sequence[SourceRow]) -> None:
        """Rows of the file whose records were recorded."""
        if not self._column:
            return
        items = [(row, record) for row in rows for record in row.records if type(record) is Item]
        for row, item in items:
            self._marks.append(hash(item.key))
            self._lines.append(row.line)
            if any(finding.column == self._column for finding in row.findings):
                self._unclear.add(hash(item.key))  # it tells a day that could not be taken
        if self._ids is not None:
            self._ids.update(item.invoice_id for _, item in items)
            self._ids = self._ids if len(self._ids) <= CHUNK else None

    def see_columns(self, columns: MarkedColumns, taken: Flags) -> None:
        """Rows of the file that came as columns, of which ``taken`` were recorded so: none of them tells a dispute."""
        if self._column:
            for marks in (columns.marks[taken], columns.known_marks):
                self._marks.frombytes(marks.tobytes())
                self._lines.frombytes(np.zeros(len(marks), dtype=np.int64).tobytes())
            self._ids = None

    def end(self) -> Iterator[Finding]:
        """Take back what is told no more, and say so where nothing took its place."""
        if not self._marks:
            return
        recorder = self._recorder
        found: defaultdict[str, list[ToldDispute]] = defaultdict(list)
        for one in told_disputes(recorder.connection, recorder.source, None if self._ids is None else list(self._ids)):
            found[one.invoice_id].append(one)
        marks, names = np.frombuffer(self._marks, dtype=np.int64), sorted(found)
        for start in range(0, len(names), CHUNK):
            standing = standing_instalments(recorder.connection, names[start : start + CHUNK])
            told = np.isin(marks_of((one.key for one in standing), len(standing)), marks)
            items: defaultdict[str, list[tuple[Instalment, bool]]] = defaultdict(list)
            for item, is_told in zip(standing, told.tolist(), strict=True):
                items[item.invoice_id].append((item, is_told and hash(item.key) not in self._unclear))
            gone: list[int] = []
            for name, mine in items.items():
                if all(is_told for _, is_told in mine):
                    now, before = self._parted(found[name])
                    gone += [fact_no for one in before for fact_no in one.fact_nos]
                    yield from (self._found(one, mine[0][0]) for one in before if not now)
            recorder.retract("disputes", *gone)

    def _parted(self, disputes: Sequence[ToldDispute]) -> tuple[list[ToldDispute], list[ToldDispute]]:
        """Of one invoice: those that this import told, and those that it told before and are no more."""
        told = self._recorder.told["disputes"]
        now = [one for one in disputes if hash((one.dispute_id, "opened")) in told]
        first = min((one.opened_on for one in now), default=None)
        before = [one for one in disputes if one not in now]
        if first is not None:
            before = [one for one in before if one.closed_on is None or one.closed_on > first]
        return now, before

    def _found(self, one: ToldDispute, item: Instalment) -> Finding:
        place = int(np.flatnonzero(np.frombuffer(self._marks, dtype=np.int64) == hash(item.key))[0])
        file, column = next((file, column) for start, file, column in reversed(self._files) if start <= place)
        reason = (
            f"this source told before that invoice {one.invoice_id} was disputed on {one.opened_on} and tells it no more; "
            f"it counts as never disputed then from {self._recorder.recorded_on} on"
        )
        advice = "if it was disputed, fill the day in, and the day of its close, and import again"
        return DISPUTE_TAKEN_BACK.found(file, self._lines[place] or None, column, one.invoice_id, reason, advice)
