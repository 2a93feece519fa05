"""The terms most invoices of a customer share, the median, and whether they fall due at month ends."""

import numpy as np
from sqlalchemy import Engine

from ledger.connection import reading
from portfolio.quality_book import QualityBook
from portfolio.usual_terms import NOT_KNOWN, usual_terms
from tests.book import Book, read_book


def test_known_answers(sqlite_engine: Engine) -> None:
    lines = [f"invoice a{n} to A: 1.00, issued {n} Jan, due {n + 14} Jan" for n in range(1, 10)]
    lines += ["invoice a10 to A: 1.00, issued 1 Jan, due 1 Mar"]
    lines += [f"invoice b{n} to B: 1.00, issued {n} Jan, due 31 Jan" for n in range(1, 11)]
    lines += ["customer C: country DE"]
    book = read_book(sqlite_engine, "A book.\n\n" + "\n".join(lines))
    with reading(book.engine) as connection:
        found = usual_terms(QualityBook(connection, book.day("31 Dec")))
    assert found.days.tolist() == [14, NOT_KNOWN, NOT_KNOWN]
    assert found.median_days[:2].tolist() == [14.0, 25.5]
    assert np.isnan(found.median_days[2])
    assert found.invoices.tolist() == [10, 10, 0]
    assert found.at_month_end.tolist() == [False, True, False]


def test_an_empty_ledger(sqlite_engine: Engine) -> None:
    with reading(sqlite_engine) as connection:
        assert not len(usual_terms(QualityBook(connection, Book(sqlite_engine).day("31 Dec"))).days)
