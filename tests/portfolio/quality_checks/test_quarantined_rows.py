"""Rejected rows that wait."""

from datetime import UTC, date, datetime
from typing import Any

from sources.load import load_files
from tests.book import Book
from tests.portfolio.looking import seen

FILE = "invoice_id,customer_id,issued_on,due_on,amount,currency\n1,A,2026-01-01,2026-01-31,1.00,EUR\n2,A,x,2026-01-31,1.00,EUR\n"


def load(engine: Any, folder: Any, text: str, on: date) -> None:
    path = folder / "ledger.csv"
    path.write_text(text)
    load_files(engine, [path], recorded_at=datetime(on.year, on.month, on.day, tzinfo=UTC), recorded_on=on)


def test_rows_wait_from_the_day_they_came_until_they_were_taken(sqlite_engine: Any, tmp_path: Any) -> None:
    load(sqlite_engine, tmp_path, FILE, date(2026, 2, 1))
    load(sqlite_engine, tmp_path, FILE.replace(",x,", ",2026-01-02,"), date(2026, 3, 1))
    book = Book(sqlite_engine)
    assert [seen(book, "quarantined_rows", date(2026, *day)).count for day in ((1, 31), (2, 1), (2, 28), (3, 1))] == [
        0,
        1,
        1,
        0,
    ]
    found = seen(book, "quarantined_rows", date(2026, 2, 1))
    assert (found.figures, found.examples[0].said.en) == ({"DQ001": 1}, "1 rows of invoices: DQ001")
