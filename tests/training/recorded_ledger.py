"""The small ledger of arrays, written through the recorder's door: for tests that need a database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ledger.arrays import CREDIT, LedgerArrays
from ledger.connection import writing
from ledger.day import day_of
from ledger.recording import Recorder
from ledger.records import Allocation, Customer, Item

if TYPE_CHECKING:
    from sqlalchemy import Engine

Change = Callable[[Allocation], Allocation | None]


def record(engine: "Engine", arrays: LedgerArrays, change: Change | None = None) -> None:
    """One first load of everything in ``arrays``; ``change`` may alter an allocation, or leave it out (None)."""
    items, moves = arrays.items, arrays.allocations
    customers = [
        Customer(customer_id=name, name=name, country="DE", industry=str(arrays.customers.industry[code]))
        for code, name in enumerate(arrays.customer_id)
    ]
    invoices = [
        Item(
            invoice_id=arrays.invoice_id[code], customer_id=arrays.customer_id[items.customer[code]], currency="EUR",
            issued_on=day_of(items.issued_on[code]), due_on=day_of(items.due_on[code]),
            amount_minor=int(items.amount[code]), base_minor=int(items.amount[code]),
        )
        for code in range(arrays.item_count)
    ]  # fmt: skip
    allocations = [
        Allocation(
            allocation_id=f"a{row}", allocation_kind="credit" if moves.kind[row] == CREDIT else "cash",
            invoice_id=arrays.invoice_id[moves.item[row]], valued_on=day_of(moves.valued_on[row]),
            allocated_on=day_of(moves.known_on[row]), amount_minor=int(moves.amount[row]),
        )
        for row in range(len(moves.item))
    ]  # fmt: skip
    changed = [change(one) if change else one for one in allocations]
    last = day_of(arrays.as_of)
    with writing(engine) as connection:
        recorder = Recorder(
            connection,
            "test",
            ["arrays"],
            recorded_at=datetime(last.year, last.month, last.day, tzinfo=UTC),
            recorded_on=last,
        )
        recorder.record([*customers, *invoices, *(one for one in changed if one)])
        recorder.finish({})


def moved(allocation: Allocation, days: int) -> Allocation:
    """The same, valued and known ``days`` later."""
    known = allocation.allocated_on or allocation.valued_on
    return replace(
        allocation,
        valued_on=day_of(allocation.valued_on.toordinal() - 719_163 + days),
        allocated_on=day_of(known.toordinal() - 719_163 + days),
    )
