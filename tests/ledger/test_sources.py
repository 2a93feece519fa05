"""Sources by the day of their first records."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine

from ledger.connection import reading, writing
from ledger.recording import Recorder
from ledger.records import Customer
from ledger.sources import import_days


def test_the_first_day_that_brought_something(engine: Engine) -> None:
    """erp came twice, bank brought only what was known."""
    for source, day in (("erp", 5), ("bank", 6), ("erp", 7)):
        with writing(engine) as connection:
            recorder = Recorder(connection, source, ["f"], datetime(2026, 1, day, tzinfo=UTC), date(2026, 1, day))
            recorder.record([Customer(customer_id="A"), *([Customer(customer_id="B")] if day == 7 else [])])
            recorder.finish({})
    with reading(engine) as connection:
        assert import_days(connection) == {"erp": date(2026, 1, 5)}
