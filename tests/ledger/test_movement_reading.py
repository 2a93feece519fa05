"""Allocations and payments: what moved, what was taken back, for one customer as for all."""

from ledger.arrays import CASH, CREDIT, WRITE_OFF
from ledger.asof import LedgerAsOf
from ledger.connection import reading
from tests.book import Book


def test_moves_and_their_reversals(book_on_both: Book) -> None:
    """Cash, a credit, a write-off, and a payment that bounced, in two currencies.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to B: 100.00 USD, issued 1 Jan, due 31 Jan
    invoice 3 to A: 100.00, issued 1 Jan, due 31 Jan
    payment p1 of 1: 60.00, paid 3 Feb
    payment p2 of 2: 100.00 USD, paid 2 Feb
    credit of 1: 30.00, on 4 Feb
    write-off of 3: 100.00, on 5 Feb
    recorded 1 Mar:
    reversal of p1
    """
    arrays = book_on_both.arrays("1 Apr")
    with reading(book_on_both.engine) as connection:
        only_a = LedgerAsOf(connection, book_on_both.day("1 Apr"), ["A"]).arrays
    everything = [
        (str(arrays.invoice_id[item]), amount, kind, sign)
        for item, amount, kind, sign in zip(
            arrays.allocations.item, arrays.allocations.amount.tolist(), arrays.allocations.kind.tolist(),
            arrays.allocations.sign.tolist(), strict=True,
        )
    ]  # fmt: skip
    assert everything == [
        ("1", 6000, CASH, 1), ("1", 3000, CREDIT, 1), ("1", -6000, CASH, -1), ("2", 10000, CASH, 1), ("3", 10000, WRITE_OFF, 1),
    ]  # fmt: skip
    assert only_a.allocations.amount.tolist() == [6000, 3000, -6000, 10000]
    assert only_a.payments.amount.tolist() == [6000]
    assert [arrays.currencies[code] for code in arrays.payments.currency] == ["EUR", "USD"]
    assert book_on_both.arrays("1 Mar").allocations.sign.tolist() == [1, 1, 1, 1]
