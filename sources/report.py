"""What an import did: counts a kind and a file, and what was found; for people as rows, for programs as a dictionary."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ledger.findings import Finding
from ledger.recording import Tally
from sources.dirt import CATALOG

SHOWN = 100
"""Findings that a report carries; the ledger keeps them all."""
OF_EACH = 3
"""Of each code it carries so many, however many others came before."""


@dataclass(slots=True)
class FileReport:
    """One file: every row read was taken or rejected."""

    file: str
    kind: str
    source: str
    rows: int = 0
    taken: int = 0
    rejected: int = 0


@dataclass(slots=True)
class ImportReport:
    """One import. ``counts``: kind of record → new, known, corrected, rejected (rows of a file are told by ``files``)."""

    source: str
    dry_run: bool
    import_no: int | None = None
    base_currency: str = ""
    files: list[FileReport] = field(default_factory=list)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    totals: Counter[str] = field(default_factory=Counter)
    features: list[str] = field(default_factory=list)
    """Columns that were newly declared for the models."""
    seconds: float = 0.0

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    @property
    def rejected(self) -> int:
        return sum(file.rejected for file in self.files)

    def add(self, found: Finding) -> None:
        self.totals[found.code] += 1
        if len(self.findings) < SHOWN or self.totals[found.code] <= OF_EACH:
            self.findings.append(found)

    def count(self, tallies: Mapping[str, Tally], rejected: Mapping[str, int]) -> None:
        """Take over what the recorder counted, and the rows that never became records."""
        for kind in sorted(tallies.keys() | rejected.keys()):
            tally = tallies.get(kind, Tally())
            left_out = rejected.get(kind, 0) + tally.refused
            self.counts[kind] = {
                "new": tally.new, "known": tally.known, "corrected": tally.corrected, "rejected": left_out,
            }  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "source": self.source,
            "import_no": self.import_no,
            "dry_run": self.dry_run,
            "base_currency": self.base_currency,
            "features": self.features,
            "rows": self.rows,
            "rejected": self.rejected,
            "seconds": round(self.seconds, 3),
            "files": [asdict(file) for file in self.files],
            "counts": self.counts,
            "totals": [
                {"code": code, "severity": severity, "title": title, "count": count}
                for code, severity, title, count in self.total_rows()
            ],
            "findings": [asdict(finding) for finding in self.findings],
        }

    def count_rows(self) -> list[tuple[str, int, int, int, int]]:
        """(kind, new, known, corrected, rejected), for a table."""
        return [(kind, n["new"], n["known"], n["corrected"], n["rejected"]) for kind, n in self.counts.items()]

    def file_rows(self) -> list[tuple[str, str, int, int, int]]:
        """(file, kind, rows, taken, rejected), for a table."""
        return [(file.file, file.kind, file.rows, file.taken, file.rejected) for file in self.files]

    def total_rows(self, language: str = "en") -> list[tuple[str, str, str, int]]:
        """(code, severity, title, count), for a table; the rejected first."""
        rows = []
        for code, count in self.totals.items():
            dirt = CATALOG[code]
            rows.append((code, dirt.severity, dirt.title_zh if language.startswith("zh") else dirt.title, count))
        return sorted(rows, key=lambda row: (row[1] != "rejected", row[0]))

    def example_rows(self) -> list[tuple[str, str, str, str, str, str]]:
        """The first finding of each code, for a table; in the order of ``total_rows``."""
        first = {row[0]: row for row in reversed(self.finding_rows())}
        return [first[code] for code, *_ in self.total_rows()]

    def finding_rows(self) -> list[tuple[str, str, str, str, str, str]]:
        """(code, file:line, column, value, reason, what to do) of the first findings, for a table."""
        return [
            (f.code, f.file if f.line is None else f"{f.file}:{f.line}", f.column, f.value, f.reason, f.advice)
            for f in self.findings
        ]
