"""Facts of an item and how its customer has paid."""

from datetime import date

from sqlalchemy import Engine

from serving.book import BookView, read_book
from serving.invoice_record import customer_history, item_record, latest_score, settlements
from tests.book import Book
from tests.serving.scored_ledger import OPEN, TODAY, score_of


def test_an_open_item(view: BookView) -> None:
    record = item_record(view, view.item_code("INV-1001", 1))
    assert (record.state, record.open_minor, record.days_late, record.closed_on) == ("open", 1_842_000, 12, None)
    assert (record.customer_name, record.currency, record.disputed) == ("Nordwind Maschinenbau GmbH", "EUR", False)


def test_history_is_the_latest_due_first_without_the_invoice_itself(view: BookView) -> None:
    history = customer_history(view, "C-2", "INV-1002", most=5)
    assert [one.invoice_id for one in history][:2] == ["INV-1008", "OLD-55"]
    assert [one.due_on for one in history] == sorted((one.due_on for one in history), reverse=True) and len(
        history
    ) == 5
    assert customer_history(view, "nobody") == []


def test_states_and_what_came_in(book: Book, sqlite_engine: Engine) -> None:
    """Paid in two parts, credited, written off, reversed.

    year 2026
    invoice 1 to A: 1000.00, issued 1 Jan, due 31 Jan
    payment p1 of 1: 400.00, paid 5 Feb
    payment p2 of 1: 600.00, paid 10 Feb
    invoice 2 to A: 200.00, issued 1 Jan, due 31 Jan
    credit of 2: 200.00, on 1 Mar
    invoice 3 to A: 300.00, issued 1 Jan, due 31 Jan
    payment p3 of 3: 300.00, paid 2 Feb
    recorded 20 Mar
    reversal of p3
    """
    view = read_book(sqlite_engine, TODAY)
    one, two, three = (item_record(view, view.item_code(name, 1)) for name in ("1", "2", "3"))
    assert (one.state, one.closed_on, one.days_late, one.open_minor) == ("settled", date(2026, 2, 10), 10, 0)
    assert (two.state, two.days_late) == ("closed_without_cash", None)
    assert (three.state, three.open_minor) == ("open", 30_000)
    assert [(s.kind, s.amount_minor, s.valued_on.day) for s in settlements(view, one.code)] == [
        ("cash", 40_000, 5),
        ("cash", 60_000, 10),
    ]
    assert [s.kind for s in settlements(view, two.code)] == ["credit"]
    assert settlements(view, three.code) == []


def test_latest_score() -> None:
    old, new = score_of(OPEN[0], date(2026, 6, 1)), score_of(OPEN[0], TODAY)
    assert latest_score([new, old], 1) is new and latest_score([old], 2) is None
