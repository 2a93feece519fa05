"""The account, document by document: what raised and what lowered the balance, and when that became known."""

from ledger.asof import LedgerAsOf
from ledger.connection import reading
from tests.book import Book


def told(book: Book, day: str, customer: str) -> list[tuple[str, str, str, int, bool]]:
    """(known on, kind, document, amount, whether a correction) of a customer's entries before a day."""
    with book.as_of(day) as view:
        return [
            (f"{entry.known_on:%-d %b}", entry.kind, entry.document, entry.amount_minor, entry.correction)
            for entry in view.account.entries
            if entry.customer_id == customer
        ]


def test_every_kind_of_document(book_on_both: Book) -> None:
    """An invoice in two instalments, a payment on account, a credit note, a write-off; an allocation is no document.

    invoice 1/1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 1/2 to A: 50.00, issued 1 Jan, due 28 Feb
    payment p from A: 120.00, paid 30 Jan, booked 1 Feb
    allocation of p to 1/1: 100.00, on 2 Feb
    credit n of 1/2: 20.00, on 5 Feb
    write-off w of 1/2: 10.00, on 7 Feb
    """
    assert told(book_on_both, "1 Mar", "A") == [
        ("1 Jan", "invoice", "1", 10000, False),
        ("1 Jan", "invoice", "1/2", 5000, False),
        ("1 Feb", "payment", "p", -12000, False),
        ("5 Feb", "credit_note", "n", -2000, False),
        ("7 Feb", "write_off", "allocation-3", -1000, False),
    ]
    with book_on_both.as_of("1 Mar") as view:
        assert view.account.balances(book_on_both.day("1 Feb")) == {("A", "EUR"): 3000}
        assert view.account.balances(book_on_both.day("28 Feb")) == {("A", "EUR"): 0}


def test_a_correction_is_an_entry_of_what_it_changes(book: Book) -> None:
    """Another due day changes no balance; another amount is an entry; another customer takes the whole away.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 40.00, issued 1 Jan, due 31 Jan
    recorded 20 Mar
    invoice 1 to A: 100.00, issued 1 Jan, due 28 Feb
    recorded 21 Mar
    invoice 1 to A: 90.00, issued 1 Jan, due 28 Feb
    recorded 22 Mar
    invoice 2 to B: 40.00, issued 1 Jan, due 31 Jan
    """
    first = [("1 Jan", "invoice", "1", 10000, False), ("1 Jan", "invoice", "2", 4000, False)]
    assert told(book, "21 Mar", "A") == first
    assert told(book, "23 Mar", "A") == [
        *first, ("21 Mar", "invoice", "1", -1000, True), ("22 Mar", "invoice", "2", -4000, True),
    ]  # fmt: skip
    assert told(book, "23 Mar", "B") == [("22 Mar", "invoice", "2", 4000, False)]


def test_money_for_another_customer_goes_over(book: Book) -> None:
    """P pays 90 and settles 80 of B's: B owes nothing, P has 10 to its credit.

    invoice 2 to B: 80.00, issued 1 Jan, due 31 Jan
    payment p from P: 90.00, paid 3 Feb
    allocation a of p to 2: 80.00, on 5 Feb
    """
    assert told(book, "1 Mar", "P") == [
        ("3 Feb", "payment", "p", -9000, False), ("5 Feb", "transfer", "allocation-1", 8000, False),
    ]  # fmt: skip
    assert told(book, "1 Mar", "B")[1:] == [("5 Feb", "transfer", "allocation-1", -8000, False)]


def test_some_customers_only(book: Book) -> None:
    """The account of one customer is read without those of the others, but knows whose money settled its invoices.

    invoice 2 to B: 80.00, issued 1 Jan, due 31 Jan
    invoice 3 to C: 80.00, issued 1 Jan, due 31 Jan
    payment p from P: 90.00, paid 3 Feb
    allocation a of p to 2: 80.00, on 5 Feb
    """
    with reading(book.engine) as connection:
        for customer, balance in (("B", 0), ("C", 8000), ("P", -1000)):
            view = LedgerAsOf(connection, book.day("1 Mar"), [customer])
            assert view.account.balances(book.day("28 Feb")) == {(customer, "EUR"): balance}
