"""Amounts that are missing or not above zero."""

from typing import Any

from tests.portfolio.looking import seen, subjects


def test_missing_and_not_above_zero(book: Any) -> None:
    """The door refuses the second; the books of an older program may hold it.

    invoice 1 to A: unstated, issued 1 Mar, due 31 Mar
    invoice 2 to A: -5.00, issued 1 Mar, due 31 Mar
    invoice 3 to A: 5.00, issued 1 Mar, due 31 Mar
    """
    found = seen(book, "amounts")
    assert (found.count, found.of, dict(found.figures)) == (2, 3, {"missing": 1, "not_positive": 1})
    assert subjects(book, "amounts") == ["1", "2"]
    assert found.examples[0].said.en == "-5.00 EUR: issued 2025-03-01, due 2025-03-31"
