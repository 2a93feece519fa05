"""A day before a customer came in: the same answer then and now, however it came in."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import Engine

from ledger.acquaintance import check_known
from ledger.asof import LedgerAsOf
from ledger.connection import reading, writing
from ledger.errors import UnknownCustomer
from ledger.recording import Recorder
from ledger.records import Customer, Item, Record
from portfolio.ageing_report import ageing_report
from portfolio.statement import statements

PAST, CAME_IN = date(2026, 3, 31), date(2026, 5, 4)
ISSUED = date(2026, 5, 2)


def item(name: str, customer_id: str) -> Item:
    return Item(
        invoice_id=name, customer_id=customer_id, issued_on=ISSUED, due_on=CAME_IN, currency="EUR", amount_minor=500,
        base_minor=500,
    )  # fmt: skip


WAYS: dict[str, tuple[list[Record], bool]] = {
    "described": ([Customer(customer_id="B", name="Beta")], False),
    "described by a history": ([Customer(customer_id="B", name="Beta")], True),
    "named by an invoice": ([item("2", "B")], False),
    "named by an invoice of a history": ([item("2", "B")], True),
    "named as a parent": ([Customer(customer_id="C", parent_id="B")], False),
}


def record(engine: Engine, records: list[Record], on: date, history: bool) -> None:
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", [], datetime.combine(on, time(9), tzinfo=UTC), on, history)
        assert recorder.record(records) == []
        recorder.finish({})


@pytest.mark.parametrize("way", WAYS)
def test_a_past_day_gives_one_answer(engine: Engine, way: str) -> None:
    record(engine, [item("1", "A")], date(2026, 1, 1), True)

    def past() -> list[object]:
        answers: list[object] = []
        with reading(engine) as connection:
            asked: list[Callable[[], object]] = [
                lambda: statements(connection, "B", PAST), lambda: statements(connection, "B", PAST, PAST),
                lambda: ageing_report(LedgerAsOf.reported(connection, PAST), "customer"),
            ]  # fmt: skip
            for one in asked:
                try:
                    answers.append(one())
                except UnknownCustomer as error:
                    answers.append(str(error).split(";")[0])
        return answers

    before = past()
    assert before[0] == "customer 'B' is not in the ledger at the end of 2026-03-31"
    records, history = WAYS[way]
    record(engine, records, CAME_IN, history)
    assert past() == before
    with reading(engine) as connection:
        check_known(connection, "B", CAME_IN)
        check_known(connection, "A", date(2026, 5, 2))


def test_what_no_database_keeps_is_nobody(engine: Engine) -> None:
    with reading(engine) as connection:
        for name in ("A\0", "\ud800", "", "A\nB"):
            with pytest.raises(UnknownCustomer, match="import it, or check the id"):
                check_known(connection, name, PAST)


def test_the_id_that_was_meant(engine: Engine) -> None:
    record(engine, [item("1", "ACME"), item("2", "Nordwind-1")], PAST, False)
    with reading(engine) as connection, pytest.raises(UnknownCustomer, match="; did you mean 'ACME'"):
        check_known(connection, "acme", PAST)
