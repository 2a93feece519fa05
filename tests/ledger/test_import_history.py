"""The diary of imports, facts and findings up to the end of a day."""

from datetime import UTC, date, datetime
from typing import Any

from ledger.connection import reading
from ledger.import_history import Told, finding_totals, imports_until, known_days, told_by_history
from sources.load import load_files


def test_what_was_told_by_a_day(book_on_both: Any) -> None:
    """A history, then one later payment; the bare customer says nothing.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment of 1: 40.00, paid 5 Feb, booked 7 Feb
    recorded 20 Mar
    payment of 1: 60.00, paid 9 Mar
    """
    with reading(book_on_both.engine) as connection:
        told = told_by_history(connection, date(2025, 3, 20))
        assert (told["items"], told["payments"], told["customers"]) == (Told(1, 1), Told(2, 1), Told(0, 0))
        assert told_by_history(connection, date(2025, 3, 19))["payments"] == Told(1, 1)
        assert known_days(connection, "payments", date(2025, 3, 20)) == [date(2025, 2, 7), date(2025, 3, 20)]
        assert known_days(connection, "customers", date(2025, 3, 20)) == []
        first, second = imports_until(connection, date(2025, 12, 31))
        assert (first.source, first.new, second.recorded_on, second.new) == ("book", 3, date(2025, 3, 20), 2)
        assert imports_until(connection, date(2025, 3, 19)) == [first]


def test_what_was_found_by_a_day(engine: Any, tmp_path: Any) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(
        "invoice_id,customer_id,issued_on,due_on,amount,currency\n1,A,x,2026-01-31,,EUR\n2,A,y,2026-01-31,,EUR\n"
    )
    for month in (2, 3):
        load_files(engine, [path], recorded_at=datetime(2026, month, 1, tzinfo=UTC), recorded_on=date(2026, month, 1))
    with reading(engine) as connection:
        assert finding_totals(connection, date(2026, 1, 31)) == []
        assert finding_totals(connection, date(2026, 3, 1)) == [("DQ001", "rejected", 2)]
