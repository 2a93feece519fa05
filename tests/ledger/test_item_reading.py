"""Items keep the codes of their invoices, however many instalments come between."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ledger.item_reading import AS_TOLD, in_order, invoice_codes, stated
from ledger.packing import NOT_STATED
from tests.book import Book

NAMES = st.lists(st.tuples(st.sampled_from("abcdefg"), st.integers(1, 4)), unique=True)


@given(NAMES)
def testinvoice_codes_are_numbered_as_they_come(names: list[tuple[str, int]]) -> None:
    ids = [name for name, _ in names]
    code = {name: place for place, name in enumerate(dict.fromkeys(ids))}
    made = invoice_codes(ids, np.array([part for _, part in names], dtype=np.int64))
    assert made.tolist() == [code[name] for name in ids]
    assert made.dtype == "int32"


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-5, 5))))
def test_order_by_thing_then_day_then_as_told(rows: list[tuple[int, int]]) -> None:
    thing, day = (np.array([row[n] for row in rows], dtype=np.int32) for n in (0, 1))
    order = in_order(day, thing)
    assert np.arange(len(rows))[order].tolist() == sorted(range(len(rows)), key=lambda place: rows[place])
    assert rows != sorted(rows) or order == AS_TOLD


def test_what_is_not_stated_is_nothing() -> None:
    amount, known = stated(np.array([5, NOT_STATED, -5, 0]))
    assert (amount.tolist(), known.tolist()) == ([5, 0, -5, 0], [True, False, True, True])


def testinvoice_codes_that_are_named(book_on_both: Book) -> None:
    """Disputes of an invoice with instalments, of one not known yet, and of one corrected twice on a day.

    invoice 7/2 to A: 1.00, issued 1 Jan, due 31 Jan
    invoice 8 to A: 2.00, issued 1 Jan, due 31 Jan
    invoice 7/1 to A: 3.00, issued 1 Jan, due 31 Jan
    dispute of 7: opened 3 Feb
    dispute of 8: opened 2 Feb
    """
    arrays = book_on_both.arrays("1 Mar")
    assert [str(arrays.invoice_id[arrays.item_invoice == code][0]) for code in arrays.disputes.invoice] == ["8", "7"]
    assert arrays.item_invoice.tolist() == [0, 1, 0]
