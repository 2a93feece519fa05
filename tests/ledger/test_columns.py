"""Records as columns say what the records say."""

from dataclasses import fields, replace
from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ledger.columns import Columns
from ledger.records import Allocation, Item, Payment, Record

DAY = date(2026, 1, 31)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
DAYS = st.integers(0, 3).map(lambda n: DAY + timedelta(n))
ITEMS = st.builds(
    Item, invoice_id=TEXTS, instalment=st.integers(1, 3), customer_id=TEXTS, issued_on=DAYS, due_on=DAYS,
    currency=st.just("EUR"), amount_minor=st.none() | st.integers(-5, 10**12), number=TEXTS,
    attributes=st.dictionaries(TEXTS, TEXTS | st.none() | st.floats(0, 1), max_size=2),
)  # fmt: skip
PAYMENTS = st.builds(
    Payment, payment_id=TEXTS, customer_id=TEXTS, paid_on=DAYS, booked_on=st.none() | DAYS, currency=st.just("JPY"),
    amount_minor=st.integers(1, 99),
)  # fmt: skip


def columns_of(records: list[Record]) -> Columns:
    kind = type(records[0])
    names = [field.name for field in fields(kind)]
    return Columns(kind, len(records), {name: [getattr(record, name) for record in records] for name in names})


@given(st.lists(ITEMS, min_size=1, max_size=6) | st.lists(PAYMENTS, min_size=1, max_size=6))
def test_keys_days_and_digests_are_those_of_the_records(records: list[Record]) -> None:
    columns = columns_of(records)
    assert columns.marks().tolist() == [hash(record.key) for record in records]
    assert columns.digests().tolist() == [record.digest for record in records]
    occurred_on, known_on = columns.days()
    assert list(occurred_on) == [record.occurred_on for record in records]
    assert list(known_on) == [record.first_known_on for record in records]
    assert [columns.record(place) for place in range(len(columns))] == records
    mask = np.arange(len(records)) % 2 == 0
    assert columns.kept(mask).digests().tolist() == [record.digest for record in records[::2]]


def test_a_field_that_is_left_out_has_its_default() -> None:
    said = Allocation(allocation_id="a", invoice_id="1", valued_on=DAY, amount_minor=5)
    values = {"allocation_id": ["a", "b"], "invoice_id": ["1", "2"], "valued_on": [DAY, DAY], "amount_minor": [5, 6]}
    columns = Columns(Allocation, 2, values)
    other = replace(said, allocation_id="b", invoice_id="2", amount_minor=6)
    assert columns.digests().tolist() == [said.digest, other.digest]
    assert list(columns.column("instalment")) == [1, 1]
    item = Item(invoice_id="1", customer_id="A", issued_on=DAY, due_on=DAY, currency="EUR", amount_minor=1)
    bare = {
        "invoice_id": ["1"], "customer_id": ["A"], "issued_on": [DAY], "due_on": [DAY], "currency": ["EUR"],
        "amount_minor": [1],
    }  # fmt: skip
    assert Columns(Item, 1, bare).digests().tolist() == [item.digest]
