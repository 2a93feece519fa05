"""The report: the worst first, the door's findings by code, JSON in both languages."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from ledger.connection import reading
from portfolio.quality import door_title, quality
from portfolio.quality_check import quality_checks
from sources.load import load_files
from tests.book import Book

FILE = """invoice_id,customer_id,issued_on,due_on,amount,currency
1,A,2026-01-01,2026-01-31,,EUR
2,A,2026-01-01,2025-01-31,5.00,EUR
3,A,never,2025-01-31,5.00,EUR
"""


def load(engine: Engine, folder: Path) -> None:
    (folder / "ledger.csv").write_text(FILE)
    load_files(
        engine, [folder / "ledger.csv"], recorded_at=datetime(2026, 2, 1, tzinfo=UTC), recorded_on=date(2026, 2, 1)
    )


def test_the_worst_first(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path)
    with reading(engine) as connection:
        report = quality(connection, date(2026, 2, 1))
        before = quality(connection, date(2026, 1, 31))
    failed = [(check.severity, check.code) for check, seen in report.results if not seen.holds]
    assert failed[:3] == [("error", "DQ103"), ("error", "DQ116"), ("warning", "DQ101")]
    assert [seen.holds for _, seen in report.results] == sorted(seen.holds for _, seen in report.results)
    assert report.door == (("DQ001", "rejected", 1), ("DQ004", "warning", 1), ("DQ006", "warning", 1))
    assert (report.count("error"), report.invoices, report.customers) == (2, 2, 1)
    assert (before.door, before.count("error")) == ((), 1), "the history was known, the import was not made yet"


def test_customers_who_came_later_are_not_counted_before(sqlite_engine: Engine, tmp_path: Path) -> None:
    load(sqlite_engine, tmp_path)
    (tmp_path / "later.csv").write_text(FILE.splitlines()[0] + "\n9,B,2026-02-03,2026-03-01,5.00,EUR\n")
    at = datetime(2026, 2, 3, tzinfo=UTC)
    load_files(sqlite_engine, [tmp_path / "later.csv"], recorded_at=at, recorded_on=at.date())
    with reading(sqlite_engine) as connection:
        assert [quality(connection, date(2026, 2, day)).customers for day in (1, 2, 3)] == [1, 1, 2]


def test_json_in_both_languages(sqlite_engine: Engine, tmp_path: Path) -> None:
    load(sqlite_engine, tmp_path)
    told: list[tuple[str, float]] = []
    with reading(sqlite_engine) as connection:
        report = quality(connection, date(2026, 2, 1), progress=lambda *step: told.append(step))
    english, chinese = (json.loads(json.dumps(report.as_dict(language))) for language in ("en", "zh-CN"))
    assert english["checks"][0]["title"] == "Amounts missing or not above zero"
    assert chinese["checks"][0]["title"] == "金额缺失或不大于零"
    assert chinese["door"][0]["title"] == "日期无法识别"
    assert [name for name, _ in told] == [check.name for check in quality_checks()]
    assert door_title("DQ000", "en") == "DQ000", "a code of an older program"


def test_arrays_read_already_are_used(book: Any) -> None:
    """One invoice.

    invoice 1 to A: 1.00, issued 1 Mar, due 31 Mar
    """
    with reading(book.engine) as connection:
        arrays = book.arrays("1 Apr")
        assert quality(connection, book.day("31 Mar"), arrays=arrays) == quality(connection, book.day("31 Mar"))


def test_an_empty_ledger(sqlite_engine: Engine) -> None:
    with reading(sqlite_engine) as connection:
        report = quality(connection, Book(sqlite_engine).day("31 Dec"))
    assert (report.invoices, report.months, report.count("error"), report.count("warning")) == (0, (), 0, 0)
