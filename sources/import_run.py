"""One import under way: its files read one after the other, every row recorded, refused or left out, and all of it said."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Mapping_
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from ledger.bulk_recording import BulkRecorder
from ledger.capacity import check_capacity
from ledger.descriptions import described, mark_described
from ledger.errors import ImportRefused
from ledger.findings import Finding, Memory, write_findings
from ledger.first_load import more_pages
from ledger.marks import marks_of
from ledger.reconciliation import References
from ledger.recording import Recorder
from ledger.records import KINDS, Allocation, Payment, Record
from sources.allocation_checks import allocation_findings
from sources.customers_of_invoices import CustomersOfInvoices
from sources.fields import KINDS_OF_FILE
from sources.refused_record import refused_finding
from sources.rejected_rows import RejectedRows
from sources.report import FileReport, ImportReport
from sources.source import Block, Reading, Source, SourceRow
from sources.taken_back import TakenBack

if TYPE_CHECKING:
    from sqlalchemy import Connection  # only a name here: SQL lives in the ledger

TOGETHER = 5_000
"""Rows recorded at once."""
BYTES_OF_A_ROW = 64
"""About; only to know beforehand whether a file is large."""
MOST_WARNINGS = 10_000
"""Warnings of one code that are kept with their rows; all are counted. Rejected rows are always kept."""
Progress = Callable[[str, float], None]
"""(what is being done, share of it done from 0 to 1) → shown."""


class Watch(Protocol):
    """Who is shown the rows of an import, some thousand at a time."""

    def before(self, batch: Sequence[SourceRow]) -> None:
        """Nothing of them is recorded yet."""
        ...

    def after(self, file: str, batch: Sequence[SourceRow], refused: Mapping_[int, Finding]) -> None:
        """They are; ``refused``: places among them that the ledger refused, and why."""
        ...


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file, who reads it, and which kind it is (``sources/fields.py``)."""

    path: Path
    source: Source
    kind: str


