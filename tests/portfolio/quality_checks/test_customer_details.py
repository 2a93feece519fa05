"""Customers of whom little is known."""

from typing import Any

from tests.portfolio.looking import seen, subjects


def test_active_customers_without_details(book: Any) -> None:
    """A is known, B is bare, C is bare and long gone.

    customer A: country DE, industry trade
    invoice 1 to A: 1.00, issued 1 Mar, due 31 Mar
    invoice 2 to B: 1.00, issued 1 Mar, due 31 Mar
    invoice 3 to C: 1.00, issued 1 Mar 2020, due 31 Mar 2020
    payment of 3: paid 1 Apr 2020
    """
    found = seen(book, "customer_details")
    assert (found.count, found.of, subjects(book, "customer_details")) == (1, 2, ["B"])
    assert found.figures == {"no_name": 1, "no_country": 1, "no_industry": 1, "no_email": 2}
