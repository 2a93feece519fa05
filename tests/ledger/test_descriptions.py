"""Who is described by a record of its own, and which descriptions a history may still put right."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine

from ledger.connection import reading, writing
from ledger.descriptions import described, mark_described, told_by_history
from ledger.recording import Recorder
from ledger.records import Customer

DAY = date(2026, 7, 1)


def record(engine: Engine, *customers: Customer, source: str = "erp", on: date = DAY) -> None:
    with writing(engine) as connection:
        recorder = Recorder(connection, source, ["f"], datetime(2026, 7, 1, tzinfo=UTC), on)
        recorder.record(customers)
        recorder.finish({})


def test_what_stands_of_those_marked(engine: Engine) -> None:
    record(engine, Customer(customer_id="A", name="x"), Customer(customer_id="B"), Customer(customer_id="C"))
    record(engine, Customer(customer_id="A", name="y", attributes={"size": 1.5}))
    with writing(engine) as connection:
        mark_described(connection, ["A", "B", "nobody"])
        mark_described(connection, ["A"])
        mark_described(connection, [])
    with reading(engine) as connection:
        found = described(connection, ["A", "C", "nobody"])
        assert found.keys() == {"A"}
        assert (found["A"]["name"], found["A"]["attributes"], found["A"]["terms_days"]) == ("y", {"size": 1.5}, None)
        assert "customer_id" not in found["A"]


def test_only_what_this_sources_history_told(engine: Engine) -> None:
    record(engine, Customer(customer_id="A", name="x"), Customer(customer_id="B", name="x"))
    record(engine, Customer(customer_id="A", name="y"), source="crm")
    record(engine, Customer(customer_id="C", name="z"), source="crm")
    with reading(engine) as connection:
        assert told_by_history(connection, [1, 2, 3, 4], "erp", DAY) == {1, 2}
        assert told_by_history(connection, [2], "erp", DAY) == {2}
        assert told_by_history(connection, [1, 2, 3, 4], "crm", DAY) == {4}, "3 corrects what the other source told"
        assert told_by_history(connection, [1, 2, 3, 4], "erp", date(2026, 7, 2)) == set()
        assert told_by_history(connection, [], "erp", DAY) == set()
