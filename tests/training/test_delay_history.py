"""Days late as they became known: by hand on a book, and blind to what became known later."""

import numpy as np
import pytest

from ledger.curve import HORIZON_DAYS
from ledger.day import day_number
from ledger.settlement import closings
from tests.book import Book
from training.delay_history import COLUMNS, EARLIEST, DelayHistory, conditional_cdf, counts, survival, whole


def history_of(book: Book, day: str) -> DelayHistory:
    arrays = book.arrays(day)
    return DelayHistory(arrays, closings(arrays))


def asked(book: Book, *days: str) -> np.ndarray:
    return np.array([day_number(book.day(day)) for day in days], dtype=np.int32)


def test_a_payment_counts_from_the_day_after_it_was_booked(book: Book) -> None:
    """Invoice 1 is 10 days late and booked on 12 Feb; invoice 2 has not been paid; invoice 3 was credited.

    invoice 1 to A: 1000.00, issued 1 Jan, due 31 Jan
    payment of 1: 1000.00, paid 10 Feb, booked 12 Feb
    invoice 2 to A: 500.00, issued 10 Feb, due 12 Mar
    invoice 3 to A: 200.00, issued 10 Feb, due 12 Mar
    credit of 3: 200.00, on 1 Mar
    invoice 5 to B: 80.00, issued 1 Mar, due 1 Mar
    """
    history = history_of(book, "1 Jun")
    days = asked(book, "12 Feb", "13 Feb", "21 Mar")
    customer = np.full(3, book.customer(history.arrays, "A"), dtype=np.int32)
    total, count = history.customer_sum(history.delay, customer, days)
    assert total.tolist() == [0, 10, 10]
    assert count.tolist() == [0, 1, 1]
    assert history.market_mean(history.delay, days).tolist() == [0, 10, 10]
    nobody = np.full(3, -1, dtype=np.int32)
    assert history.customer_sum(history.delay, nobody, days)[1].tolist() == [0, 0, 0]
    two = np.full(3, book.item(history.arrays, "2"), dtype=np.int32)
    row, delay, state = history.recent_items(customer, two, days, 60)
    told = {(int(r), int(d), int(s)) for r, d, s in zip(row, delay, state, strict=True)}
    # 12 Feb: 1 is open, 11 days past due on its last full day; 3 not due for 29 days. 13 Feb: 1 settled. 21 Mar: 3 credited.
    assert told == {(0, 11, 0), (0, -29, 0), (1, 10, 1), (1, -28, 0), (2, 10, 1), (2, -11, -1)}
    alone = history.recent_items(customer[2:], two[2:], days[2:], 1)
    assert alone[0].tolist() == [] or len(alone[0]) == 1
    settled, at_risk = history.market(int(days[2]))
    assert settled.sum() == 1
    assert settled[10 - EARLIEST] == 1
    assert at_risk[0] == 4


def test_counts_by_hand() -> None:
    """One settled 2 days late, one open 5 days past due, one closed without cash on the due day."""
    settled, at_risk = counts(np.zeros(3, dtype=np.int64), np.array([2, 5, 0]), np.array([1, 0, -1], dtype=np.int32), 1)
    assert settled[0, 2 - EARLIEST] == settled.sum() == 1
    assert at_risk[0, [0 - EARLIEST, 1 - EARLIEST, 2 - EARLIEST, 3 - EARLIEST, 6 - EARLIEST]].tolist() == [
        3,
        2,
        2,
        1,
        0,
    ]


def test_survival_is_the_product_limit() -> None:
    """Of many settled half on the due day and half three days late: S is 1, ½, ½, ½, 0 (all but)."""
    settled, at_risk = np.zeros(COLUMNS), np.zeros(COLUMNS)
    settled[[0 - EARLIEST, 3 - EARLIEST]] = 5000
    at_risk[: 1 - EARLIEST], at_risk[1 - EARLIEST : 4 - EARLIEST] = 10_000, 5000
    curve = survival(settled, at_risk)
    assert curve[[-1 - EARLIEST, 0 - EARLIEST, 2 - EARLIEST, 3 - EARLIEST]] == pytest.approx([1, 0.5, 0.5, 0], abs=2e-3)
    assert (np.diff(curve) <= 0).all()


def test_conditional_on_being_unpaid() -> None:
    """Half pay on the due day, half three days late. Asked five days before due; the day after due all pay in two days."""
    curve = np.ones(COLUMNS)
    curve[0 - EARLIEST :] = 0.5
    curve[3 - EARLIEST :] = 0.0
    cdf = conditional_cdf(curve[None, :], np.array([-5, 1, -200]))
    assert cdf.shape == (3, HORIZON_DAYS + 1)
    assert cdf[0, [4, 5, 7, 8]].tolist() == [0, 0.5, 0.5, 1]
    assert cdf[1, [0, 1, 2]].tolist() == [0, 0, 1]
    assert cdf[2, [0, 199, 200, 203]].tolist() == [0, 0, 0.5, 1]


def test_halves_go_up() -> None:
    assert whole(np.array([-0.5, 0.49, 0.5, 2.5])).tolist() == [0, 0, 1, 3]
