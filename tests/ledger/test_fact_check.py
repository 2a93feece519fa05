"""A fact that was changed without its digest is found, of every kind and on both databases."""

import pytest
from sqlalchemy import text

from ledger.connection import reading, writing
from ledger.fact_check import changed_facts
from tests.book import Book

CHANGES = [
    ("UPDATE payments SET amount_minor = amount_minor + 1", "payments ('p1'"),
    ("UPDATE item_versions SET due_on = '2025-02-01'", "items ('1'"),
    ("UPDATE items SET instalment = 2", "items ('1'"),
    ("UPDATE allocations SET valued_on = '2025-01-01'", "allocations ("),
    ("UPDATE disputes SET reason = 'none'", "disputes ("),
    ("UPDATE customer_versions SET name = 'X' WHERE digest <> 0", "customers ('A'"),
    ("UPDATE customer_versions SET name = 'X' WHERE digest = 0", "customers ('B'"),
    ("UPDATE customers SET customer_id = 'Z' WHERE customer_id = 'A'", "customers ('Z'"),
]


@pytest.mark.parametrize(("damage", "named"), CHANGES)
def test_a_changed_fact_is_named(book_on_both: Book, damage: str, named: str) -> None:
    """Every kind.

    customer A: country DE, limit 500.00, registered 3 May 2019, terms 30, person no
    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment p1 of 1: 30.00, paid 5 Feb, booked 6 Feb
    payment p2 from B: 3.00, paid 5 Feb
    credit of 1: 20.00, on 7 Feb
    dispute of 1: opened 10 Feb, closed 20 Feb, reason price
    """
    with writing(book_on_both.engine) as connection:
        assert list(changed_facts(connection)) == []
        connection.execute(text(damage))
        assert named in next(changed_facts(connection)).found


def test_attributes_are_part_of_what_is_said(importing_ledger: Book) -> None:
    with reading(importing_ledger.engine) as connection:
        assert list(changed_facts(connection)) == []
    with writing(importing_ledger.engine) as connection:
        connection.execute(text('UPDATE item_versions SET attributes = \'{"rate": 0.2, "channel": "web"}\''))
        assert next(changed_facts(connection)).found.startswith("fact 1 of items")


@pytest.fixture
def importing_ledger(engine: object) -> Book:
    from datetime import UTC, date, datetime

    from ledger.recording import Recorder
    from ledger.records import Item

    day = date(2026, 1, 1)
    item = Item(
        invoice_id="1", customer_id="A", issued_on=day, due_on=day, currency="EUR", amount_minor=1,
        attributes={"rate": 0.1, "channel": "web", "empty": None},
    )  # fmt: skip
    with writing(engine) as connection:  # type: ignore[arg-type]
        recorder = Recorder(connection, "erp", [], datetime(2026, 1, 1, tzinfo=UTC), day)
        recorder.record([item])
        recorder.finish({})
    return Book(engine)  # type: ignore[arg-type]
