"""The import: files in, one transaction, all or nothing; every row is taken or said.

Files may come in any order: customers are read before invoices, invoices before payments, payments before allocations.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Mapping_
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from operator import attrgetter
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

import numpy as np

from ledger.base_currency import recorded_base_currency, set_base_currency
from ledger.bulk_recording import BulkRecorder
from ledger.column_reading import no_collecting
from ledger.connection import writing
from ledger.errors import ImportRefused, UnreadableSource
from ledger.findings import Finding, Memory, write_findings
from ledger.first_load import more_pages
from ledger.jobs import job
from ledger.marks import marks_of
from ledger.money import to_major
from ledger.over_allocation import over_allocated
from ledger.policy import Policy, declare_further
from ledger.reconciliation import References, across_currencies
from ledger.recording import Recorder, Refusal, Tally
from ledger.records import KINDS, Allocation, Payment, Record
from sources.dirt import ACROSS_CURRENCIES, CONFLICT, ITEM_EXCEEDED, MONEY_EXCEEDED, UNKNOWN_INVOICE
from sources.fields import KINDS_OF_FILE
from sources.mapping import Mapping, find_mapping
from sources.payments_taken_back import PaymentsTakenBack
from sources.rejected_rows import RejectedRows
from sources.report import FileReport, ImportReport
from sources.source import Block, Reading, Source, SourceRow, all_sources, source_of

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine  # only names here: SQL lives in the ledger

TOGETHER = 5_000
"""Rows recorded at once."""
BYTES_OF_A_ROW = 64
"""About; only to know beforehand whether a file is large."""
MOST_WARNINGS = 10_000
"""Warnings of one code that are kept with their rows; all are counted. Rejected rows are always kept."""
MOST_FIELDS = 5
"""Differing fields that a finding names."""
FIELD_NAMES = {
    "amount_minor": "amount", "base_minor": "base_amount", "credit_limit_minor": "credit_limit", "valued_on": "paid_on",
    "allocation_kind": "kind",
}  # fmt: skip
"""Fields of records that bear another name in a file (``sources/fields.py``)."""
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


class _Undone(Exception):
    """Ends a dry run's transaction."""


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    source: Source
    kind: str


def load_files(
    engine: "Engine",
    paths: Sequence[Path],
    *,
    mapping: Mapping | str | Path | None = None,
    source: str | None = None,
    recorded_at: datetime,
    recorded_on: date,
    history: bool | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    replayed: Mapping_[Path, Mapping_[int, int]] | None = None,
    into: "Connection | None" = None,
    watch: Watch | None = None,
) -> ImportReport:
    """Import files into the ledger, in one transaction and in bounded memory.

    ``mapping``: a mapping, its file, or the name of a shipped one; None: the files bear the ledger's names. ``source``
    names whose records these are, instead of the mapping's own word. ``history``: as the recorder has it. ``dry_run``
    does all of it and keeps nothing. ``replayed``: file → line → number of the quarantined row that is read anew there
    (``sources/replay.py``). ``into``: the caller's writing transaction, instead of one of its own; ``watch`` is shown every row
    before and after it is recorded (``sources/door.py``). ``UnreadableSource`` or ``InvalidMapping`` where a file cannot be read
    at all.
    """
    started = perf_counter()
    if isinstance(mapping, str | Path):
        mapping = find_mapping(mapping)
    sources = all_sources(mapping)
    files = _ordered(paths, sources)
    report = ImportReport(source or files[0].source.mapping.source, dry_run)
    told = f"{report.source}: {', '.join(file.path.name for file in files)}"
    with (
        suppress(_Undone),
        nullcontext() if dry_run or into is not None else job(engine, "import", told) as running,
        no_collecting(),
        writing(engine) if into is None else nullcontext(into) as connection,
    ):
        recorder = Recorder(
            connection, report.source, [file.path.name for file in files], recorded_at, recorded_on, history
        )
        report.base_currency = _base_currency(connection, files, recorded_at)
        columns = [column for file in files for column in file.source.features(file.path)]
        by = f"import of {report.source}"
        report.features = declare_further(connection, columns, by=by, at=recorded_at, known_on=recorded_on)
        _Load(connection, recorder, paths, report, progress, replayed, watch).run(files)
        if running is not None:
            running.end(connection)
        elif into is None:
            raise _Undone
        report.import_no = recorder.import_no
    report.seconds = perf_counter() - started
    return report


def _ordered(paths: Sequence[Path], sources: Sequence[Source]) -> list[_File]:
    if not paths:
        raise UnreadableSource("no file was given; name one or more CSV files")
    files = []
    for path in paths:
        claiming = source_of(path, sources)
        files.append(_File(path, claiming, claiming.kind(path)))
    order = list(KINDS_OF_FILE)
    return sorted(files, key=lambda file: order.index(file.kind))


def _base_currency(connection: "Connection", files: Sequence[_File], at: datetime) -> str:
    """The ledger's base currency; the first invoices ever set it: their most frequent one."""
    recorded = recorded_base_currency(connection)
    if recorded is not None:
        return recorded
    counts: Counter[str] = Counter()
    for file in files:
        if file.kind == "invoices":
            counts += file.source.currencies(file.path)
    if not counts:
        return Policy().base_currency
    currency = min(counts, key=lambda code: (-counts[code], code))
    set_base_currency(connection, currency, at)
    return currency


