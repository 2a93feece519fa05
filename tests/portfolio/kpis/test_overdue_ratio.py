"""The overdue ratio by hand."""

import pytest

from portfolio.kpi import Period
from portfolio.kpis.overdue_ratio import compute
from tests.book import Book


def test_the_due_day_itself_is_on_time(book: Book) -> None:
    """Due on the closing day: not overdue; due the day before: overdue.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 300.00, issued 1 Jan, due 30 Jan
    """
    period = Period(book.day("1 Jan"), book.day("31 Jan"))
    assert compute(book.arrays("1 Feb"), book.policy(), period) == (pytest.approx(0.75), 0)
