"""The door for rows that come one request at a time: the same path as files, with what became of each row.

Rows are written down as the delimited text they could have come in, under the ledger's names, and imported in the caller's
transaction: the same checks, findings, quarantine and recorder. Rows that name different fields are different texts, because a
column that is there and empty says something (``paid_on``: not paid), and one that is not there says nothing.
"""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Literal

from ledger.findings import Finding
from ledger.further_columns import further_columns
from ledger.leavings import working_folder
from ledger.policy import policy_on
from ledger.records import Record
from ledger.standing import standing_facts
from ledger.whole_file import enough_room
from sources.dirt import (
    MISSING_RATE,
    MISSING_VALUE,
    UNKNOWN_INVOICE,
    UNKNOWN_PAYMENT,
    UNREADABLE_AMOUNT,
    UNREADABLE_DATE,
)
from sources.fields import KINDS_OF_FILE
from sources.load import load_files
from sources.mapping import Mapping as FileMapping
from sources.mapping import find_mapping
from sources.report import ImportReport
from sources.source import SourceRow

if TYPE_CHECKING:
    from sqlalchemy import Connection  # only a name here: SQL lives in the ledger

Outcome = Literal["new", "known", "corrected", "refused"]
BARE = 0
"""Digest of a customer who was only known from a payment or invoice: what comes is new."""


IN_A_REQUEST = {
    UNREADABLE_DATE.code: "write the day as 2026-03-31",
    UNREADABLE_AMOUNT.code: 'write it as "1234.56", with no more decimals than the currency has',
    MISSING_VALUE.code: "state it, and send the row again",
    MISSING_RATE.code: "state base_amount, or send the rate of the day of issue",
    UNKNOWN_INVOICE.code: "send the invoice first",
    UNKNOWN_PAYMENT.code: "send the payment or the credit note first",
}
"""Code → what to do, where the advice is one for files: who sends rows has no mapping, and imports nothing."""
FOR_FILES = ("mapping", "import")


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a row. ``corrected``: it was known, and something of it, or that follows from it, is new or changed."""

    outcome: Outcome
    findings: tuple[Finding, ...] = ()


@dataclass
class _Results:
    """Shown every row, in the order of the texts; ``places``: for each text, the places of its rows in the request."""

    connection: "Connection"
    places: Mapping[str, Sequence[int]]
    results: dict[int, RowResult] = field(default_factory=dict)
    place_of: dict[tuple[str, int], int] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    told: dict[tuple[str, object], int] = field(default_factory=dict)

    def before(self, batch: Sequence[SourceRow]) -> None:
        self.told = {}
        for kind in {type(record) for row in batch for record in row.records}:
            mine = [record for row in batch for record in row.records if type(record) is kind]
            for key, (_, digest, _) in standing_facts(self.connection, kind.kind, mine).items():
                if digest is not None:
                    self.told[kind.kind, key] = digest

    def after(self, file: str, batch: Sequence[SourceRow], refused: Mapping[int, Finding]) -> None:
        for at, row in enumerate(batch):
            place = self.places[file][self.seen[file]]
            self.seen[file] += 1
            self.place_of[file, row.line] = place
            found = row.findings if at not in refused else (*row.findings, refused[at])
            outcome = "refused" if at in refused or not row.records else self._outcome(row.records)
            self.results[place] = RowResult(outcome, found)

    def _outcome(self, records: Sequence[Record]) -> Outcome:
        was = [self._became(record) for record in records]
        if was[0] != "known":
            return was[0]
        return "known" if all(one == "known" for one in was) else "corrected"

    def _became(self, record: Record) -> Outcome:
        key = (record.kind, record.key)
        before, now = self.told.get(key, BARE), record.digest
        self.told[key] = now
        return "new" if before == BARE else "known" if before == now else "corrected"


def record_rows(
    connection: "Connection",
    kind: str,
    rows: Sequence[Mapping[str, str]],
    *,
    source: str,
    recorded_at: datetime,
    recorded_on: date,
    history: bool | None = None,
) -> tuple[ImportReport, list[RowResult], list[Finding]]:
    """Record rows of a kind of file (``sources/fields.py``) inside a writing transaction, as one import.

    A row maps the ledger's names of fields, and names of attributes, to text; a required field that it lacks is empty. Gives
    the import's report, what became of each row, and findings that belong to no row of the request.
    """
    mapping = _only(find_mapping("ledger"), kind, _numbers(connection, kind))
    with enough_room(Path(gettempdir())), working_folder() as folder:
        texts = _texts(folder, kind, rows)
        watch = _Results(connection, {path.name: places for path, places in texts.items()})
        report = load_files(
            connection.engine, list(texts), mapping=mapping, source=source, recorded_at=recorded_at,
            recorded_on=recorded_on, history=history, into=connection, watch=watch,
        )  # fmt: skip
    return report, *_sorted_out(watch, report, len(rows))


def _numbers(connection: "Connection", kind: str) -> frozenset[str]:
    """Names of further columns of these rows that were declared as numbers: a request has no header to say it again."""
    declared = policy_on(connection, date.max).further_features
    columns = further_columns(declared, "invoice" if kind == "invoices" else "customer")
    return frozenset(column.name for column in columns if column.kind == "number")


def _only(mapping: FileMapping, kind: str, numbers: frozenset[str]) -> FileMapping:
    """The ledger's own names for one kind: no other kind may claim what it lacks."""
    section = mapping.sections[kind]
    section = replace(section, notation=replace(section.notation, delimiter=","), numbers=numbers)
    return FileMapping(mapping.name, mapping.source, {kind: section})


def _texts(folder: Path, kind: str, rows: Sequence[Mapping[str, str]]) -> dict[Path, list[int]]:
    """A delimited text for each set of fields → places of its rows."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for place, row in enumerate(rows):
        needed = (*KINDS_OF_FILE[kind].required, *(["currency"] if kind in {"invoices", "payments"} else []))
        groups.setdefault(tuple(sorted({*row, *needed})), []).append(place)
    texts = {}
    for number, (header, places) in enumerate(groups.items(), 1):
        path = folder / (f"{kind} posted" if number == 1 else f"{kind} posted ({number})")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
            writer.writerow(header)
            writer.writerows([rows[place].get(name, "") for name in header] for place in places)
        texts[path] = places
    return texts


def _sorted_out(watch: _Results, report: ImportReport, count: int) -> tuple[list[RowResult], list[Finding]]:
    """Findings that came up at the end go to their rows where they have one."""
    given = {id(one) for result in watch.results.values() for one in result.findings}
    others: list[Finding] = []
    for finding in report.findings:
        place = None if finding.line is None else watch.place_of.get((finding.file, finding.line))
        if id(finding) in given:
            continue
        if place is None:
            others.append(finding)
        else:
            result = watch.results[place]
            outcome: Outcome = "corrected" if result.outcome == "known" else result.outcome
            watch.results[place] = RowResult(outcome, (*result.findings, finding))
    results = [watch.results[place] for place in range(count)]
    told = [RowResult(one.outcome, tuple(map(_in_a_request, one.findings))) for one in results]
    return told, list(map(_in_a_request, others))


def _in_a_request(finding: Finding) -> Finding:
    """In words for who sent a row."""
    if not any(word in finding.advice for word in FOR_FILES):
        return finding
    return replace(
        finding, advice=IN_A_REQUEST.get(finding.code, finding.advice.replace("import again", "send it again"))
    )
