"""Payments, or open invoices, that are missing."""

from sqlalchemy import Engine

from tests.book import read_book
from tests.portfolio.looking import seen


def lines(count: int, paid: int) -> str:
    made = [f"invoice {n} to A: {n + 1}.00, issued 1 Jan, due 31 Jan" for n in range(count)]
    return "A book.\n\n" + "\n".join(made + [f"payment of {n}: paid 3 Feb" for n in range(paid)])


def test_payments_are_missing(sqlite_engine: Engine) -> None:
    book = read_book(sqlite_engine, lines(60, 50))
    found = seen(book, "open_share")
    assert (found.holds, found.count, found.of) == (False, 10, 60)
    assert found.examples[0].said.en == "60.00 EUR, due 2025-01-31"
    assert seen(book, "open_share", "28 Feb").holds, "not so long ago"


def test_open_invoices_are_missing(sqlite_engine: Engine) -> None:
    assert not seen(read_book(sqlite_engine, lines(60, 60)), "open_share").holds


def test_a_few_bad_payers_are_no_fault_of_the_data(sqlite_engine: Engine) -> None:
    found = seen(read_book(sqlite_engine, lines(60, 56)), "open_share")
    assert (found.holds, found.figures["open"], found.figures["open_share"]) == (True, 4, 0.0667)
