"""A statement for programs: decimal text with the currency's decimals, ISO days, everything plain JSON."""

import json

from ledger.connection import reading
from portfolio.statement import statements
from portfolio.statement_record import statement_record
from tests.book import Book


def test_plain_values(book: Book) -> None:
    """Yen have no decimals.

    invoice 1 to A: 1000 JPY, issued 1 Jan, due 31 Jan, base 6.00
    payment of 1: 400 JPY, paid 3 Feb
    """
    with reading(book.engine) as connection:
        (made,) = statements(connection, "A", book.day("28 Feb"))
    said = json.loads(json.dumps(statement_record(made)))
    assert (said["opening_balance"], said["closing_balance"], said["unapplied"]) == ("1000", "600", "0")
    assert said["lines"][0] == {
        "known_on": "2025-02-03", "dated_on": "2025-02-03", "kind": "payment", "document": "payment-1", "number": "",
        "correction": False, "amount": "-400", "balance": "600",
    }  # fmt: skip
    assert said["open_items"][0] | {"number": ""} == {
        "invoice_id": "1", "instalment": 1, "number": "", "issued_on": "2025-01-01", "due_on": "2025-01-31",
        "days_overdue": 28, "open": "600", "disputed": False, "promised_for": None,
    }  # fmt: skip
    assert said["ageing"][1] == {"bucket": "1–30", "open": "600"}
    assert said["totals"] == {"payment": "-400"}
