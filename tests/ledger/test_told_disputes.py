"""Disputes that were told with their invoices, apart from those that bear an id of their own."""

from datetime import UTC, date, datetime
from typing import Literal

from sqlalchemy import Engine

from ledger.connection import reading, writing
from ledger.recording import Recorder
from ledger.records import DisputeEvent, Item
from ledger.told_disputes import dispute_id, told_disputes

FIRST, LAST = date(2026, 2, 1), date(2026, 2, 20)


def item(name: str) -> Item:
    return Item(invoice_id=name, customer_id="A", issued_on=FIRST, due_on=LAST, currency="EUR", amount_minor=5)


def event(name: str, what: Literal["opened", "closed"], invoice_id: str, day: date) -> DisputeEvent:
    return DisputeEvent(dispute_id=name, event=what, invoice_id=invoice_id, happened_on=day)


def test_those_of_a_source_told_with_their_invoices(engine: Engine) -> None:
    """The first bears the id that its invoice and day give it, and was closed; the others have their own."""
    name = dispute_id("R", FIRST)
    assert name == "R:2026-02-01"
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", ["f"], datetime(2026, 3, 1, tzinfo=UTC), date(2026, 3, 1))
        told = [event(name, "opened", "R", FIRST), event(name, "closed", "R", LAST)]
        told += [event("d", "opened", "S", FIRST), event("R:2026-02-02", "opened", "R", FIRST)]
        assert recorder.record([item("R"), item("S"), *told]) == []
        recorder.finish({})
    with reading(engine) as connection:
        (one,) = told_disputes(connection, "erp", None)
        assert (one.dispute_id, one.invoice_id, len(one.fact_nos)) == (name, "R", 2)
        assert (one.opened_on, one.closed_on) == (FIRST, LAST)
        assert told_disputes(connection, "erp", ["R", "S"]) == [one]
        assert told_disputes(connection, "erp", ["S"]) == told_disputes(connection, "another", None) == []
