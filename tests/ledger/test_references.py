"""What refers to something that is not there is told, on PostgreSQL too, where the database was told to look away."""

import pytest
from sqlalchemy import Engine, text

from ledger.connection import reading
from ledger.references import KEYS, dangling, doubled
from ledger.tables import FACTS
from tests.book import Book

DAMAGES = [
    ("DELETE FROM customers", "rows of item_versions whose customer_no is not in customers"),
    ("DELETE FROM imports WHERE import_no = 1", "rows of payments whose import_no is not in imports"),
    ("DELETE FROM payments WHERE payment_id = 'p1'", "1 allocations of payments that are not there"),
    ("DELETE FROM payments WHERE payment_id = 'p2'", None),
    ("DELETE FROM allocations", "1 retractions of allocations that are not there"),
    (
        "UPDATE allocations SET credit_note_id = 'none' WHERE allocation_kind = 'credit'",
        "1 allocations of credit notes",
    ),
]


def unchecked(engine: Engine, statement: str) -> None:
    """Done behind the program's back, with the references switched off."""
    with engine.connect() as connection:
        connection.rollback()
        if engine.dialect.name == "sqlite":
            raw = connection.connection.driver_connection
            raw.executescript(f"PRAGMA foreign_keys=OFF; {statement}; PRAGMA foreign_keys=ON")  # type: ignore[union-attr]
        else:
            connection.execute(text("SET session_replication_role = replica"))
            connection.execute(text(statement))
            connection.execute(text("SET session_replication_role = DEFAULT"))
            connection.commit()


@pytest.mark.parametrize(("damage", "named"), DAMAGES)
def test_what_dangles_is_told(book_on_both: Book, damage: str, named: str | None) -> None:
    """One of each.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment p1 of 1: 30.00, paid 5 Feb
    payment p2 from A: 30.00, paid 5 Feb
    credit of 1: 20.00, on 7 Feb
    recorded 10 Mar
    reversal of p1
    """
    with reading(book_on_both.engine) as connection:
        assert [*dangling(connection), *doubled(connection)] == []
    unchecked(book_on_both.engine, damage)
    with reading(book_on_both.engine) as connection:
        found = list(dangling(connection))
    assert any(named in one for one in found) if named else found == []


def test_a_thing_told_twice_is_told(book_on_both: Book) -> None:
    """A retraction lost.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    recorded 10 Mar
    invoice 1 to A: 90.00, issued 1 Jan, due 31 Jan
    """
    unchecked(book_on_both.engine, "DELETE FROM retractions WHERE kind = 'items'")
    with reading(book_on_both.engine) as connection:
        assert list(doubled(connection)) == ["1 of items told by two facts at once"]


def test_every_kind_has_a_key() -> None:
    assert KEYS.keys() == FACTS.keys()
    assert all(set(names) <= set(FACTS[kind].c.keys()) for kind, names in KEYS.items())
