"""Facts by the thousand: the same ledger as one by one, and what needs a second look is given back."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, time

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Engine, select

from ledger import bulk_recording
from ledger.bulk_recording import BulkRecorder
from ledger.columns import Columns
from ledger.connection import reading, writing
from ledger.marked_columns import MarkedColumns, marked
from ledger.marks import marks_of
from ledger.recording import Recorder, Tally
from ledger.records import Allocation, Item, Payment, Record
from ledger.tables import FACTS, retractions

FIRST, LATER = date(2026, 3, 1), date(2026, 4, 1)
ITEM = Item(
    invoice_id="1",
    customer_id="A",
    issued_on=date(2026, 1, 1),
    due_on=date(2026, 1, 31),
    currency="EUR",
    amount_minor=1000,
)
PAYMENT = Payment(
    payment_id="p",
    customer_id="A",
    paid_on=date(2026, 2, 1),
    booked_on=date(2026, 2, 3),
    currency="EUR",
    amount_minor=9,
)
ALLOCATION = Allocation(allocation_id="a", payment_id="p", invoice_id="1", valued_on=date(2026, 2, 1), amount_minor=9)


def columns_of(records: list[Record]) -> Columns:
    kind = type(records[0])
    values = {name: [getattr(record, name) for record in records] for name in (field.name for field in fields(kind))}
    return Columns(kind, len(records), values)


def whole(records: list[Record]) -> MarkedColumns:
    return marked(columns_of(records))[0]


def record(
    engine: Engine, *blocks: list[Record], on: date = FIRST, besides: tuple[object, ...] = ()
) -> tuple[Recorder, list[list[bool]]]:
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", ["f"], datetime.combine(on, time(), UTC), on)
        bulk = BulkRecorder(recorder)
        left = [taken(bulk.record(whole(block), marks_of(besides, len(besides)))) for block in blocks]
        recorder.finish({})
    return recorder, left


def taken(left: NDArray[np.bool_] | None) -> list[bool]:
    assert left is not None
    return left.tolist()


def facts(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with reading(engine) as connection:
        return {
            kind: [tuple(row) for row in connection.execute(select(table).order_by(table.c.fact_no))]
            for kind, table in FACTS.items()
        }


def test_it_writes_what_the_recorder_writes(engine: Engine) -> None:
    many = [replace(ITEM, invoice_id=str(n), customer_id="AB"[n % 2], instalment=1 + n % 3) for n in range(9)]
    paid = [replace(PAYMENT, payment_id=str(n), booked_on=None if n % 2 else PAYMENT.booked_on) for n in range(9)]
    settled = [replace(ALLOCATION, allocation_id=str(n), invoice_id=str(n), instalment=1 + n % 3) for n in range(9)]
    recorder, left = record(engine, list(many), list(paid), list(settled))
    assert not np.array(left).any()
    assert recorder.tallies == {kind: Tally(new=9) for kind in ("items", "payments", "allocations")}
    by_columns = facts(engine)
    with writing(engine) as connection:
        for table in (*FACTS.values(), retractions):
            connection.execute(table.delete())
        one_by_one = Recorder(connection, "erp", ["f"], datetime.combine(FIRST, time(), UTC), FIRST, history=True)
        one_by_one.record([*many, *paid, *settled])
    skipped = {"fact_no", "import_no"}
    for kind, rows in facts(engine).items():
        if kind == "customers":
            continue  # nobody is bare a second time
        places = [n for n, column in enumerate(FACTS[kind].c) if column.name not in skipped]
        assert [[row[n] for n in places] for row in rows] == [[row[n] for n in places] for row in by_columns[kind]]


def test_what_needs_a_second_look_is_given_back(engine: Engine) -> None:
    twice = [ITEM, replace(ITEM, invoice_id="2"), replace(ITEM, amount_minor=5)]
    _, left = record(engine, list(twice), [replace(ITEM, invoice_id="2", amount_minor=7), ITEM])
    assert left == [[True, False, True], [True, False]], "told twice; told otherwise before"
    _, left = record(
        engine, [replace(ALLOCATION, invoice_id="3"), replace(ALLOCATION, allocation_id="b", invoice_id="2")]
    )
    assert left == [[True, False]], "no such invoice"
    _, left = record(engine, [replace(PAYMENT, payment_id="x"), PAYMENT], besides=(("x", 0),))
    assert left == [[True, False]], "another row speaks of it"


def test_what_stands_is_known_and_what_differs_is_given_back(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_recording, "FEW", 1)
    record(engine, [ITEM, replace(ITEM, invoice_id="2")])
    recorder, left = record(
        engine, [ITEM, replace(ITEM, invoice_id="2", amount_minor=5), replace(ITEM, invoice_id="3")], on=LATER
    )
    assert left == [[False, True, False]]
    assert recorder.tallies["items"] == Tally(new=1, known=1)


def test_an_ended_fact_is_not_known(engine: Engine) -> None:
    """Neither one that a correction of this import ended."""
    record(engine, [PAYMENT, replace(PAYMENT, payment_id="q")])
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", ["f"], datetime.combine(LATER, time(), UTC), LATER)
        bulk = BulkRecorder(recorder)
        assert taken(bulk.record(whole([replace(PAYMENT, payment_id="q")]), marks_of([], 0))) == [False]
        recorder.record([replace(PAYMENT, amount_minor=10)])
        assert taken(bulk.record(whole([PAYMENT]), marks_of([], 0))) == [True]
        (refusal,) = recorder.record([PAYMENT])
        assert (refusal.reason, refusal.differing) == ("conflict", ("amount_minor",))
        recorder.retract("payments", *recorder.told_before("payments", ["q"]).values())
        assert taken(bulk.record(whole([replace(PAYMENT, payment_id="q")]), marks_of([], 0))) == [True]


def test_a_known_record_without_columns(engine: Engine) -> None:
    """Is known; where it needs a second look it is wanted whole, and nothing was recorded."""
    record(engine, [PAYMENT, replace(PAYMENT, payment_id="q")])
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", ["f"], datetime.combine(LATER, time(), UTC), LATER)
        bulk = BulkRecorder(recorder)
        found, _ = marked(columns_of([PAYMENT, replace(PAYMENT, payment_id="x")]), bulk.standing("payments"))
        assert (len(found.columns), len(found)) == (1, 2)
        assert bulk.record(found, marks_of([("p", 0)], 1)) is None, "another row speaks of it"
        assert recorder.tallies == {}
        assert taken(bulk.record(found, marks_of([], 0))) == [True]
        assert recorder.tallies["payments"] == Tally(known=1)
        recorder.record([replace(PAYMENT, payment_id="q", amount_minor=10)])
        found, _ = marked(columns_of([replace(PAYMENT, payment_id="q")]), bulk.standing("payments"))
        assert len(found.columns) == 0
        assert bulk.record(found, marks_of([], 0)) is None, "ended by this very import"


def test_a_small_file_is_recorded_one_by_one(engine: Engine) -> None:
    record(engine, [replace(PAYMENT, payment_id=str(n)) for n in range(100)])
    with writing(engine) as connection:
        bulk = BulkRecorder(Recorder(connection, "erp", [], datetime.combine(LATER, time(), UTC), LATER))
        assert [bulk.is_worth("payments", rows) for rows in (1, 4, 5)] == [False, False, True]
        assert bulk.is_worth("items", 0)
        assert not bulk.is_worth("customers", 1_000_000)
