"""Findings: what the program noticed about data, models and numbers, as rows a person can read and act on."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, insert, select

from ledger.bulk import among
from ledger.tables import findings, imports

LONGEST_VALUE = 200
"""Characters of an offending value that are kept."""
NUL_SHOWN = "\u2400"
"""Stands for a NUL character, which PostgreSQL keeps in no text."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``severity`` rejected: the row was left out; warning: taken as it is, but look at it. Of the whole ledger also error and
    note (``portfolio/quality_check.py``)."""

    code: str
    severity: Literal["rejected", "warning", "error", "note"]
    file: str
    line: int | None
    column: str
    value: str
    reason: str
    advice: str


def write_findings(
    connection: Connection, found: Sequence[Finding], found_at: datetime, import_no: int | None = None
) -> None:
    rows = [
        asdict(finding)
        | {
            "value": finding.value[:LONGEST_VALUE].replace("\0", NUL_SHOWN),
            "found_at": found_at.astimezone(UTC),
            "import_no": import_no,
        }
        for finding in found
    ]
    if rows:
        connection.execute(insert(findings), rows)


def write_changes(connection: Connection, found: Sequence[Finding], found_at: datetime) -> int:
    """Store findings of no import, those that say something else than the last stored of their code; how many were."""
    columns = findings.c
    last = select(func.max(columns.finding_no)).where(columns.import_no.is_(None)).group_by(columns.code)
    query = select(columns.code, columns.severity, columns.value, columns.reason).where(columns.finding_no.in_(last))
    said = {tuple(row) for row in connection.execute(query)}
    new = [one for one in found if (one.code, one.severity, one.value[:LONGEST_VALUE], one.reason) not in said]
    write_findings(connection, new, found_at)
    return len(new)


class Memory:
    """What earlier imports of a source found in files of these names, so that it is not stored again.

    Eight bytes a finding, read when first asked.
    """

    def __init__(self, connection: Connection, source: str, files: Sequence[str], import_no: int):
        self._connection, self._source, self._import_no = connection, source, import_no
        self._files = ["", *files]
        self._seen: NDArray[np.int64] | None = None

    def new(self, found: Sequence[Finding]) -> list[Finding]:
        """Those that differ from every earlier one in code, file, line, column or value."""
        if not found:
            return []
        if self._seen is None:
            self._seen = np.unique(np.fromiter(self._read(), dtype=np.int64))
        marks = [
            hash((f.code, f.file, f.line, f.column, f.value[:LONGEST_VALUE].replace("\0", NUL_SHOWN))) for f in found
        ]
        known = np.isin(np.array(marks, dtype=np.int64), self._seen)
        return [finding for finding, old in zip(found, known.tolist(), strict=True) if not old]

    def _read(self) -> Iterator[int]:
        query = (
            select(*(findings.c[name] for name in ("code", "file", "line", "column", "value")))
            .join(imports)
            .where(imports.c.source == self._source, findings.c.import_no < self._import_no)
            .where(among(self._connection, findings.c.file, self._files))
        )
        return (hash(tuple(row)) for row in self._connection.execute(query.execution_options(yield_per=10_000)))


def read_findings(connection: Connection, import_no: int | None = None) -> list[Finding]:
    """Findings of one import, or all, oldest first."""
    columns = [findings.c[name] for name in Finding.__dataclass_fields__]
    query = select(*columns).order_by(findings.c.finding_no)
    if import_no is not None:
        query = query.where(findings.c.import_no == import_no)
    return [Finding(*row) for row in connection.execute(query)]
