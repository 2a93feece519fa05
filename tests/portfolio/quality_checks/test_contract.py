"""Every check is asked the same: words in both languages, an empty ledger, the past not moved by what came later."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from ledger.connection import reading
from portfolio.quality_book import QualityBook
from portfolio.quality_check import MOST_EXAMPLES, QualityCheck, quality_checks
from tests.book import Book, read_book

CHECKS = [pytest.param(check, id=check.name) for check in quality_checks()]
CHINESE = re.compile("[\u4e00-\u9fff]")
DOCS = Path(__file__).parents[3] / "docs" / "quality.md"
BEFORE = """
customer A: country DE, terms 14
invoice 1 to A: 10.00, issued 1 Jan, due 31 Jan
invoice 2 to A: 10.00, issued 1 Jan, due 31 Jan
invoice 3 to B: 10.00 USD, issued 1 Jan, due 1 Jan
invoice 4 to B: unstated, issued 1 Jan, due 1 Dec 2024
payment p1 of 1: 4.00, paid 5 Feb, booked 7 Feb
payment p2 from A: 3.00, paid 6 Feb
"""
AFTER = """
recorded 20 Mar
invoice 2 to A: 11.00, issued 2 Jan, due 31 Jan
invoice 5 to B: 10.00 USD, issued 1 Jan, due 1 Jan
customer B: country FR, terms 30
payment of 3: 10.00 USD, paid 7 Feb
reversal of p1
"""


@pytest.mark.parametrize("check", CHECKS)
def test_words_in_both_languages(check: QualityCheck) -> None:
    for words in (check.title, check.meaning, check.advice):
        assert words.en.strip()
        assert CHINESE.search(words.zh)
        assert not CHINESE.search(words.en)


@pytest.mark.parametrize("check", CHECKS)
def test_an_empty_ledger_needs_nothing_done(check: QualityCheck, sqlite_engine: Engine) -> None:
    with reading(sqlite_engine) as connection:
        seen = check.look(QualityBook(connection, Book(sqlite_engine).day("31 Dec")))
    assert (seen.holds, seen.count, seen.examples) == (True, 0, ())
    assert CHINESE.search(seen.said.zh)


@pytest.fixture
def past(sqlite_engine: Engine) -> dict[str, Any]:
    """What every check saw on 19 March: in a ledger that ends there, and in one that went on."""
    found: dict[str, Any] = {}
    book = read_book(sqlite_engine, "A book.\n" + BEFORE + AFTER)
    with reading(book.engine) as connection:
        looked = QualityBook(connection, book.day("19 Mar"))
        found |= {check.name: check.look(looked) for check in quality_checks()}
    return found


@pytest.mark.parametrize("check", CHECKS)
def test_the_past_is_not_moved(
    check: QualityCheck, past: dict[str, Any], tmp_path: Path, _sqlite_template: Path
) -> None:
    import shutil

    from ledger.connection import open_ledger
    from ledger.settings import Settings

    (tmp_path / "short").mkdir()
    shutil.copy(_sqlite_template, tmp_path / "short" / "duecast.db")
    engine = open_ledger(Settings(home=tmp_path / "short"))
    book = read_book(engine, "A book.\n" + BEFORE)
    with reading(engine) as connection:
        now = check.look(QualityBook(connection, book.day("19 Mar")))
    engine.dispose()
    assert past[check.name] == now
    assert len(now.examples) <= MOST_EXAMPLES


@pytest.mark.parametrize("check", CHECKS)
def test_the_page_of_checks_tells_it(check: QualityCheck) -> None:
    assert f"| {check.code} | {check.severity} | {check.title.en} | {check.title.zh} |" in DOCS.read_text(
        encoding="utf-8"
    )
