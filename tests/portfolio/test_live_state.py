"""What is open, disputed and promised now: everything that has come in, and nothing that is over."""

from datetime import date

from ledger.asof import LedgerAsOf
from ledger.connection import reading
from portfolio.live_state import LiveItem, PromiseStatus, live_items
from tests.book import Book


def live(book: Book, today: str) -> dict[str, LiveItem]:
    with reading(book.engine) as connection:
        view = LedgerAsOf.live(connection, book.day(today))
        return {f"{one.invoice_id}/{one.instalment}": one for one in live_items(view.arrays, view.policy)}


def test_open_disputed_promised(book_on_both: Book) -> None:
    """What comes in on the 20th counts on the 20th.

    invoice 1/1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 1/2 to A: 50.00, issued 1 Jan, due 28 Feb
    invoice 2 to B: 80.00, issued 1 Jan, due 31 Jan
    invoice 3 to B: 70.00 USD, issued 1 Jan, due 31 Jan, base 60.00
    dispute of 1: opened 3 Feb, 30.00
    dispute of 2: opened 3 Feb, closed 10 Feb
    promise of 3: made 2 Feb, for 9 Feb
    recorded 20 Mar
    payment of 1/1: 40.00, paid 20 Mar
    payment of 2: 80.00, paid 20 Mar
    dispute d2 of 3: opened 20 Mar
    promise p2 of 3: 50.00, made 20 Mar, for 25 Mar
    """
    before, now = live(book_on_both, "19 Mar"), live(book_on_both, "20 Mar")
    assert list(before) == ["1/1", "1/2", "2/1", "3/1"]
    assert list(now) == ["1/1", "1/2", "3/1"]
    assert (before["1/1"].open_minor, now["1/1"].open_minor) == (10000, 6000)
    assert [(one.disputed, one.disputed_minor) for one in before.values()] == [
        (True, 3000), (True, 3000), (False, None), (False, None),
    ]  # fmt: skip
    assert (now["3/1"].disputed, now["3/1"].disputed_minor) == (True, None)
    assert before["3/1"].promise == PromiseStatus("broken", date(2025, 2, 9), 7000, 0)
    assert now["3/1"].promise == PromiseStatus("open", date(2025, 3, 25), 5000, 0)
    assert now["3/1"].is_promised and not before["3/1"].is_promised and not now["1/1"].is_promised


def test_a_corrected_dispute_is_one_dispute(book: Book) -> None:
    """Told again with another amount, then closed.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    dispute of 1: opened 3 Feb, 30.00
    recorded 10 Mar
    dispute of 1: opened 3 Feb, 20.00
    recorded 20 Mar
    dispute of 1: closed 19 Mar
    """
    assert live(book, "9 Mar")["1/1"].disputed_minor == 3000
    assert live(book, "10 Mar")["1/1"].disputed_minor == 2000
    assert not live(book, "20 Mar")["1/1"].disputed


def test_nothing_is_open(book: Book) -> None:
    """All is paid.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment of 1: paid 3 Feb
    """
    assert live(book, "3 Feb") == {}
