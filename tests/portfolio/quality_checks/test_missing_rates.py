"""Foreign amounts without a rate."""

from typing import Any

from tests.portfolio.looking import seen, subjects


def test_foreign_and_without_a_rate(book: Any) -> None:
    """One has a base amount.

    invoice 1 to A: 100.00 USD, issued 1 Jan, due 31 Jan
    invoice 2 to A: 100.00 USD, issued 1 Jan, due 31 Jan, base 90.00
    invoice 3 to A: 100.00, issued 1 Jan, due 31 Jan
    """
    found = seen(book, "missing_rates")
    assert (found.count, found.of, subjects(book, "missing_rates")) == (1, 3, ["1"])
    assert "(USD 1)" in found.said.en
