"""Declared terms against due dates."""

from typing import Any

from tests.portfolio.looking import seen, subjects


def test_declared_against_due(book: Any) -> None:
    """A says 14 and has 30; B says 30 and has it; C has 30 days end of month; D has too few invoices.

    customer A: terms 14
    customer B: terms 30
    customer C: terms 30
    customer D: terms 14
    invoice 1 to A: 1.00, issued 1 Mar, due 31 Mar
    invoice 2 to A: 1.00, issued 2 Mar, due 1 Apr
    invoice 3 to A: 1.00, issued 3 Mar, due 2 Apr
    invoice 4 to B: 1.00, issued 1 Mar, due 31 Mar
    invoice 5 to B: 1.00, issued 2 Mar, due 1 Apr
    invoice 6 to B: 1.00, issued 3 Mar, due 5 Apr
    invoice 7 to C: 1.00, issued 3 Mar, due 30 Apr
    invoice 8 to C: 1.00, issued 10 Mar, due 30 Apr
    invoice 9 to C: 1.00, issued 28 Mar, due 30 Apr
    invoice 10 to D: 1.00, issued 3 Mar, due 30 Apr
    """
    found = seen(book, "declared_terms")
    assert (found.count, found.of, found.figures["invoices"]) == (1, 3, 3)
    assert subjects(book, "declared_terms") == ["A"]
    assert found.examples[0].said.en == "declared 14 days, half of its 3 invoices have 30 or more"
