"""Which facts end a thing, and which endings a source told before."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine

from ledger.connection import reading, writing
from ledger.endings import endings_told, thing_of
from ledger.recording import Recorder
from ledger.records import Allocation, DisputeEvent, Item, Payment, PromiseEvent, Record

DAY = date(2026, 3, 1)


def item(name: str) -> Item:
    return Item(
        invoice_id=name, customer_id="A", issued_on=DAY, due_on=DAY, currency="EUR", amount_minor=500, base_minor=500
    )


def payment(name: str, amount: int) -> Payment:
    return Payment(payment_id=name, customer_id="A", paid_on=DAY, currency="EUR", amount_minor=amount)


def allocation(name: str, amount: int) -> Allocation:
    return Allocation(allocation_id=name, payment_id="p", invoice_id="1", valued_on=DAY, amount_minor=amount)


def dispute(event: str) -> DisputeEvent:
    return DisputeEvent(
        dispute_id="d", event="closed" if event == "closed" else "opened", invoice_id="1", happened_on=DAY, reason=""
    )


def test_which_thing_and_whether_it_ends() -> None:
    withdrawn = PromiseEvent(promise_id="m", event="withdrawn", invoice_id="1", happened_on=DAY)
    told: list[Record] = [
        payment("p", 5), payment("p:returned", -5), payment("x", -5), allocation("a:reversed", -5), dispute("opened"),
        dispute("closed"), withdrawn,
    ]  # fmt: skip
    assert [thing_of(record) for record in told] == [
        ("p", False), ("p", True), ("x", False), ("a", True), ("d", False), ("d", True), ("m", True),
    ]  # fmt: skip
    assert thing_of(item("1")) is None


def test_what_a_source_told_before(engine: Engine) -> None:
    facts = [item("1"), payment("p", 5), payment("p:returned", -5), allocation("a", 5), dispute("opened")]
    with writing(engine) as connection:
        first = Recorder(connection, "erp", [], datetime(2026, 3, 2, tzinfo=UTC), date(2026, 3, 2))
        assert first.record([*facts, dispute("closed")]) == []
        first.finish({})
        assert endings_told(connection, "payments", "erp", first.import_no, None) == {}, "this import's own word"
    with reading(engine) as connection:
        for things in (["p", "q"], None):
            assert list(endings_told(connection, "payments", "erp", 9, things)) == ["p"]
        assert list(endings_told(connection, "disputes", "erp", 9, ["d"])) == ["d"]
        assert endings_told(connection, "disputes", "erp", 9, ["e"]) == {}
        assert endings_told(connection, "allocations", "erp", 9, None) == {}
        assert endings_told(connection, "payments", "bank", 9, None) == {}
    with writing(engine) as connection:
        second = Recorder(connection, "erp", [], datetime(2026, 3, 3, tzinfo=UTC), date(2026, 3, 3))
        second.retract("payments", *endings_told(connection, "payments", "erp", second.import_no, ["p"]).values())
        second.finish({})
        assert endings_told(connection, "payments", "erp", 9, ["p"]) == {}, "ended itself"
