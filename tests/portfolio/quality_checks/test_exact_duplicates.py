"""Invoices that tell the same."""

from typing import Any

from tests.portfolio.looking import seen, subjects


def test_equal_invoices(book: Any) -> None:
    """2 equals 1; 3 was credited; 4 is of another customer, 5 due another day; instalments are no duplicates.

    invoice 1 to A: 10.00, issued 1 Mar, due 31 Mar
    invoice 2 to A: 10.00, issued 1 Mar, due 31 Mar
    invoice 3 to A: 10.00, issued 1 Mar, due 31 Mar
    credit of 3: 10.00, on 5 Mar
    invoice 4 to B: 10.00, issued 1 Mar, due 31 Mar
    invoice 5 to A: 10.00, issued 1 Mar, due 30 Mar
    invoice 6/1 to A: 20.00, issued 1 Mar, due 31 Mar
    invoice 6/2 to A: 20.00, issued 1 Mar, due 31 Mar
    """
    found = seen(book, "exact_duplicates")
    assert (found.count, subjects(book, "exact_duplicates")) == (1, ["2"])
    assert found.examples[0].said.en == "as 1: 10.00 EUR, issued 2025-03-01"
    assert "(10.00 EUR)" in found.said.en
    assert seen(book, "exact_duplicates", "4 Mar").count == 2, "before the credit"
