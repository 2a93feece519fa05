"""The change mark moves with whatever is written, and only then."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine

from ledger.changes import ChangeMark, change_mark
from ledger.connection import reading, writing
from ledger.policy import record_policy
from ledger.recording import Recorder
from ledger.records import Customer


def test_each_kind_of_write_moves_the_mark(engine: Engine) -> None:
    with reading(engine) as connection:
        empty = change_mark(connection)
        assert empty == change_mark(connection) == ChangeMark(0, 0, 0)
    now = datetime(2026, 1, 5, 8, tzinfo=UTC)
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", ["customers.csv"], now, date(2026, 1, 5))
        recorder.record([Customer(customer_id="C1")])
        recorder.finish({})
    with writing(engine) as connection:
        imported = change_mark(connection)
        record_policy(connection, {"grace_days": 3}, by="test", at=now, known_on=date(2026, 1, 5))
        decided = change_mark(connection)
    assert (imported.import_no, imported.policy_no) == (1, 0)
    assert decided.import_no == imported.import_no and decided.policy_no > imported.policy_no
