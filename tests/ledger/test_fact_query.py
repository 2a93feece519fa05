"""Every extent of a question gives the same facts, in the order of their keys, on both databases."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func

import ledger.fact_query as fact_query
from ledger.connection import reading, writing
from ledger.fact_query import Scope, packed_facts, rows_with_end
from ledger.tables import FACTS, items
from tests.book import Book

NAMED = packed_facts(
    "items", ("number", FACTS["items"].c.customer_no), ("day", FACTS["items"].c.issued_on), ("word", items.c.invoice_id),
    source=FACTS["items"].join(items, items.c.item_no == FACTS["items"].c.item_no),
)  # fmt: skip
LATER = date(2025, 7, 1)


def asked(book: Book, customers: tuple[int, ...] | None, as_of: date = LATER) -> list[tuple[Any, ...]]:
    with reading(book.engine) as connection:
        columns = NAMED.with_keys.read(connection, Scope(as_of, customers))
    numbers, days, words, keys = columns
    return list(zip(numbers.tolist(), days.tolist(), words, keys.tolist(), strict=True))


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_all_some_and_one(book_on_both: Book, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    """Blocks of one or two keys, with a gap between them where a fact is not known yet.

    invoice 1 to A: 1.00, issued 1 Jan, due 31 Jan
    invoice 2 to B: 2.00, issued 1 Aug, due 31 Aug
    invoice 3 to A: 3.00, issued 2 Jan, due 31 Jan
    invoice 4 to C: 4.00, issued 3 Jan, due 31 Jan
    invoice 5 to B: 5.00, issued 1 Jan, due 31 Jan
    """
    monkeypatch.setattr(fact_query, "AT_ONCE", at_once)
    everything = asked(book_on_both, None)
    assert [row[2] for row in everything] == ["1", "3", "4", "5"]
    assert [row[3] for row in everything] == sorted(row[3] for row in everything)
    a, c, b = everything[0][0], everything[2][0], everything[3][0]
    assert asked(book_on_both, (a,)) == everything[:2]
    assert asked(book_on_both, (b, a)) == [everything[0], everything[1], everything[3]]
    assert asked(book_on_both, (c, 10**15)) == everything[2:3]
    assert (
        asked(book_on_both, ()) == asked(book_on_both, (10**15,)) == asked(book_on_both, None, date(2025, 1, 1)) == []
    )


def test_a_word_that_holds_the_separator(book_on_both: Book) -> None:
    """Read row by row then: hostile texts stay what they are.

    invoice 1 to A: 1.00, issued 1 Jan, due 31 Jan
    invoice 2 to B: 2.00, issued 1 Jan, due 31 Jan
    """
    with writing(book_on_both.engine) as connection:
        connection.execute(items.update().where(items.c.invoice_id == "1").values(invoice_id="\x1f1\x1f"))
    everything = asked(book_on_both, None)
    assert [row[2] for row in everything] == ["\x1f1\x1f", "2"]
    assert asked(book_on_both, (everything[0][0],)) == everything[:1]
    assert asked(book_on_both, (everything[0][0], everything[1][0])) == everything


def test_rows_with_the_day_of_their_end(book_on_both: Book) -> None:
    """A correction ends what it corrects.

    invoice 1 to A: 1.00, issued 1 Jan, due 31 Jan
    recorded 5 Feb:
    invoice 1 to A: 2.00, issued 1 Jan, due 31 Jan
    """
    query = rows_with_end("items", FACTS["items"].c.amount_minor, func.day_number(FACTS["items"].c.known_on))
    with reading(book_on_both.engine) as connection:
        (first, told, ended), (second, corrected, stands) = query.rows(connection, Scope(LATER, None))
        assert query.rows(connection, Scope(date(2025, 2, 1), None)) == [(first, told, ended)]
    assert (first, second, corrected - ended, stands) == (100, 200, 0, None)
