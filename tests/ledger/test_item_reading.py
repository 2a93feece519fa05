"""Items keep the codes of their invoices, however many instalments come between."""

from datetime import UTC, date, datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from ledger.asof import LedgerAsOf
from ledger.connection import reading, writing
from ledger.item_reading import AS_TOLD, in_order, invoice_codes, stated
from ledger.packing import NOT_STATED
from ledger.recording import Recorder
from ledger.tables import FACTS, items
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


def test_what_is_taken_back_on_the_day_it_is_told_was_never_there(book_on_both: Book) -> None:
    """The due day of 2/1 is corrected on that day; then its second instalment, told last, and 3 are taken back.

    invoice 1 to A: 1.00, issued 1 Jan, due 31 Jan
    recorded 10 Mar
    invoice 3 to B: 2.00, issued 10 Mar, due 9 Apr
    invoice 2/1 to A: 5.00, issued 10 Mar, due 31 Mar
    invoice 2/2 to A: 5.00, issued 10 Mar, due 30 Apr
    recorded 10 Mar
    invoice 2/1 to A: 10.00, issued 10 Mar, due 15 Apr
    """
    day, told = date(2025, 3, 10), FACTS["items"].c
    with writing(book_on_both.engine) as connection:
        recorder = Recorder(connection, "erp", ["again"], datetime(2025, 3, 10, 19, tzinfo=UTC), day)
        gone = (items.c.invoice_id == "3") | (items.c.instalment == 2)
        numbers = select(told.fact_no).join_from(items, FACTS["items"], items.c.item_no == told.item_no).where(gone)
        recorder.retract("items", *connection.scalars(numbers))
        recorder.finish({})
    with reading(book_on_both.engine) as connection:
        for customers, left in ((None, ["1", "2"]), (["A"], ["1", "2"]), (["A", "B"], ["1", "2"]), (["B"], [])):
            arrays = LedgerAsOf(connection, date(2025, 3, 11), customers).arrays
            assert arrays.invoice_id.tolist() == left and arrays.instalment.tolist() == [1] * len(left)
            assert arrays.items.item.tolist() == list(range(len(left)))
            assert arrays.items.amount.tolist() == [1_00, 10_00][: len(left)]
