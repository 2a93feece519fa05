"""How old the knowledge is."""

from typing import Any

from sqlalchemy import Engine

from tests.portfolio.looking import seen


def test_longer_silent_than_ever(book: Any) -> None:
    """Payments every few days.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment of 1: 10.00, paid 1 Feb
    payment of 1: 10.00, paid 3 Feb
    payment of 1: 10.00, paid 6 Feb
    payment of 1: 10.00, paid 8 Feb
    """
    usual = seen(book, "freshness", "13 Feb")
    assert (usual.holds, usual.figures["days_since_payment"], usual.figures["usual_days"]) == (True, 5, 6)
    late = seen(book, "freshness", "20 Feb")
    assert (late.holds, late.figures["days_since_payment"]) == (False, 12)
    assert "a payment 12 days before (2025-02-08)" in late.said.en


def test_no_payment_at_all(book: Any) -> None:
    """Only an invoice.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    """
    assert seen(book, "freshness", "2 Jan").holds
    assert "never" in seen(book, "freshness", "20 Jan").said.en


def test_an_empty_ledger(sqlite_engine: Engine) -> None:
    from tests.book import Book

    assert seen(Book(sqlite_engine), "freshness").of == 0
