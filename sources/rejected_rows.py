"""The rejected rows of one file on their way into quarantine, and those that wait there which the file now brings mended.

The cells of a rejected row are read again from the file, in step with the import: nothing is held for rows that are fine.
A waiting row is taken to be mended when the same source brings a row of its id that can be taken; where no id can be read,
a row that agrees with it in every cell but those that were found wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from pathlib import Path

from ledger.columns import Columns
from ledger.errors import ImportRefused
from ledger.findings import LONGEST_VALUE, Finding
from ledger.quarantine import HeldFile, HeldRow, Keeper, end, still_rejected, waiting_of
from ledger.recording import Recorder
from sources.dirt import CONFLICT
from sources.fields import KINDS_OF_FILE
from sources.mapping import Section
from sources.section_record import section_record
from sources.source import Source, SourceRow

OWN_ID = {"invoices": "invoice_id", "rates": ""}
"""Field that names a row of a kind of file, where it is not the first of its required ones; a rate bears no id."""


class RejectedRows:
    """One file of one import. ``replayed``: line → number of the quarantined row that stands there now, in a replay."""

    def __init__(
        self, recorder: Recorder, source: Source, path: Path, kind: str, replayed: Mapping[int, int] | None = None
    ):
        self._recorder, self._source, self._path, self._kind = recorder, source, path, kind
        self._replayed = replayed
        self._by = f"import {recorder.import_no}"
        self._at: datetime = recorder.recorded_at
        self._on: date = recorder.recorded_on
        waiting = [] if replayed is not None else waiting_of(recorder.connection, recorder.source, kind)
        # the first row of an id is no word on a second one that contradicts it in the same import
        waiting = [row for row in waiting if row.code != CONFLICT.code or row.import_no != recorder.import_no]
        self._named: dict[str, list[int]] = {}
        for row in waiting:
            if row.name:
                self._named.setdefault(row.name, []).append(row.number)
        self._nameless = [row for row in waiting if not row.name]
        self._number_of = {row.digest: row.number for row in waiting}
        self._mended: set[int] = set()
        self._again: set[int] = set()
        self._rejected_lines: set[int] = set()
        self._seen: dict[int, int] = {}
        self._again_read: _AgainRead | None = None
        self.names: set[str] = set()
        """Ids of its rows that were rejected, where they can be read."""

    @property
    def wants_ids(self) -> bool:
        """Whether it has to be told the ids of all rows that were taken."""
        return bool(self._named)

    def see(self, batch: Sequence[SourceRow], refused: Mapping[int, Finding]) -> None:
        """A batch of the file in its order; ``refused``: places in it that the ledger refused, and why."""
        rejected: list[tuple[int, Sequence[Finding]]] = []
        for place, row in enumerate(batch):
            if row.records and place not in refused:
                if self._named and (numbers := self._named.get(str(row.records[0].key[0]))):
                    self._mended.update(numbers)
                continue
            why = [refused[place]] if place in refused else [one for one in row.findings if one.severity == "rejected"]
            rejected.append((row.line, why))
        if self._replayed is not None:
            self._replay(batch, dict(rejected))
        elif rejected:
            self._hold(rejected)

    def see_taken(self, columns: Columns) -> None:
        """Rows of a block that were taken as columns."""
        if self._named:
            for name in self._named.keys() & set(columns.ids()):
                self._mended.update(self._named[name])

    def end(self) -> None:
        """The whole file was seen: what waited and came mended waits no more."""
        if self._nameless:
            self._match_nameless()
        done = self._mended - self._again
        end(self._recorder.connection, sorted(done), "taken", by=self._by, at=self._at, on=self._on)

    def _replay(self, batch: Sequence[SourceRow], rejected: Mapping[int, Sequence[Finding]]) -> None:
        numbers = {row.line: self._replayed[row.line] for row in batch if self._replayed and row.line in self._replayed}
        for line, why in rejected.items():
            still_rejected(self._recorder.connection, numbers.pop(line), _kept(why), at=self._at)
        end(self._recorder.connection, numbers.values(), "replayed", at=self._at, on=self._on)

    def _hold(self, rejected: list[tuple[int, Sequence[Finding]]]) -> None:
        file = self._file()
        made = []
        for line, why in rejected:
            cells = file.cells_at(line)
            self._rejected_lines.add(line)
            digest = self._digest(file.header, cells)
            made.append(HeldRow(line, cells, _kept(why), file.name(self._kind, cells, why), digest))
        self.names.update(row.name for row in made if row.name)
        known = file.keeper.known([row.digest for row in made])
        self._again.update(self._number_of[digest] for digest in known if digest in self._number_of)
        file.keeper.hold([row for row in made if row.digest not in known])

    def _file(self) -> "_AgainRead":
        if self._again_read is None:
            section, header, rows = self._source.raw(self._path)
            recorder = self._recorder
            file = HeldFile(
                recorder.import_no, recorder.source, self._path.name, self._kind, section_record(section), list(header),
                recorder.is_history,
            )  # fmt: skip
            keeper = Keeper(recorder.connection, file, self._at, self._by)
            self._again_read = _AgainRead(self._path.name, section, header, rows, keeper)
        return self._again_read

    def _digest(self, header: Sequence[str], cells: Sequence[str]) -> int:
        """Of what the row says; equals in one file are told apart by their number."""
        told = _digest([self._recorder.source, self._kind, *header, "\0", *cells])
        self._seen[told] = self._seen.get(told, 0) + 1
        return told if self._seen[told] == 1 else _digest([str(told), str(self._seen[told])])

    def _match_nameless(self) -> None:
        """Hold every row that was taken against the waiting ones, leaving out the columns that were found wrong in these."""
        wanted: dict[frozenset[str], dict[int, list[int]]] = {}
        for row in self._nameless:
            if row.wrong and all(row.wrong) and len(row.header) == len(row.cells):
                left_out = frozenset(row.wrong)
                mark = _mark(row.header, row.cells, left_out)
                wanted.setdefault(left_out, {}).setdefault(mark, []).append(row.number)
        if not wanted:
            return
        _, header, rows = self._source.raw(self._path)
        for line, cells in rows:
            if line in self._rejected_lines or len(cells) != len(header):
                continue
            for left_out, marks in wanted.items():
                self._mended.update(marks.get(_mark(header, cells, left_out), ()))


@dataclass(frozen=True, slots=True)
class _AgainRead:
    """The file read a second time, just so far as its rejected rows need."""

    file: str
    section: Section
    header: Sequence[str]
    rows: Iterator[tuple[int, list[str]]]
    keeper: Keeper

    def cells_at(self, line: int) -> list[str]:
        found = next((cells for at, cells in self.rows if at == line), None)
        if found is None:
            raise ImportRefused(f"{self.file} was changed while it was read; nothing was kept: import it again")
        return found

    def name(self, kind: str, cells: Sequence[str], why: Sequence[Finding]) -> str:
        """The row's own id where it can be read, else nothing."""
        column = self.section.columns.get(OWN_ID.get(kind, KINDS_OF_FILE[kind].required[0]), "")
        if column not in self.header or len(cells) != len(self.header) or any(one.column == column for one in why):
            return ""
        name = cells[self.header.index(column)].strip(" ")
        return "" if "\0" in name else name


def _kept(why: Sequence[Finding]) -> list[Finding]:
    return [
        Finding(f.code, f.severity, f.file, f.line, f.column, f.value[:LONGEST_VALUE], f.reason, f.advice) for f in why
    ]


def _mark(header: Sequence[str], cells: Sequence[str], left_out: frozenset[str]) -> int:
    pairs = sorted((name, cell) for name, cell in zip(header, cells, strict=True) if name not in left_out)
    return _digest([part for pair in pairs for part in pair])


def _digest(parts: Sequence[str]) -> int:
    """63 bits over texts and their boundaries."""
    made = blake2b(digest_size=8)
    for part in parts:
        said = part.encode("utf-8", "surrogatepass")
        made.update(len(said).to_bytes(4))
        made.update(said)
    return int.from_bytes(made.digest()) >> 1