class _Load:
    """One import under way."""

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
        self.payments_taken_back = PaymentsTakenBack(recorder)
        self.bulk = BulkRecorder(recorder)

    def run(self, files: Sequence[_File]) -> None:
        with more_pages(self.connection):
            for file in files:
                self._file(file)
            self.bulk.end()
        for finding in self.payments_taken_back.end():
            self._add(finding)
        self._keep(again=True)
        if self._allocated():
            self._crossed()
        self._exceeded()
        self._keep()
        self.recorder.finish(self.rejected)
        self.report.count(self.recorder.tallies, self.rejected)

    def _file(self, file: _File) -> None:
        told = FileReport(file.path.name, file.kind, self.recorder.source)
        self.report.files.append(told)
        kind, rows = KINDS_OF_FILE[file.kind].record, file.path.stat().st_size // BYTES_OF_A_ROW
        reading = Reading(
            source=self.recorder.source,
            recorded_on=self.recorder.recorded_on,
            base_currency=self.report.base_currency,
            references=References(self.connection),
            advance=partial(self._advance, file.path) if self.progress is not None else None,
            in_blocks=self.replayed is None and self.watch is None and self.bulk.is_worth(kind, rows),
        )
        self.bulk.begin(reading.references.index, kind, rows)
        replayed = None if self.replayed is None else self.replayed[file.path]
        rejected_rows = RejectedRows(self.recorder, file.source, file.path, file.kind, replayed)
        for batch in _batches(file.source.rows(file.path, reading)):
            for some in [batch] if isinstance(batch, list) else self._take_block(batch, told, rejected_rows):
                rejected_rows.see(some, self._take(some, told))
            self._keep()
        rejected_rows.end()
        if told.rows != told.taken + told.rejected:
            raise ImportRefused(
                f"of {told.rows} rows of {told.file} only {told.taken} were taken and {told.rejected} rejected; "
                "nothing was kept: report this file to the program's authors"
            )
        self._advance(file.path, file.path.stat().st_size)

    def _take_block(self, block: Block, told: FileReport, rejected_rows: RejectedRows) -> Iterator[list[SourceRow]]:
        """Record what is plain as columns, and give the rest to be recorded row by row, in the order of the file."""
        kind = block.columns.kind
        spoken_of = [record.key for row in block.odd for record in row.records if type(record) is kind]
        left = self.bulk.record(block.columns, marks_of(spoken_of, len(spoken_of)))
        taken = len(block.columns) - int(left.sum())
        told.rows += taken
        told.taken += taken
        rejected_rows.see_taken(block.columns.kept(~left))
        places = np.flatnonzero(left).tolist()
        rows = [SourceRow(block.lines[place], (block.columns.record(place),)) for place in places]
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
                finding = _refused(refusal, told.file, batch[number].line, own)
                self._add(finding)
                if own:
                    refused[number] = finding
        taken = [row for number, row in enumerate(batch) if number not in refused] if refused else batch
        self.payments_taken_back.see(taken, told.file)
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

    def _allocated(self) -> bool:
        told = self.recorder.tallies.get("allocations", Tally())
        return told.new + told.corrected > 0

    def _crossed(self) -> None:
        """Money of one currency settles an item of another: taken as told, for its amount in the item's currency."""
        for one in across_currencies(self.connection, self.recorder.import_no, MOST_WARNINGS):
            reason = (
                f"{one.of!r} is in {one.of_currency}, what it settles, {one.item!r}, in {one.item_currency}: "
                "no rate was applied"
            )
            advice = f"record what was received as a payment in {one.item_currency}, and allocate that"
            self._add(ACROSS_CURRENCIES.found("", None, "allocation_id", one.allocation_id, reason, advice))

    def _exceeded(self) -> None:
        """More was settled than there is: taken as told, because only the company knows which side is wrong."""
        told = [self.recorder.tallies.get(kind, Tally()) for kind in ("items", "payments")]
        if not (self._allocated() or any(one.corrected for one in told) or told[1].new):
            return
        for excess in over_allocated(self.connection, self.recorder.import_no, MOST_WARNINGS):
            dirt, column = (ITEM_EXCEEDED, "item_id") if excess.of == "item" else (MONEY_EXCEEDED, "payment_id")
            column = "credit_note_id" if excess.of == "credit note" else column
            allocated, amount = (
                to_major(minor, excess.currency) for minor in (excess.allocated_minor, excess.amount_minor)
            )
            reason = f"{allocated} {excess.currency} allocated, but the {excess.of} is {amount} {excess.currency}"
            self._add(dirt.found("", None, column, excess.name, reason, "check its allocations"))

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


def _refused(refusal: Refusal, file: str, line: int, own: bool) -> Finding:
    record, (name, more) = refusal.record, refusal.record.key
    value = name if more in {0, 1} else f"{name}/{more}"
    if refusal.reason == "unknown-invoice":
        reason, advice = (
            "its invoice is not in the ledger, nor in the files of this import",
            "import the invoice before",
        )
        return UNKNOWN_INVOICE.found(file, line, "invoice_id", value, reason, advice)
    fields = [FIELD_NAMES.get(name, name) for name in refusal.differing]
    said = f" ({', '.join(fields[:MOST_FIELDS])}{' …' if len(fields) > MOST_FIELDS else ''})" if fields else ""
    reason = f"{record.kind} {value!r} was already told otherwise in this import{said}"
    advice = "give each its own id, or leave the wrong row out" + ("" if own else "; the rest of the row was taken")
    return CONFLICT.found(file, line, "", value, reason, advice)
