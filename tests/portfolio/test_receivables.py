"""Receivables and sales in the base currency."""

import numpy as np

from portfolio.kpi import Period
from portfolio.receivables import credit_sales, exact_sum, open_in_base
from tests.book import Book


def test_by_the_rate_of_the_issue_day(book: Book) -> None:
    """Half of 200 USD (180 EUR at issue) is still open; a credit note lowers sales.

    invoice 1 to A: 200.00 USD, issued 5 Jan, due 31 Jan, base 180.00
    invoice 2 to A: 50.00, issued 6 Jan, due 31 Jan
    invoice 3 to A: 70.00 USD, issued 7 Jan, due 31 Jan
    payment of 1: 100.00, paid 20 Jan
    credit of 2: 10.00, on 21 Jan
    """
    arrays, period = book.arrays("1 Feb"), Period(book.day("1 Jan"), book.day("31 Jan"))
    assert open_in_base(arrays) == (9000 + 4000, 1)
    assert credit_sales(arrays, period) == (18000 + 5000 - 1000, 1)


def test_a_sum_beyond_64_bits_is_not_wrapped() -> None:
    assert exact_sum(np.array([10**16] * 1000, dtype=np.int64)) == 10**19
    assert exact_sum(np.array([2**62, 2**62, -(2**62)], dtype=np.int64)) == 2**62
    assert exact_sum(np.zeros(0, dtype=np.int64)) == 0
