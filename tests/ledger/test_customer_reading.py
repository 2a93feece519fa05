"""Customers by their ids, and what was known of them when."""

import pytest

from ledger.connection import reading
from ledger.customer_reading import named_customers
from ledger.errors import UnknownCustomer
from tests.book import Book


def test_customers_come_by_id_and_once(book_on_both: Book) -> None:
    """Whatever the order and number in which they are asked for.

    invoice 1 to B: 1.00, issued 1 Jan, due 31 Jan
    invoice 2 to C: 1.00, issued 1 Jan, due 31 Jan
    invoice 3 to A: 1.00, issued 1 Jan, due 31 Jan
    """
    with reading(book_on_both.engine) as connection:
        everybody = named_customers(connection, None)
        assert [name for _, name in everybody] == ["A", "B", "C"]
        assert named_customers(connection, ["C", "A", "A"]) == [everybody[0], everybody[2]]
        assert named_customers(connection, []) == []
        with pytest.raises(UnknownCustomer, match="'Z'"):
            named_customers(connection, ["A", "Z"])


def test_versions_of_customers(book_on_both: Book) -> None:
    """A parent, a limit that changes, and attributes of either kind.

    customer G: country DE
    customer A: country FR, parent G, limit 50.00, person yes
    invoice 1 to A: 1.00, issued 1 Jan, due 31 Jan
    recorded 5 Feb:
    customer A: country FR, parent G, limit 70.00, person yes
    """
    made = book_on_both.arrays("1 Mar").customers
    assert made.customer.tolist() == [0, 0, 1]
    assert made.parent.tolist() == [1, 1, -1]
    assert made.credit_limit.tolist() == [5000, 7000, -1]
    assert made.natural_person.tolist()[:2] == [1, 1]
    assert made.country.tolist() == ["FR", "FR", "DE"]
    assert made.until[0] == made.known_on[1]
    assert book_on_both.arrays("1 Feb").customers.credit_limit.tolist() == [5000, -1]
