"""Texts of documents and customers as they stood at the end of a day."""

from datetime import date
from typing import Any

from ledger.connection import reading
from ledger.document_texts import DocumentText, customer_details, document_texts


def test_texts_as_they_stood(book_on_both: Any) -> None:
    """A customer and an invoice that are corrected later.

    customer A: country DE, terms 30
    invoice 1 to A: 10.00, issued 1 Jan, due 31 Jan, order PO-1
    invoice 2 to B: 10.00, issued 1 Jan, due 31 Jan
    recorded 20 Mar
    customer A: country AT, terms 14
    invoice 1 to A: 10.00, issued 1 Jan, due 31 Jan, order PO-2
    """
    with reading(book_on_both.engine) as connection:
        before, after = (document_texts(connection, ["1", "9"], date(2025, 3, day)) for day in (19, 20))
        assert (before, after) == ({("1", 1): DocumentText("1", "PO-1")}, {("1", 1): DocumentText("1", "PO-2")})
        was, now = (customer_details(connection, date(2025, 3, day)) for day in (19, 20))
    assert [(was[name].country, was[name].terms_days) for name in "AB"] == [("DE", 30), ("", None)]
    assert (now["A"].country, now["A"].terms_days) == ("AT", 14)
