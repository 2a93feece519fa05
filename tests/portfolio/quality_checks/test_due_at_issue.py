"""Due on the day of issue."""

from typing import Any

from sqlalchemy import Engine

from tests.book import read_book
from tests.portfolio.looking import seen, subjects


def book_of(engine: Engine, *lines: str) -> Any:
    return read_book(engine, "A book.\n\n" + "\n".join(lines))


def test_only_where_the_customer_has_terms(sqlite_engine: Engine) -> None:
    lines = [f"invoice {n} to A: {n}.00, issued {n} Jan, due {n} Feb" for n in range(1, 13)]
    lines += [f"invoice c{n} to Cash: {n}.00, issued {n} Jan, due {n} Jan" for n in range(1, 13)]
    book = book_of(sqlite_engine, *lines, "invoice 99 to A: 9.00, issued 20 Jan, due 20 Jan")
    found = seen(book, "due_at_issue")
    assert (found.count, found.figures["due_at_issue"]) == (1, 13)
    assert subjects(book, "due_at_issue") == ["99"]
    assert "usually has 31 days" in found.examples[0].said.en
