"""Ageing as a report: rows by currency or customer, under the policies of its day, with the sum in the base currency."""

from datetime import UTC, date, datetime

from ledger.asof import LedgerAsOf
from ledger.connection import reading, writing
from ledger.policy import record_policy
from portfolio.ageing_report import AgeingReport, ageing_report
from portfolio.quality import quality
from tests.book import Book


def report(book: Book, closing: str, by: str = "currency") -> AgeingReport:
    with reading(book.engine) as connection:
        return ageing_report(LedgerAsOf.reported(connection, book.day(closing)), by)  # type: ignore[arg-type]


def test_by_currency_and_by_customer(book_on_both: Book) -> None:
    """Two customers, two currencies, one rate; one item without a rate, one without an amount.

    customer A: name Zhang & Co
    rate USD to EUR: 0.9, on 2 Jan
    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to B: 250.00, issued 2 Jan, due 4 Mar
    invoice 3 to B: 70.00 USD, issued 2 Jan, due 31 Jan
    invoice 4 to B: 5000 JPY, issued 2 Jan, due 31 Jan
    invoice 5 to B: unstated, issued 2 Jan, due 31 Jan
    payment p from A: 30.00, paid 10 Feb
    """
    made = report(book_on_both, "28 Feb")
    assert [(row.currency, row.buckets_minor[:2], row.unapplied_minor, row.balance_minor) for row in made.rows] == [
        ("EUR", (25000, 10000), 3000, 32000), ("JPY", (0, 5000), 0, 5000), ("USD", (0, 7000), 0, 7000),
    ]  # fmt: skip
    assert (made.base_open_minor, made.without_rate, made.unstated) == (35000 + 6300, 1, 1)
    rows = report(book_on_both, "28 Feb", "customer").rows
    assert [(row.currency, row.customer_id, row.customer_name, row.balance_minor) for row in rows] == [
        ("EUR", "B", "", 25000), ("EUR", "A", "Zhang & Co", 7000), ("JPY", "B", "", 5000), ("USD", "B", "", 7000),
    ]  # fmt: skip
    said = made.as_dict()
    assert said["rows"][1] == {
        "currency": "JPY", "buckets": ["0", "5000", "0", "0", "0"], "open": "5000", "unapplied": "0", "balance": "5000",
    }  # fmt: skip
    assert said["open_in_base"] == "413.00"


def test_a_parent_that_pays_for_its_subsidiary(book: Book) -> None:
    """B owes nothing, and P has 10 left, as the account has it.

    invoice 2 to B: 80.00, issued 1 Jan, due 31 Jan
    payment p from P: 90.00, paid 3 Feb
    allocation of p to 2: 80.00, on 5 Feb
    """
    assert [(row.customer_id, row.balance_minor) for row in report(book, "28 Feb", "customer").rows] == [("P", -1000)]


def test_settled_by_more_than_it_is(book: Book) -> None:
    """What goes beyond the invoice's amount is the customer's money.

    invoice 1 to A: 80.00, issued 1 Jan, due 31 Jan
    payment of 1: 100.00, paid 3 Feb
    """
    (row,) = report(book, "28 Feb").rows
    assert (row.open_minor, row.unapplied_minor, row.balance_minor) == (0, 2000, -2000)


def test_cuts_of_the_day(book: Book) -> None:
    """Cuts decided later change no earlier report.

    invoice 1 to A: 80.00, issued 1 Jan, due 31 Jan
    """
    with writing(book.engine) as connection:
        at = datetime(2025, 5, 1, tzinfo=UTC)
        record_policy(connection, {"ageing_cuts_days": (15, 45)}, by="ann", at=at, known_on=date(2025, 5, 1))
    assert report(book, "30 Apr").labels[1:3] == ("1–30", "31–60")
    assert report(book, "1 May").labels[1:3] == ("1–15", "16–45")


def test_a_later_word_on_how_long_a_rate_serves_changes_no_report_made_before(book_on_both: Book) -> None:
    """The rate of 2 Jan serves an invoice of 5 Jan for seven days, and from 1 May on for two.

    rate USD to EUR: 0.9, on 2 Jan
    invoice 1 to A: 100.00 USD, issued 5 Jan, due 31 Jan
    """
    at = datetime(2025, 5, 1, tzinfo=UTC)
    with writing(book_on_both.engine) as connection:
        record_policy(connection, {"rate_valid_days": 2}, by="ann", at=at, known_on=date(2025, 5, 1))
    made = [report(book_on_both, day) for day in ("31 Jan", "30 Apr", "1 May")]
    assert [(one.base_open_minor, one.without_rate) for one in made] == [(9000, 0), (9000, 0), (0, 1)]
    with reading(book_on_both.engine) as connection:
        found = [quality(connection, book_on_both.day(day)).results for day in ("30 Apr", "1 May")]
    assert [next(seen.count for check, seen in one if check.code == "DQ113") for one in found] == [0, 1]
