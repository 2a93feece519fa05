"""DSO by hand."""

import pytest

from portfolio.kpi import Period
from portfolio.kpis.dso import compute
from tests.book import Book


def test_closing_receivables_over_sales_times_days(book: Book) -> None:
    """January: sales 400, open at its end 100: 100 ÷ 400 · 31 = 7.75 days.

    invoice 1 to A: 300.00, issued 1 Jan, due 15 Jan
    invoice 2 to A: 100.00, issued 2 Jan, due 31 Jan
    payment of 1: 300.00, paid 20 Jan
    """
    period = Period(book.day("1 Jan"), book.day("31 Jan"))
    assert compute(book.arrays("1 Feb"), book.policy(), period) == (pytest.approx(7.75), 0)
