"""What is asked of every KPI."""

import pytest

from portfolio.kpi import Kpi, Period, kpis
from tests.book import Book


@pytest.mark.parametrize("kpi", kpis(), ids=lambda kpi: kpi.name)
def test_an_empty_book_has_no_value_not_zero(kpi: Kpi, book: Book) -> None:
    """Nothing is known before the first invoice.

    invoice 1 to A: 100.00, issued 1 May, due 31 May
    """
    period = Period(book.day("1 Jan"), book.day("31 Jan"))
    assert kpi.compute(book.arrays("1 Feb"), book.policy(), period) == (None, 0)


@pytest.mark.parametrize("kpi", kpis(), ids=lambda kpi: kpi.name)
def test_an_invoice_without_a_rate_is_left_out_and_counted(kpi: Kpi, book: Book) -> None:
    """The dollar invoice has no amount in the base currency.

    invoice 1 to A: 100.00, issued 1 Jan, due 10 Jan
    invoice 2 to A: 999.00 USD, issued 1 Jan, due 10 Jan
    """
    period = Period(book.day("1 Jan"), book.day("31 Jan"))
    value, left_out = kpi.compute(book.arrays("1 Feb"), book.policy(), period)
    assert value is not None
    assert left_out >= 1
