"""Numbers of customers and items: given once, in the order in which they are first spoken of."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, Engine, select

from ledger import numbering
from ledger.connection import writing
from ledger.numbering import BARE, Numbers
from ledger.recording import Recorder
from ledger.records import Allocation, DisputeEvent, Item
from ledger.tables import customer_versions, customers

AT, DAY = datetime(2026, 3, 1, tzinfo=UTC), date(2026, 3, 1)


def item(invoice_id: str, customer_id: str, instalment: int = 1) -> Item:
    return Item(
        invoice_id=invoice_id, instalment=instalment, customer_id=customer_id, issued_on=DAY, due_on=DAY, currency="EUR",
        amount_minor=1,
    )  # fmt: skip


def numbers(connection: Connection) -> Numbers:
    return Recorder(connection, "s", [], AT, DAY).numbers


def test_a_number_is_given_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbering, "MOST_REMEMBERED", 2)
    with writing(engine) as connection:
        made = numbers(connection)
        assert dict(made.customers(["B", "A", "B"])) == {"B": 1, "A": 2}
        assert made.customers(["C", "A"])["A"] == 2, "forgotten, and asked again"
        assert numbers(connection).customers(["A", "B", "C"]) == {"A": 2, "B": 1, "C": 3}
        assert list(made.new_items([("1", 1), ("1", 2)])) == [1, 2]
        of = made.of("items", [item("1", "A", 2), item("2", "A")])
        assert (of(item("1", "A", 2)), of(item("2", "A"))) == ((2, 2), (3, 2))
        assert connection.scalars(select(customers.c.customer_id).order_by(customers.c.customer_no)).all() == [
            "B",
            "A",
            "C",
        ]
        assert set(connection.scalars(select(customer_versions.c.digest))) == {BARE}


def test_what_speaks_of_an_item_starts_with_its_numbers(engine: Engine) -> None:
    with writing(engine) as connection:
        recorder = Recorder(connection, "s", [], AT, DAY)
        recorder.record([item("1", "A"), item("1", "A", 2)])
        recorder.record([item("1", "B")])
        allocation = Allocation(allocation_id="a", invoice_id="1", instalment=2, valued_on=DAY, amount_minor=1)
        assert recorder.numbers.of("allocations", [allocation])(allocation) == (2, 1)
        dispute = DisputeEvent(dispute_id="d", event="opened", invoice_id="9", happened_on=DAY)
        assert recorder.numbers.of("disputes", [dispute])(dispute) is None
