"""The name that stands now."""

from ledger.connection import reading
from ledger.names import customer_names
from tests.book import Book


def test_the_corrected_name_stands(book: Book) -> None:
    """B was never named.

    customer A: name Alder
    invoice 1 to B: 10.00, issued 1 Jan, due 31 Jan
    recorded 5 Feb
    customer A: name Alder and Sons
    """
    with reading(book.engine) as connection:
        assert customer_names(connection, ["A", "C", "A"]) == {"A": "Alder and Sons"}
        assert customer_names(connection, []) == {}
    arrays = book.arrays("1 Feb")
    assert arrays.customers.name[book.customer(arrays, "A")] == "Alder"
    assert arrays.customer_id.tolist() == ["A", "B"]
