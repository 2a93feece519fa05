"""A ledger in SQLite of which one customer is read: what a request costs that starts from the file."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ledger.connection import open_ledger, writing
from ledger.migration import migrate
from ledger.recording import Recorder
from ledger.records import Allocation, Item, Payment, Record
from ledger.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine  # only a name here: SQL lives in the ledger

FIRST_ON, AS_OF = date(2023, 1, 1), date(2026, 1, 1)


def written(folder: Path, customers: int, invoices: int, still_open: int) -> "Engine":
    """A ledger of customers ``C000`` … with so many invoices each, the last of which nobody paid; it must be disposed of."""
    engine = open_ledger(Settings(home=folder))
    migrate(engine)
    with writing(engine) as connection:
        recorder = Recorder(connection, "speed", ["made"], datetime(2026, 1, 1, tzinfo=UTC), AS_OF, history=True)
        for number in range(customers):
            recorder.record(_of(f"C{number:03}", invoices, still_open, np.random.default_rng(number)))
        recorder.finish({})
    return engine


def _of(customer: str, invoices: int, still_open: int, chance: np.random.Generator) -> list[Record]:
    made: list[Record] = []
    for number, start in enumerate(np.sort(chance.integers(0, 1_000, invoices)).tolist()):
        name, issued_on = f"{customer}-{number:04}", FIRST_ON + timedelta(days=start)
        amount, due_on = int(chance.integers(100, 1_000_000)), issued_on + timedelta(days=30)
        made.append(
            Item(
                invoice_id=name, customer_id=customer, issued_on=issued_on, due_on=due_on, currency="EUR", amount_minor=amount
            )
        )  # fmt: skip
        if number < invoices - still_open:
            paid_on = due_on + timedelta(days=int(chance.integers(-5, 30)))
            made.append(
                Payment(payment_id=name, customer_id=customer, paid_on=paid_on, currency="EUR", amount_minor=amount)
            )
            made.append(
                Allocation(allocation_id=name, payment_id=name, invoice_id=name, valued_on=paid_on, amount_minor=amount)
            )
    return made
