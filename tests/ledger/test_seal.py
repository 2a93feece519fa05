"""Seals are sums over what an import wrote: the same on both databases, moved by whatever changes."""

from datetime import date

from sqlalchemy import text

from ledger.connection import reading, writing
from ledger.day import day_number
from ledger.seal import last_facts, seal_of, seals, told_import
from tests.book import Book


def test_by_hand(book_on_both: Book) -> None:
    """One of each.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment p1 of 1: 30.00, paid 5 Feb
    recorded 10 Mar
    reversal of p1
    """
    with reading(book_on_both.engine) as connection:
        first, second = seals(connection)[1], seals(connection)[2]
        (digest,) = connection.execute(text("SELECT digest FROM payments")).one()
        assert first == seal_of(connection, 1, {})
        assert second == seal_of(connection, 2, {"allocations": 1}) == {
            "retractions of allocations": [1, 1, day_number(date(2025, 3, 10)), day_number(date(2025, 3, 10)), 0]
        }  # fmt: skip
        mark, known = digest % 2**20, day_number(date(2025, 2, 5)) * 2 + 1
        assert first["payments"] == [1, digest % 2**32, digest // 2**32, mark * known, mark]
        assert first.keys() == {"customers", "items", "payments", "allocations"}
        assert last_facts(connection) == {"customers": 1, "items": 1, "payments": 1, "allocations": 1}
        assert seals(connection, up_to=2).keys() == {2}
        assert told_import(connection, 1)["source"] == "book"
        assert told_import(connection, 9) == {}


def test_any_change_moves_it(book_on_both: Book) -> None:
    """Two payments, so that swapping something between them is a change too.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment p1 of 1: 30.00, paid 5 Feb
    payment p2 of 1: 40.00, paid 6 Feb
    """
    swap = "UPDATE payments SET known_on = CASE fact_no WHEN 1 THEN day'2025-02-06' ELSE day'2025-02-05' END"
    swap = swap.replace("day", "DATE " if book_on_both.engine.dialect.name == "postgresql" else "")
    with writing(book_on_both.engine) as connection:
        was = seals(connection)[1]["payments"]
        connection.execute(text(swap))
        assert seals(connection)[1]["payments"] != was
