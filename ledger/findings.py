"""Findings: what the program noticed about data, models and numbers, as rows a person can read and act on."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, insert, select

from ledger.tables import findings

LONGEST_VALUE = 200
"""Characters of an offending value that are kept."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``severity`` rejected: the row was left out; warning: taken as it is, but look at it."""

    code: str
    severity: Literal["rejected", "warning"]
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
        | {"value": finding.value[:LONGEST_VALUE], "found_at": found_at.astimezone(UTC), "import_no": import_no}
        for finding in found
    ]
    if rows:
        connection.execute(insert(findings), rows)


def read_findings(connection: Connection, import_no: int | None = None) -> list[Finding]:
    """Findings of one import, or all, oldest first."""
    columns = [findings.c[name] for name in Finding.__dataclass_fields__]
    query = select(*columns).order_by(findings.c.finding_no)
    if import_no is not None:
        query = query.where(findings.c.import_no == import_no)
    return [Finding(*row) for row in connection.execute(query)]
