"""Arrays hold every fact known before the day, on both databases alike, for all customers and for some."""

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from ledger.arrays import CREDIT, LedgerArrays
from ledger.asof import LedgerAsOf
from ledger.connection import reading
from tests.book import Book


def columns(value: Any, name: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields(value):
        part = getattr(value, field.name)
        found |= columns(part, f"{name}{field.name}.") if is_dataclass(part) else {name + field.name: part}
    return found


def of_customer(arrays: LedgerArrays, name: str) -> list[tuple[str, int, int, int]]:
    """(invoice, known on, amount, base amount) of a customer's versions."""
    mine = np.flatnonzero(arrays.customer_id[arrays.items.customer] == name)
    made = arrays.items
    return [
        (str(arrays.invoice_id[made.item[row]]), int(made.known_on[row]), int(made.amount[row]), int(made.base[row]))
        for row in mine
    ]


def test_every_type_of_column(book_on_both: Book) -> None:
    """Two currencies, instalments, what is not stated, a credit, a reversal, a correction, a customer without invoices.

    customer C: country DE, industry trade, limit 5000.00, person no, registered 3 May 2019
    invoice 2/1 to B: 300 JPY, issued 1 Mar, due 31 Mar, order PO-7
    invoice 2/2 to B: 300 JPY, issued 1 Mar, due 30 Apr
    invoice 1 to A: unstated, issued 1 Jan, due 31 Jan
    payment p1 of 2/2: 300 JPY, paid 5 Apr
    credit c1 of 2/1: 100 JPY, on 7 Apr
    payment p2 of 1: paid 5 Feb
    recorded 1 Jun:
    invoice 2/1 to B: 250 JPY, issued 1 Mar, due 31 Mar
    reversal of p1
    """
    arrays = book_on_both.arrays("1 Jul")
    assert arrays.customer_id.tolist() == ["A", "B", "C"]
    assert list(zip(arrays.invoice_id.tolist(), arrays.instalment.tolist(), strict=True)) == [
        ("2", 1), ("2", 2), ("1", 1), ("c1", 1),
    ]  # fmt: skip
    assert arrays.item_invoice.tolist() == [0, 0, 1, 2]
    assert arrays.currencies == ("JPY", "EUR")
    made = arrays.items
    assert made.amount.tolist() == [300, 250, 300, 0, 100]
    assert made.amount_known.tolist() == [True, True, True, False, True]
    assert made.tolerance.tolist() == [1, 1, 1, 100, 1]
    assert made.purchase_order.tolist() == [True, False, False, False, False]
    assert made.credit_note.tolist() == [False] * 4 + [True]
    assert made.until[0] == made.known_on[1]
    moves = arrays.allocations
    assert list(zip(moves.item.tolist(), moves.amount.tolist(), moves.sign.tolist(), strict=True)) == [
        (0, 100, 1), (1, 300, 1), (1, -300, -1), (2, 0, 1),
    ]  # fmt: skip
    assert moves.kind.tolist() == [CREDIT, 0, 0, 0]
    assert moves.amount_known.tolist() == [True, True, True, False]
    assert arrays.payments.amount.tolist() == [0, 300]
    assert arrays.payments.currency.tolist() == [1, 0]
    assert arrays.customers.credit_limit.tolist() == [-1, -1, 500000]


def test_one_customer_is_a_part_of_all(book_on_both: Book) -> None:
    """Nobody else's facts.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to B: 200.00, issued 1 Jan, due 31 Jan
    payment of 2: 200.00, paid 5 Feb
    dispute of 1: opened 3 Feb
    """
    everybody = book_on_both.arrays("1 Mar")
    with reading(book_on_both.engine) as connection:
        one = LedgerAsOf(connection, book_on_both.day("1 Mar"), ["B"]).arrays
    assert of_customer(one, "B") == of_customer(everybody, "B")
    assert (one.customer_count, one.item_count, len(one.disputes.invoice)) == (1, 1, 0)
    assert len(one.payments.amount) == len(one.allocations.item) == 1


def test_nothing_known_is_arrays_of_nothing(book_on_both: Book) -> None:
    """All of the types they have when there is something.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment of 1: 100.00, paid 5 Feb
    """
    nothing, something = columns(book_on_both.arrays("1 Jan")), columns(book_on_both.arrays("1 Mar"))
    for name, value in something.items():
        if isinstance(value, np.ndarray):
            assert nothing[name].dtype == value.dtype, name
    assert nothing["items.item"].tolist() == []
