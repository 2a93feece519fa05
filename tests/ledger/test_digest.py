"""The digest of a ledger: the same for the same facts in any order, another for any difference."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from ledger.connection import reading, writing
from ledger.digest import ledger_digest
from ledger.recording import Recorder
from ledger.records import Customer, Item, Payment, Record

DAY = date(2026, 7, 1)


def record(engine: Engine, records: list[Record], on: date = DAY, history: bool = True) -> None:
    with writing(engine) as connection:
        recorder = Recorder(connection, "s", ["f"], datetime.combine(on, datetime.min.time(), UTC), on, history)
        assert not recorder.record(records)
        recorder.finish({})


def digest(engine: Engine) -> str:
    with reading(engine) as connection:
        return ledger_digest(connection)


def facts(*amounts: int) -> list[Record]:
    day = date(2026, 1, 1)
    made = [
        Item(
            invoice_id=str(n), customer_id="A", issued_on=day, due_on=day, currency="EUR", amount_minor=amount, base_minor=amount
        )
        for n, amount in enumerate(amounts)
    ]  # fmt: skip
    return [Customer(customer_id="A", name="x"), *made]


def test_order_and_number_of_imports_do_not_matter(engine: Engine) -> None:
    empty = digest(engine)
    record(engine, facts(1, 2))
    record(engine, facts(1, 2, 3)[::-1])
    in_parts = digest(engine)
    record(engine, facts(1, 2, 3), on=date(2026, 8, 1), history=False)
    assert digest(engine) == in_parts != empty


def test_the_day_it_was_known_matters(engine: Engine) -> None:
    record(engine, facts(1))
    before = digest(engine)
    paid = Payment(payment_id="p", customer_id="A", paid_on=date(2026, 2, 1), currency="EUR", amount_minor=1)
    record(engine, [paid], history=False)
    seen = digest(engine)
    record(engine, facts(2), history=False)
    record(engine, facts(1), on=date(2026, 8, 1), history=False)
    assert len({before, seen, digest(engine)}) == 3


@given(st.lists(st.integers(0, 2**63 - 1), max_size=5))
def test_halves_of_digests_add_up(digests: list[int]) -> None:
    assert sum(d & 0xFFFF_FFFF for d in digests) + (sum(d // 2**32 for d in digests) << 32) == sum(digests)