class ImportRun:
    """One import."""

    def __init__(
        self,
        connection: "Connection",
        recorder: Recorder,
        files: Sequence[Path],
        report: ImportReport,
        progress: Progress | None,
        replayed: Mapping_[Path, Mapping_[int, int]] | None = None,
        watch: Watch | None = None,
    ):
        self.replayed, self.watch = replayed, watch
        self.connection, self.recorder, self.report, self.progress = connection, recorder, report, progress
        self.rejected: Counter[str] = Counter()
        self.found: list[Finding] = []
        self.memory = Memory(connection, recorder.source, [file.name for file in files], recorder.import_no)
        self.taken_back = TakenBack(recorder)
        self.bulk = BulkRecorder(recorder)
        self.customers = CustomersOfInvoices(partial(described, connection))

    def run(self, files: Sequence[FileToRead]) -> None:
        invoices = [file for file in files if file.kind == "invoices"]
        with more_pages(self.connection):
            for file in files:
                if len(invoices) > 1 and file is invoices[0]:
                    self._see_customers(invoices)
                self._file(file)
            self.bulk.end()
        for finding in self.taken_back.end():
            self._add(finding)
        self._keep(again=True)
        for finding in allocation_findings(self.recorder, MOST_WARNINGS):
            self._add(finding)
        self._keep()
        check_capacity(self.connection)
        self.recorder.finish(self.rejected)
        self.report.count(self.recorder.tallies, self.rejected)

    def _see_customers(self, files: Sequence[FileToRead]) -> None:
        """What invoices say of a customer is weighed over all files, before the first of them is read."""
        for file in files:
            file.source.rows(file.path, replace(self._reading(file, wants_ids=True), in_blocks=False, advance=None))

    def _file(self, file: FileToRead) -> None:
        told = FileReport(file.path.name, file.kind, self.recorder.source)
        self.report.files.append(told)
        replayed = None if self.replayed is None else self.replayed[file.path]
        rejected_rows = RejectedRows(self.recorder, file.source, file.path, file.kind, replayed)
        reading = self._reading(file, wants_ids=rejected_rows.wants_ids)
        self.taken_back.begin(file.source, file.path, file.kind)
        for batch in _batches(file.source.rows(file.path, reading)):
            for some in [batch] if isinstance(batch, list) else self._take_block(batch, told, rejected_rows):
                rejected_rows.see(some, self._take(some, told))
            self._keep()
        rejected_rows.end()
        self.taken_back.rejected |= rejected_rows.names
        if told.rows != told.taken + told.rejected:
            raise ImportRefused(
                f"of {told.rows} rows of {told.file} only {told.taken} were taken and {told.rejected} rejected; "
                "nothing was kept: report this file to the program's authors"
            )
        self._advance(file.path, file.path.stat().st_size)

    def _reading(self, file: FileToRead, wants_ids: bool) -> Reading:
        """``wants_ids``: of known records too."""
        kind, rows = KINDS_OF_FILE[file.kind].record, file.path.stat().st_size // BYTES_OF_A_ROW
        references = References(self.connection)
        in_blocks = self.replayed is None and self.watch is None and self.bulk.is_worth(kind, rows)
        self.bulk.begin(references.index, kind, rows)
        reading = Reading(
            source=self.recorder.source,
            recorded_on=self.recorder.recorded_on,
            base_currency=self.report.base_currency,
            references=references,
            advance=partial(self._advance, file.path) if self.progress is not None else None,
            in_blocks=in_blocks,
            customers=self.customers,
        )
        return replace(reading, held=self.bulk.standing(kind)) if in_blocks and not wants_ids else reading

    def _take_block(self, block: Block, told: FileReport, rejected_rows: RejectedRows) -> Iterator[list[SourceRow]]:
        """Record what is plain as columns, and give the rest to be recorded row by row, in the order of the file."""
        columns = block.columns.columns
        kind = columns.kind
        spoken_of = [record.key for row in block.odd for record in row.records if type(record) is kind]
        left = self.bulk.record(block.columns, marks_of(spoken_of, len(spoken_of)))
        if left is None:
            block.is_wanted_whole = True
            return
        taken = len(block.columns) - int(left.sum())
        told.rows += taken
        told.taken += taken
        rejected_rows.see_taken(columns.kept(~left))
        self.taken_back.see_columns(block.columns, ~left)
        places = np.flatnonzero(left).tolist()
        rows = [SourceRow(block.lines[place], (columns.record(place),)) for place in places]
        rows = sorted([*rows, *block.odd], key=attrgetter("line"))
        for start in range(0, len(rows), TOGETHER):
            yield rows[start : start + TOGETHER]

    def _take(self, batch: list[SourceRow], told: FileReport) -> dict[int, Finding]:
        """Record a batch kind by kind; a row whose own record is refused takes with it what follows from it, and is
        given back by its place, with the reason."""
        if self.watch is not None:
            self.watch.before(batch)
        refused: dict[int, Finding] = {}
        kinds: dict[type[Record], list[tuple[int, Record]]] = {kind: [] for kind in KINDS}
        for number, row in enumerate(batch):
            for finding in row.findings:
                self._add(finding)
            for record in row.records:
                kinds[type(record)].append((number, record))
        for kind, numbered in kinds.items():
            mine = [pair for pair in numbered if pair[0] not in refused] if refused else numbered
            for refusal in self.recorder.record([record for _, record in mine]):
                number = mine[refusal.place][0]
                own = batch[number].records[0] is refusal.record or kind in {Payment, Allocation}
                finding = refused_finding(refusal, told.file, batch[number].line, own)
                self._add(finding)
                if own:
                    refused[number] = finding
        taken = [row for number, row in enumerate(batch) if number not in refused] if refused else batch
        if told.kind == "customers":
            mark_described(self.connection, [row.records[0].key[0] for row in taken if row.records])
        self.taken_back.see(taken)
        empty = sum(not row.records for row in batch)
        self.rejected[KINDS_OF_FILE[told.kind].record] += empty
        told.rows += len(batch)
        told.rejected += empty + len(refused)
        told.taken += sum(bool(row.records) and number not in refused for number, row in enumerate(batch))
        if self.watch is not None:
            self.watch.after(told.file, batch, refused)
        return refused

    def _add(self, finding: Finding) -> None:
        self.report.add(finding)
        if finding.severity == "rejected" or self.report.totals[finding.code] <= MOST_WARNINGS:
            self.found.append(finding)

    def _keep(self, *, again: bool = False) -> None:
        """``again``: what happened in this import, not what a file says; it is kept even if it happened before."""
        new = self.found if again else self.memory.new(self.found)
        write_findings(self.connection, new, self.recorder.recorded_at, self.recorder.import_no)
        self.found.clear()

    def _advance(self, path: Path, done: int) -> None:
        if self.progress is not None:
            self.progress(f"reading {path.name}", done / max(path.stat().st_size, 1))


def _batches(rows: Iterator[SourceRow | Block]) -> Iterator[list[SourceRow] | Block]:
    """Blocks as they are, rows some thousand together."""
    batch: list[SourceRow] = []
    for row in rows:
        if isinstance(row, Block):
            yield row
            continue
        batch.append(row)
        if len(batch) == TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch
