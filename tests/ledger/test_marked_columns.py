"""What of many records is known already: no more than their marks is kept."""

from datetime import date

import numpy as np

from ledger.columns import Columns
from ledger.marked_columns import marked, once
from ledger.records import Payment

DAY = date(2026, 1, 5)


def payments(*ids: str) -> Columns:
    count = len(ids)
    same = {
        "customer_id": ["A"] * count,
        "paid_on": [DAY] * count,
        "currency": ["EUR"] * count,
        "amount_minor": [1] * count,
    }
    return Columns(Payment, count, {"payment_id": list(ids), **same})


def test_known_records_keep_their_marks_only() -> None:
    held = np.sort(payments("p", "q", "r").digests())
    found, others = marked(payments("p", "x", "q", "q"), held)
    assert others.tolist() == [False, True, True, True], "told twice here: both are needed whole"
    assert list(found.columns.ids()) == ["x", "q", "q"]
    assert found.marks.tolist() == payments("x", "q", "q").marks().tolist()
    assert found.digests.tolist() == payments("x", "q", "q").digests().tolist()
    assert (found.known_marks.tolist(), len(found)) == (payments("p").marks().tolist(), 4)
    assert found.known_digests.tolist() == payments("p").digests().tolist()


def test_without_a_ledger_all_are_whole() -> None:
    columns = payments("p", "q")
    found, others = marked(columns)
    assert found.columns is columns
    assert others.all()
    assert (len(found), len(found.known_marks)) == (2, 0)


def test_once() -> None:
    assert once(np.array([3, 1, 3, 2, 3])).tolist() == [False, True, False, True, False]
    assert once(np.zeros(0, dtype=np.int64)).tolist() == []
