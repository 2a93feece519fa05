"""What is left of payments: exact, by day, after reversals and returns."""

from datetime import date
from typing import Any

from ledger.connection import reading
from ledger.unapplied import unapplied_payments


def test_left_of_each_payment(book_on_both: Any) -> None:
    """Partly applied, in full, not at all; then one is reversed.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment p1 from A: 80.00, paid 1 Feb
    allocation of p1 to 1: 30.00, on 5 Feb
    payment p2 of 1: 10.00, paid 2 Feb
    payment p3 from B: 7.00 USD, paid 3 Feb
    recorded 20 Mar
    reversal of p2
    """

    def left(day: int, month: int) -> list[tuple[str, str, str, int]]:
        with reading(book_on_both.engine) as connection:
            found = unapplied_payments(connection, date(2025, month, day))
        return [(one.payment_id, one.customer_id, one.currency, one.left_minor) for one in found]

    assert left(4, 2) == [("p1", "A", "EUR", 8000), ("p3", "B", "USD", 700)]
    assert left(19, 3) == [("p1", "A", "EUR", 5000), ("p3", "B", "USD", 700)]
    assert left(20, 3) == [("p1", "A", "EUR", 5000), ("p2", "A", "EUR", 1000), ("p3", "B", "USD", 700)]
