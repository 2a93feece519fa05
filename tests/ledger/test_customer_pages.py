"""Pages say what the facts say, are written with them, and are left out where they would cost more than they save."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from ledger import customer_pages as pages
from ledger.asof import LedgerAsOf
from ledger.connection import reading, writing
from ledger.customer_reading import named_customers
from ledger.page import KINDS
from ledger.recording import Recorder
from ledger.records import Item
from ledger.tables import customer_pages
from tests.book import Book
from tests.one_customer import every_value, from_facts


def test_the_forms_are_those_of_the_questions() -> None:
    for kind, query in pages.PACKED.items():
        forms = [form for place, form in enumerate(query.forms) if place != query.customer_place]
        assert tuple(forms) == KINDS[kind]


def test_on_every_day_the_page_says_what_the_facts_say(book_on_both: Book) -> None:
    """Every kind of fact, corrected, taken back; an invoice that moves to another customer.

    customer A: name Alpha, country DE, limit 100.00
    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 80.00 USD, issued 1 Feb, due 3 Mar, base 70.00
    invoice 3 to A: unstated, issued 1 Feb, due 3 Mar
    invoice 4 to B: 10.00, issued 1 Feb, due 3 Mar
    payment p1 of 1: 30.00, paid 5 Feb
    payment p2 from A: 25.00, paid 6 Feb
    credit of 1: 20.00, on 7 Feb
    dispute of 1: opened 8 Feb
    promise of 1: 60.00, made 9 Feb, for 20 Feb
    contact with A: at 3 Feb, kind e-mail, about 1
    recorded 10 Mar
    reversal of p1
    invoice 4 to A: 12.00, issued 1 Feb, due 3 Mar
    recorded 12 Mar
    dispute of 1: closed 11 Mar
    payment of 4: 12.00, paid 11 Mar
    """
    with reading(book_on_both.engine) as connection:
        assert set(connection.scalars(select(customer_pages.c.customer_no))) == {
            number for number, _ in named_customers(connection, None)
        }
        day = date(book_on_both.day("1 Jan").year, 1, 1)
        for _ in range(80):
            for customer in ("A", "B"):
                asked = every_value(LedgerAsOf(connection, day, [customer]).arrays)
                assert asked == every_value(from_facts(connection, day, customer))
            day += timedelta(days=1)
        assert pages.unlike_facts(connection) == []


def test_a_page_written_behind_the_program_is_found_and_mended(book_on_both: Book) -> None:
    """B's page in A's place.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to B: 50.00, issued 1 Jan, due 31 Jan
    """
    with writing(book_on_both.engine) as connection:
        (a, _), (b, _) = named_customers(connection, None)
        other = select(customer_pages.c.page).where(customer_pages.c.customer_no == b).scalar_subquery()
        connection.execute(update(customer_pages).where(customer_pages.c.customer_no == a).values(page=other))
        assert pages.unlike_facts(connection) == [(a, "A")]
        pages.mend_pages(connection)
        assert pages.unlike_facts(connection) == []
        connection.execute(delete(customer_pages))
        pages.mend_pages(connection)
        assert set(connection.scalars(select(customer_pages.c.customer_no))) == {a, b}, (
            "a ledger of before there were pages"
        )


def test_no_page_outlives_what_was_written_without_an_end(book_on_both: Book) -> None:
    """A second invoice comes in, and nobody says that the import is finished.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    """
    day = date(book_on_both.year, 3, 1)
    with writing(book_on_both.engine) as connection:
        recorder = Recorder(connection, "s", [], datetime(day.year, 3, 1, tzinfo=UTC), day)
        recorder.record(
            [Item(invoice_id="2", customer_id="A", issued_on=day, due_on=day, currency="EUR", amount_minor=500)]
        )
        assert LedgerAsOf(connection, day + timedelta(days=1), ["A"]).arrays.item_count == 2
        recorder.finish({})
        assert LedgerAsOf(connection, day + timedelta(days=1), ["A"]).arrays.item_count == 2


def test_a_large_customer_has_none(book_on_both: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three invoices where two are the most; the facts are read, and the page that was is gone.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 50.00, issued 1 Jan, due 31 Jan
    invoice 3 to A: 25.00, issued 1 Jan, due 31 Jan
    invoice 4 to B: 25.00, issued 1 Jan, due 31 Jan
    """
    monkeypatch.setattr(pages, "MOST_FACTS", 2)
    with writing(book_on_both.engine) as connection:
        numbers = {name: number for number, name in named_customers(connection, None)}
        pages.keep_pages(connection, list(numbers.values()))
        assert list(connection.scalars(select(customer_pages.c.customer_no))) == [numbers["B"]]
        assert pages.read_page(connection, numbers["A"]) is None
        assert LedgerAsOf(connection, date(2999, 1, 1), ["A"]).arrays.item_count == 3


def test_who_is_often_contacted_has_none_either(book_on_both: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """One invoice, three contacts where two are the most: each kind is bounded.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    contact with A: at 3 Feb, kind e-mail
    contact with A: at 4 Feb, kind e-mail
    contact with A: at 5 Feb, kind e-mail
    invoice 2 to B: 25.00, issued 1 Jan, due 31 Jan
    contact with B: at 5 Feb, kind e-mail
    """
    monkeypatch.setattr(pages, "MOST_FACTS", 2)
    with writing(book_on_both.engine) as connection:
        numbers = {name: number for number, name in named_customers(connection, None)}
        pages.keep_pages(connection, list(numbers.values()))
        assert list(connection.scalars(select(customer_pages.c.customer_no))) == [numbers["B"]]
        assert len(LedgerAsOf(connection, date(2999, 1, 1), ["A"]).arrays.interactions.kind) == 3


@pytest.mark.parametrize(("bound", "most"), [("AT_ONCE", 2), ("FACTS_AT_ONCE", 4), ("FACTS_AT_ONCE", 1)])
def test_blocks_are_put_together(book_on_both: Book, monkeypatch: pytest.MonkeyPatch, bound: str, most: int) -> None:
    """Two at once, of three, or one by one; each has two facts, its invoice and who it is.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to B: 50.00, issued 1 Jan, due 31 Jan
    invoice 3 to C: 25.00, issued 1 Jan, due 31 Jan
    """
    monkeypatch.setattr(pages, bound, most)
    together, made = list[int](), pages._made
    monkeypatch.setattr(pages, "_made", lambda *asked: together.append(len(asked[1])) or made(*asked))
    with writing(book_on_both.engine) as connection:
        pages.keep_pages(connection, [number for number, _ in named_customers(connection, None)])
        assert together == ([1, 1, 1] if most == 1 else [2, 1])
        assert connection.scalar(select(func.count()).select_from(customer_pages)) == 3
        assert pages.unlike_facts(connection) == []
