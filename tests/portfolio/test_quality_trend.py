"""Months by calendar, up to the closing day's, with what was known by then."""

from datetime import date
from typing import Any

from ledger.connection import reading
from portfolio.quality_book import QualityBook
from portfolio.quality_trend import Month, trend


def test_known_answers(book: Any) -> None:
    """Two invoices settled in March by 10 and 20 days, one in January; a payment on account.

    invoice 1 to A: 10.00, issued 1 Jan, due 31 Jan
    payment of 1: paid 20 Jan
    invoice 2 to A: 10.00, issued 1 Jan, due 28 Feb
    payment of 2: paid 10 Mar
    invoice 3 to A: 10.00, issued 1 Feb, due 28 Feb
    payment of 3: paid 20 Mar
    payment p from A: 5.00, paid 21 Mar
    """
    with reading(book.engine) as connection:
        months = trend(QualityBook(connection, book.day("20 Mar")))
        silent, longer, years = (
            trend(QualityBook(connection, day)) for day in (date(2026, 3, 1), date(2026, 4, 1), date(2030, 1, 1))
        )
    assert months == [
        Month(date(2025, 1, 1), 2, 1, 1, -11.0), Month(date(2025, 2, 1), 1, 0, 0, None), Month(date(2025, 3, 1), 0, 2, 2, 15.0),
    ]  # fmt: skip
    assert (len(silent), silent[-1].first_on) == (15, date(2026, 3, 1)), "a year without anything is seen"
    assert longer == years == silent[:3], "a ledger of years ago is shown as it was, not as two years of nothing"
