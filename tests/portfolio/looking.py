"""One check of data quality on a book, at the end of a day."""

from datetime import date
from typing import Any

from ledger.connection import reading
from portfolio.quality_book import QualityBook
from portfolio.quality_check import Seen, quality_checks


def seen(book: Any, name: str, day: str | date = "31 Dec") -> Seen:
    """What the check called ``name`` sees of a ``Book`` (tests/book.py)."""
    (check,) = (check for check in quality_checks() if check.name == name)
    with reading(book.engine) as connection:
        return check.look(QualityBook(connection, book.day(day)))


def subjects(book: Any, name: str, day: str | date = "31 Dec") -> list[str]:
    """The examples' subjects, sorted."""
    return sorted(example.subject for example in seen(book, name, day).examples)
