"""The page: whole by itself, in both languages, with a table beside each picture, and nothing hostile alive in it."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ledger.connection import reading
from portfolio.quality import QualityReport, quality
from portfolio.quality_page import quality_page
from sources.load import load_files
from tests.book import Book, read_book
from tests.hostile import HOSTILE

TODAY = date(2026, 4, 1)


def report_of(engine: Engine, day: date) -> QualityReport:
    with reading(engine) as connection:
        return quality(connection, day)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_whole_by_itself(sqlite_engine: Engine, language: str) -> None:
    lines = [
        f"invoice {n} to A: {n + 1}.00, issued {1 + n % 28} {m}, due 30 Jun"
        for n, m in enumerate(["Jan", "Feb", "Mar"] * 8)
    ]
    lines += [f"payment of {n}: paid {1 + n % 28} Apr" for n in range(9)]
    book = read_book(sqlite_engine, "A book.\n\n" + "\n".join(lines))
    page = quality_page(report_of(book.engine, book.day("30 Apr")), language, TODAY).decode()
    assert page.count("<svg") == 6, "three pictures, wide and narrow"
    assert not re.search(r'(?:src|href)="(?!data:)|@import|url\((?!#)', page), "nothing is fetched"
    assert ("数据质量" if language == "zh" else "Data quality") in page
    assert page.count("<tr>") > 4
    assert ("2025年4月" if language == "zh" else "Apr 2025") in page


def test_an_empty_ledger_is_said(sqlite_engine: Engine) -> None:
    page = quality_page(report_of(sqlite_engine, Book(sqlite_engine).day("31 Dec")), "en", TODAY).decode()
    assert "The ledger holds no invoices by that day." in page
    assert "<svg" not in page
    assert "DQ1" not in page, "nothing is called in order that nobody could look at"


@pytest.mark.parametrize(("day", "told"), [("15 Mar", True), ("31 Mar", False)])
def test_a_month_under_way_is_said_to_be(sqlite_engine: Engine, day: str, told: bool) -> None:
    book = read_book(
        sqlite_engine,
        "A book.\n\ninvoice 1 to A: 1.00, issued 1 Feb, due 30 Jun\ninvoice 2 to A: 1.00, issued 1 Mar, due 30 Jun",
    )
    page = quality_page(report_of(book.engine, book.day(day)), "en", TODAY).decode()
    assert ("Mar 2025 *" in page, "not over yet" in page) == (told, told)


class _Live(HTMLParser):
    """Collects tags and event handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


def test_hostile_text_is_shown_escaped(sqlite_engine: Engine, tmp_path: Path) -> None:
    """RELIABILITY B6: ids, names and file names of all kinds; none becomes markup, none makes the page long."""
    import csv

    path = tmp_path / "<img src=x onerror=alert(1)>.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["invoice_id", "customer_id", "issued_on", "due_on", "amount", "currency"])
        for n, text in enumerate(HOSTILE):
            writer.writerow([f"{n}{text}", text, "2026-01-02", "2026-01-01", "", "EUR"])
            writer.writerow([f"x{n}{text}", text, "never", "2026-01-01", "1", "EUR"])
    load_files(sqlite_engine, [path], recorded_at=datetime(2026, 2, 1, tzinfo=UTC), recorded_on=date(2026, 2, 1))
    page = quality_page(report_of(sqlite_engine, date(2026, 2, 1)), "en", TODAY).decode()
    live = _Live()
    live.feed(page)
    assert not live.tags & {"script", "img", "iframe", "b"}
    assert live.handlers == []
    assert "&lt;img src=x onerror=alert(1)&gt;.csv" in page
    assert len(page) < 200_000
    assert "49" not in re.findall(r"\{\{.*?\}\}|\b49\b", page), "a template is not run"
