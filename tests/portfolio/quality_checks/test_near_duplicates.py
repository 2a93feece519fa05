"""Invoices typed twice."""

from typing import Any

from tests.portfolio.looking import seen, subjects


def test_typed_twice(book: Any) -> None:
    """Swapped digits a week later; what follows, what is far off and what is of another amount is none.

    invoice R-1023 to A: 10.00, issued 1 Mar, due 31 Mar
    invoice R-1032 to A: 10.00, issued 8 Mar, due 7 Apr
    invoice R-1024 to A: 10.00, issued 9 Mar, due 8 Apr
    invoice R1023 to A: 10.00, issued 1 May, due 31 May
    invoice r1024 to A: 11.00, issued 9 Mar, due 8 Apr
    """
    found = seen(book, "near_duplicates")
    assert (found.count, subjects(book, "near_duplicates")) == (1, ["R-1032"])
    assert found.examples[0].said.en == "beside R-1023: two neighbouring characters swapped; both 10.00 EUR"
    assert found.figures["pairs_looked_at"] == 3


def test_one_purchase_order_billed_twice(book: Any) -> None:
    """A blanket order that many invoices name says nothing.

    invoice 1001 to A: 10.00, issued 1 Mar, due 31 Mar, order PO-7
    invoice 2117 to A: 10.00, issued 3 Mar, due 2 Apr, order PO-7
    invoice 3001 to B: 10.00, issued 1 Mar, due 31 Mar, order PO-8
    invoice 4117 to B: 10.00, issued 3 Mar, due 2 Apr, order PO-8
    invoice 5223 to B: 10.00, issued 5 Mar, due 4 Apr, order PO-8
    """
    assert subjects(book, "near_duplicates") == ["2117"]
