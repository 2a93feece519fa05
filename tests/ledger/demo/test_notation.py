import numpy as np

from ledger.demo.notation import Notation, invoice_id, note_id, payment_id
from ledger.demo.simulation import Simulation


def test_days_after_the_end_are_not_written_but_due_days_are(small: Simulation) -> None:
    text = Notation(small)
    days = np.array([small.until, small.until + 1], dtype=np.int32)
    assert text.days(days) == ["2025-12-31", ""]
    assert text.due_days(days) == ["2025-12-31", "2026-01-01"]


def test_amounts_have_two_decimals() -> None:
    assert Notation.amounts(np.array([5, 100, 123_456_789], dtype=np.int64)) == ["0.05", "1.00", "1234567.89"]


def test_ids_count_from_one() -> None:
    assert (invoice_id(0), note_id(0), payment_id(9)) == ("INV0000001", "CRN0000001", "PAY0000010")
