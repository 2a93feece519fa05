"""The statement of account: told by documents and by open items, and both come to the same cent."""

from datetime import date

import pytest

from ledger.connection import reading
from ledger.errors import InvalidValue, SumsDisagree, UnknownCustomer
from portfolio import statement as module
from portfolio.statement import Statement, first_of_month, statements
from tests.book import Book


def told(book: Book, customer: str, closing: str, first: str | None = None) -> list[Statement]:
    with reading(book.engine) as connection:
        return statements(connection, customer, book.day(closing), book.day(first) if first else None)


def test_a_month_of_an_account(book_on_both: Book) -> None:
    """Opening 100 + 250 invoiced − 130 paid − 20 credited − 10 written off = 190 = 220 open − 30 on account.

    customer A: name Ärger & Söhne
    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 250.00, issued 2 Feb, due 4 Mar
    payment p from A: 130.00, paid 10 Feb, booked 12 Feb
    allocation of p to 1: 100.00, on 12 Feb
    credit n of 2: 20.00, on 15 Feb
    write-off of 2: 10.00, on 16 Feb
    dispute of 2: opened 17 Feb
    promise of 2: made 18 Feb, for 10 Mar
    """
    (made,) = told(book_on_both, "A", "28 Feb", "1 Feb")
    assert (made.customer_name, made.currency, made.opening_minor, made.closing_minor) == (
        "Ärger & Söhne",
        "EUR",
        10000,
        19000,
    )
    assert [(line.kind, line.document, line.amount_minor, line.balance_minor) for line in made.lines] == [
        ("invoice", "2", 25000, 35000), ("payment", "p", -13000, 22000), ("credit_note", "n", -2000, 20000),
        ("write_off", "allocation-3", -1000, 19000),
    ]  # fmt: skip
    assert made.lines[1].occurred_on == book_on_both.day("10 Feb")
    assert made.lines[1].known_on == book_on_both.day("12 Feb")
    assert made.totals_minor == {"invoice": 25000, "payment": -13000, "credit_note": -2000, "write_off": -1000}
    assert made.unapplied_minor == 3000
    assert (made.bucket_labels[0], made.buckets_minor) == ("not due", (22000, 0, 0, 0, 0))
    (item,) = made.open_items
    assert (item.invoice_id, item.number, item.days_overdue, item.open_minor) == ("2", "2", 0, 22000)
    assert (item.disputed, item.promised_for) == (True, book_on_both.day("10 Mar"))


def test_one_a_currency_and_none_where_nothing_was(book: Book) -> None:
    """Euros were settled before the month; dollars are 15 days overdue; yen came in without an invoice.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment of 1: paid 20 Jan
    invoice 2 to A: 70.00 USD, issued 1 Jan, due 13 Feb, base 60.00
    payment p from A: 500 JPY, paid 3 Feb
    """
    assert [(one.currency, one.closing_minor, one.buckets_minor[1], one.unapplied_minor)
            for one in told(book, "A", "28 Feb")] == [("JPY", -500, 0, 500), ("USD", 7000, 7000, 0)]  # fmt: skip
    assert told(book, "A", "28 Feb")[1].open_items[0].days_overdue == 15


def test_a_past_statement_stays_what_it_was(book: Book) -> None:
    """A payment of 5 February, recorded on 20 March, stands in March's statement; the invoice was corrected then, too.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    recorded 20 Mar
    payment of 1: 60.00, paid 5 Feb
    invoice 1 to A: 90.00, issued 1 Jan, due 31 Jan
    """
    (february,) = told(book, "A", "28 Feb")
    assert (february.lines, february.closing_minor) == ((), 10000)
    (march,) = told(book, "A", "31 Mar")
    assert [(line.kind, line.amount_minor, line.correction) for line in march.lines] == [
        ("invoice", -1000, True), ("payment", -6000, False),
    ]  # fmt: skip
    assert (march.opening_minor, march.closing_minor) == (10000, 3000)


def test_a_bounced_payment_comes_back(book: Book) -> None:
    """Taken out of the account by a fact of its own; the invoice is open again.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment p of 1: 100.00, paid 5 Feb
    payment p-back from A: -100.00, paid 5 Feb, booked 9 Feb
    recorded 9 Feb
    reversal of p
    """
    (made,) = told(book, "A", "28 Feb", "1 Feb")
    assert [(line.document, line.amount_minor) for line in made.lines] == [("p", -10000), ("p-back", 10000)]
    assert made.lines[1].occurred_on == book.day("9 Feb")
    assert (made.closing_minor, made.unapplied_minor, len(made.open_items)) == (10000, 0, 1)


def test_what_cannot_be_told(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """No such customer, not known yet, a period that ends before it begins, sums that do not tie.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    recorded 20 Mar
    customer B: country DE
    """
    with pytest.raises(UnknownCustomer, match="'Q' is not in the ledger"):
        told(book, "Q", "28 Feb")
    with pytest.raises(UnknownCustomer, match="'B' is not in the ledger at the end of 2025-02-28"):
        told(book, "B", "28 Feb")
    with pytest.raises(InvalidValue, match="begins on 2025-03-01"):
        told(book, "A", "28 Feb", "1 Mar")
    monkeypatch.setattr(module, "live_items", lambda *_: [])
    with pytest.raises(SumsDisagree, match="documents come to 10000, open items to 0"):
        told(book, "A", "28 Feb")


def test_the_period_begins_with_the_month() -> None:
    assert first_of_month(date(2026, 2, 28)) == date(2026, 2, 1)
