"""The data quality of a ledger at the end of a day: every check, what imports found at the door, and the months' trend."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ledger.arrays import LedgerArrays
from ledger.findings import Finding
from ledger.import_history import finding_totals
from portfolio.quality_book import QualityBook
from portfolio.quality_check import QualityCheck, Seen, Severity, quality_checks
from portfolio.quality_trend import Month, trend
from sources.dirt import CATALOG

if TYPE_CHECKING:
    from sqlalchemy import Connection  # only a name here: SQL lives in the ledger

ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class QualityReport:
    """``results``: what has to be done first, the worst on top. ``door``: code → how often imports found it."""

    closing_on: date
    base_currency: str
    invoices: int
    customers: int
    results: tuple[tuple[QualityCheck, Seen], ...]
    door: tuple[tuple[str, str, int], ...]  # (code, severity, count)
    months: tuple[Month, ...]

    def count(self, severity: Severity) -> int:
        """Checks of a severity that do not hold."""
        return sum(check.severity == severity and not seen.holds for check, seen in self.results)

    def findings(self) -> list[Finding]:
        """What each check saw, to be kept in the ledger; ``value`` is its count, or ``holds``."""
        return [
            Finding(
                check.code, check.severity, "", None, check.name, "holds" if seen.holds else str(seen.count), seen.said.en,
                "" if seen.holds else check.advice.en,
            ) for check, seen in self.results
        ]  # fmt: skip

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """For JSON; words in one language."""
        return {
            "closing_on": self.closing_on.isoformat(),
            "base_currency": self.base_currency,
            "invoices": self.invoices,
            "customers": self.customers,
            "errors": self.count("error"),
            "warnings": self.count("warning"),
            "notes": self.count("note"),
            "checks": [_check(check, seen, language) for check, seen in self.results],
            "door": [
                {"code": code, "severity": severity, "title": door_title(code, language), "count": count}
                for code, severity, count in self.door
            ],
            "months": [
                {
                    "first_on": month.first_on.isoformat(),
                    "invoices": month.invoices,
                    "payments": month.payments,
                    "settled": month.settled,
                    "median_days_late": month.median_days_late,
                }
                for month in self.months
            ],
        }


def quality(
    connection: "Connection", closing_on: date, *, arrays: LedgerArrays | None = None, progress: Progress | None = None
) -> QualityReport:
    """Run every check on what was known by the end of ``closing_on``; ``arrays``: of that closing view, where read already."""
    book = QualityBook(connection, closing_on, arrays)
    checks, results = quality_checks(), []
    for place, check in enumerate(checks):
        if progress is not None:
            progress(check.name, place / len(checks))
        results.append((check, check.look(book)))
    results.sort(key=lambda result: (result[1].holds, ORDER[result[0].severity], result[0].code))
    return QualityReport(
        closing_on=closing_on,
        base_currency=book.policy.base_currency,
        invoices=len(book.invoice_rows),
        customers=book.customer_count,
        results=tuple(results),
        door=tuple(finding_totals(connection, closing_on)),
        months=tuple(trend(book)),
    )


def door_title(code: str, language: str) -> str:
    """The title of a code of single rows; a code of an older program is its own title."""
    dirt = CATALOG.get(code)
    return code if dirt is None else dirt.title_zh if language.startswith("zh") else dirt.title


def _check(check: QualityCheck, seen: Seen, language: str) -> dict[str, Any]:
    return {
        "code": check.code,
        "name": check.name,
        "severity": check.severity,
        "holds": seen.holds,
        "title": check.title.in_language(language),
        "count": seen.count,
        "of": seen.of,
        "said": seen.said.in_language(language),
        "meaning": check.meaning.in_language(language),
        "advice": check.advice.in_language(language),
        "examples": [
            {"subject": one.subject, "customer_id": one.customer_id, "said": one.said.in_language(language)}
            for one in seen.examples
        ],
        "figures": dict(seen.figures),
    }
