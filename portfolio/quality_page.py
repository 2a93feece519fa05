"""The report of data quality as one self-contained page, in either language."""

from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from portfolio.quality import QualityReport, door_title
from portfolio.quality_check import QualityCheck, Seen
from portfolio.quality_trend import Month
from rendering.formats import Formats
from rendering.month_charts import MonthValue, month_bars, month_line
from rendering.report import render_report
from rendering.texts import texts

SEVERITIES = ("error", "warning", "note")


def quality_page(report: QualityReport, language: str, today: date) -> bytes:
    """HTML as UTF-8. ``language``: en or zh; ``today`` is told as the day on which it was made."""
    failed = [_check(check, seen, language) for check, seen in report.results if not seen.holds]
    looked = report.invoices > 0  # of no invoices nothing is in order either
    passed = [_check(check, seen, language) for check, seen in report.results if seen.holds and looked]
    tiles = [{"key": severity, "count": sum(one["severity"] == severity for one in failed)} for severity in SEVERITIES]
    months = [_month(month, report.closing_on) for month in report.months]
    return render_report(
        "quality.html",
        language,
        today,
        closing_on=report.closing_on,
        invoices=report.invoices,
        customers=report.customers,
        tiles=[*tiles, {"key": "passed", "count": len(passed)}],
        failed=failed,
        passed=passed,
        months=months[::-1],
        charts=_charts(months, language) if len(months) > 1 else [],
        door=[
            {"code": code, "severity": severity, "title": door_title(code, language), "count": count}
            for code, severity, count in report.door
        ],
    )


def _check(check: QualityCheck, seen: Seen, language: str) -> dict[str, Any]:
    examples = [
        {"subject": one.subject, "customer_id": one.customer_id, "said": one.said.in_language(language)}
        for one in seen.examples
    ]
    return {
        "code": check.code,
        "severity": check.severity,
        "title": check.title.in_language(language),
        "said": seen.said.in_language(language),
        "meaning": check.meaning.in_language(language),
        "advice": check.advice.in_language(language),
        "shown_of": None if seen.in_groups or len(examples) >= seen.count else seen.count,
        "examples": examples,
        "customers": any(one["customer_id"] not in {"", one["subject"]} for one in examples),
    }


def _month(month: Month, closing_on: date) -> dict[str, Any]:
    return {
        "first_on": month.first_on,
        "invoices": month.invoices,
        "payments": month.payments,
        "days_late": month.median_days_late,
        "under_way": month.first_on
        <= closing_on
        < (month.first_on + timedelta(days=32)).replace(day=1) - timedelta(days=1),
    }


def _charts(months: list[dict[str, Any]], language: str) -> list[dict[str, Markup | str]]:
    t, f, made = texts(language), Formats(language), []
    for name, draw, axis in (
        ("invoices", month_bars, "count"),
        ("payments", month_bars, "count"),
        ("days_late", month_line, "days"),
    ):
        values = tuple(MonthValue(one["first_on"], one[name], one["under_way"]) for one in months)
        known = [one for one in values if one.value is not None]
        if not known:
            continue
        numbers = [one.value or 0 for one in known]
        said = t(
            "quality.chart.description", first=f.month(known[0].first_on), last=f.month(known[-1].first_on),
            low=f.number(min(numbers)), high=f.number(max(numbers)), newest=f.number(numbers[-1]),
        )  # fmt: skip
        title = t(f"quality.chart.{name}")
        picture = draw(language, name.replace("_", "-"), values, title, t(f"quality.chart.{axis}"), said)
        made.append({"title": title, "picture": picture})
    return made
