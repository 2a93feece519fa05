"""Any past day gives the same answer, whatever came in later; and every day's sums tie to the cent.

Random ledgers: facts, corrections (of amounts, days, currencies, even customers), retractions, reversals, rates, disputes and
promises, told in several imports. What is asked of a day before later imports is asked again after all of them.
"""

import os
import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from ledger.acquaintance import check_known
from ledger.arrays import LedgerArrays
from ledger.asof import LedgerAsOf
from ledger.connection import open_ledger, reading, writing
from ledger.customer_pages import unlike_facts
from ledger.customer_reading import named_customers
from ledger.errors import UnknownCustomer
from ledger.policy import Policy
from ledger.promises import judged_promises
from ledger.recording import Recorder
from ledger.records import (
    KINDS,
    Allocation,
    Customer,
    CustomerFigures,
    DisputeEvent,
    Interaction,
    Item,
    Payment,
    PromiseEvent,
    Rate,
    Record,
)
from ledger.settings import Settings
from ledger.settlement import balances, open_on
from ledger.tables import FACTS, customer_pages, retractions
from portfolio.ageing import ageing
from portfolio.live_state import live_items
from portfolio.statement import statements
from tests.one_customer import every_value, from_facts

START = date(2026, 1, 1)
EXAMPLES, PARTS = (100, range(4)) if os.environ.get("DUECAST_LONG") else (10, range(1))
"""Examples of each part: 400 at length, in parts that two processes can share."""


def days(last: int) -> Any:
    return st.integers(0, last).map(lambda n: START + timedelta(days=n))


WHO, INVOICES, AMOUNTS = (
    st.sampled_from("ABC"),
    st.sampled_from(["1", "2", "3"]),
    st.sampled_from([100, 250, 1000, 9999]),
)
CURRENCIES = st.sampled_from(["EUR", "EUR", "EUR", "USD", "JPY"])
ITEMS = st.builds(
    Item, invoice_id=INVOICES, instalment=st.integers(1, 2), customer_id=WHO, issued_on=days(30), due_on=days(60),
    currency=CURRENCIES, amount_minor=st.one_of(AMOUNTS, AMOUNTS, st.none()), base_minor=st.sampled_from([None, None, 777]),
)  # fmt: skip
NOTES = st.builds(
    Item, invoice_id=st.sampled_from(["n1", "n2"]), customer_id=WHO, document_type=st.just("credit_note"), issued_on=days(30),
    due_on=days(30), currency=CURRENCIES, amount_minor=AMOUNTS,
)  # fmt: skip
PAYMENTS = st.builds(
    Payment, payment_id=st.sampled_from(["p1", "p2", "p3"]), customer_id=WHO, paid_on=days(40),
    booked_on=st.one_of(st.none(), days(45)), currency=CURRENCIES, amount_minor=st.one_of(AMOUNTS, st.just(-250)),
)  # fmt: skip
ALLOCATIONS = st.builds(
    Allocation, allocation_id=st.sampled_from(["a1", "a2", "a3", "a4"]),
    allocation_kind=st.sampled_from(["cash", "cash", "credit", "write_off"]),
    payment_id=st.sampled_from(["p1", "p2", "p3", ""]), credit_note_id=st.sampled_from(["n1", "n2"]), invoice_id=INVOICES,
    instalment=st.integers(1, 2), valued_on=days(40), allocated_on=st.one_of(st.none(), days(45)),
    amount_minor=st.one_of(AMOUNTS, AMOUNTS, st.sampled_from([-100, None])),
)  # fmt: skip
DISPUTES = st.builds(
    DisputeEvent, dispute_id=st.sampled_from(["d1", "d2"]), event=st.sampled_from(["opened", "closed"]), invoice_id=INVOICES,
    happened_on=days(40), amount_minor=st.one_of(st.none(), AMOUNTS),
)  # fmt: skip
PROMISES = st.builds(
    PromiseEvent, promise_id=st.sampled_from(["w1", "w2"]), event=st.sampled_from(["made", "made", "withdrawn"]),
    invoice_id=INVOICES, happened_on=days(40), promised_for=days(50), amount_minor=st.one_of(st.none(), AMOUNTS),
)  # fmt: skip
CONTACTS = st.builds(
    Interaction, interaction_id=st.sampled_from(["c1", "c2"]), customer_id=WHO,
    happened_at=days(40).map(lambda day: datetime(day.year, day.month, day.day, 12, tzinfo=UTC)),
)  # fmt: skip
RATES = st.builds(
    lambda pair, day, rate: Rate(currency=pair[:3], base_currency=pair[3:], quoted_on=day, rate=rate),
    st.sampled_from(["USDEUR", "EURUSD", "EURJPY", "USDJPY"]), days(30), st.sampled_from(["0.9", "1.25", "160"]),
)  # fmt: skip
CUSTOMERS = st.builds(
    Customer, customer_id=WHO, name=st.sampled_from(["x", "y"]), country=st.sampled_from(["DE", "FR"]),
    parent_id=st.sampled_from(["", "C"]),
)  # fmt: skip
FIGURES = st.builds(
    CustomerFigures, customer_id=WHO, valid_from=days(40), attributes=st.sampled_from([{"income": 5.0}, {"income": 9.0}]),
)  # fmt: skip
FACT = st.one_of(ITEMS, ITEMS, ITEMS, NOTES, PAYMENTS, PAYMENTS, ALLOCATIONS, ALLOCATIONS, ALLOCATIONS, DISPUTES, PROMISES,
                 CONTACTS, RATES, CUSTOMERS, FIGURES)  # fmt: skip
IMPORTS = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.lists(FACT, min_size=3, max_size=14),
        st.lists(st.sampled_from(list(FACTS)), max_size=1),
    ),
    min_size=2,
    max_size=5,
)
"""(days since the import before, what comes in, kinds of which the oldest standing fact is retracted)."""


def take_in(engine: Engine, day: date, records: list[Record], retracted: list[str], history: bool) -> None:
    once = {(record.kind, record.key): record for record in records}
    with writing(engine) as connection:
        recorder = Recorder(connection, "s", [], datetime.combine(day, datetime.min.time(), UTC), day, history)
        recorder.record(sorted(once.values(), key=lambda record: KINDS.index(type(record))))
        for kind in retracted:
            ended = select(retractions.c.fact_no).where(retractions.c.kind == kind)
            table = FACTS[kind]
            mine = select(table.c.fact_no).where(table.c.fact_no.not_in(ended), table.c.import_no < recorder.import_no)
            if kind not in {"customers", "items"} and (fact := connection.scalar(mine.limit(1))):
                recorder.retract(kind, fact)
        recorder.finish({})


def plain(arrays: LedgerArrays) -> dict[str, Any]:
    """Every fact in the arrays by the ids of what it speaks of, without the codes, whose order depends on what else is there."""
    customer, item = arrays.customer_id.tolist(), list(zip(arrays.invoice_id, arrays.instalment.tolist(), strict=True))
    invoice = {int(code): name for code, name in zip(arrays.item_invoice, arrays.invoice_id, strict=True)} | {-1: ""}
    names = {
        "customer": customer,
        "item": item,
        "invoice": invoice,
        "currency": arrays.currencies,
        "parent": [*customer, ""],
    }
    said: dict[str, Any] = {}
    for kind in ("customers", "items", "allocations", "payments", "disputes", "promises", "interactions", "figures"):
        columns = getattr(arrays, kind)
        told = [name for name in columns.__slots__ if name != "promise" and getattr(columns, name) is not None]
        rows = zip(*(getattr(columns, name).tolist() for name in told), strict=True)
        resolved = [
            tuple(
                names[name][value] if name in names and isinstance(value, int) else str(value)
                for name, value in zip(told, row, strict=True)
            )
            for row in rows
        ]
        said[kind] = Counter(resolved)
    # a customer that only an invoice or payment names: in the arrays of every day, and says nothing
    said["customers"] = Counter({row: n for row, n in said["customers"].items() if row[3:6] != ("", "", "")})
    return said


def answer(connection: Connection, as_of: date) -> dict[str, Any]:
    """All that may be asked of a day."""
    view = LedgerAsOf(connection, as_of)
    arrays, policy = view.arrays, view.policy_then
    aged = ageing(arrays, policy, view.crossings)
    pairs = zip(
        aged.customer.tolist(), aged.currency.tolist(), aged.buckets.tolist(), aged.unapplied.tolist(), strict=True
    )
    return plain(arrays) | {
        "ageing": {(arrays.customer_id[c], arrays.currencies[k]): (b, u) for c, k, b, u in pairs},
        "account": view.account,
        "live": live_items(arrays, policy),
        "known": [name for name in "ABC" if is_known(connection, name, as_of - timedelta(days=1))],
    }


def is_known(connection: Connection, customer_id: str, closing_on: date) -> bool:
    try:
        check_known(connection, customer_id, closing_on)
    except UnknownCustomer:
        return False
    return True


def earlier_day(arrays: LedgerArrays, day: int) -> dict[str, Any]:
    """What one set of arrays says of the start of an earlier day, item by item and promise by promise."""
    codes = np.arange(arrays.item_count, dtype=np.int32)
    amount, cash = open_on(balances(arrays), codes, np.full(arrays.item_count, day, dtype=np.int32))
    names = list(zip(arrays.invoice_id, arrays.instalment.tolist(), strict=True))
    judged = judged_promises(arrays, Policy(), day)
    invoice = {int(code): name for code, name in zip(arrays.item_invoice, arrays.invoice_id, strict=True)}
    return {
        "open": {
            name: pair for name, *pair in zip(names, amount.tolist(), cash.tolist(), strict=True) if pair != [0, 0]
        },
        "promises": Counter(
            (invoice[int(i)], int(d), int(a), int(p), int(s))
            for i, d, a, p, s in zip(
                judged.invoice, judged.made_on, judged.amount, judged.paid, judged.state, strict=True
            )
        ),
    }


@pytest.fixture
def fresh(tmp_path: Path, _sqlite_template: Path) -> Any:
    """Makes empty ledgers, one an example."""
    count = iter(range(10**6))

    def make() -> Engine:
        home = tmp_path / str(next(count))
        home.mkdir()
        shutil.copy(_sqlite_template, home / "duecast.db")
        return open_ledger(Settings(home=home))

    return make


@pytest.mark.parametrize("part", PARTS)
@settings(max_examples=EXAMPLES)
@given(imports=IMPORTS)
def test_any_past_day_gives_the_same_answer(fresh: Any, part: int, imports: list[Any]) -> None:
    """Asked at the start of the day of each import, before it; asked again when all has come in."""
    engine = fresh()
    day, then = START + timedelta(days=20), {}
    for number, (wait, records, retracted) in enumerate(imports):
        day += timedelta(days=wait + 1)
        with reading(engine) as connection:
            then[day] = (answer(connection, day), LedgerAsOf(connection, day).arrays)
        take_in(engine, day, records, retracted, history=number == 0)
    del then[min(then)]  # the history tells of days before it was loaded
    with reading(engine) as connection:
        whole = LedgerAsOf(connection, day + timedelta(days=1)).arrays
        for asked, (first, arrays) in then.items():
            again = answer(connection, asked)
            assert again == first
            assert earlier_day(whole, arrays.as_of) == earlier_day(arrays, arrays.as_of)
    engine.dispose()


@pytest.mark.parametrize("part", PARTS)
@settings(max_examples=EXAMPLES)
@given(imports=IMPORTS)
def test_a_customers_page_says_what_its_facts_say(fresh: Any, part: int, imports: list[Any]) -> None:
    """Whatever came in, was corrected or taken back: every page as it would be made anew, and on every day the same arrays."""
    engine = fresh()
    day = START + timedelta(days=20)
    for number, (wait, records, retracted) in enumerate(imports):
        day += timedelta(days=wait + 1)
        take_in(engine, day, records, retracted, history=number == 0)
        with reading(engine) as connection:
            assert unlike_facts(connection) == []
    with reading(engine) as connection:
        everyone = named_customers(connection, None)
        paged = set(connection.scalars(select(customer_pages.c.customer_no)))
        for number, name in everyone:  # a parent that another customer's description names has no facts, and no page
            assert number in paged or not len(LedgerAsOf(connection, date.max, [name]).arrays.customers.customer)
        for as_of in (START + timedelta(days=15), day, day + timedelta(days=1)):
            for _, name in everyone:
                by_page = LedgerAsOf(connection, as_of, [name]).arrays
                assert every_value(by_page) == every_value(from_facts(connection, as_of, name))
    engine.dispose()


@pytest.mark.parametrize("part", PARTS)
@settings(max_examples=EXAMPLES)
@given(imports=IMPORTS)
def test_every_day_ties_to_the_cent(fresh: Any, part: int, imports: list[Any]) -> None:
    """Buckets − unapplied = the balance of the documents, per customer and currency; statements hold the same."""
    engine = fresh()
    day, asked = START + timedelta(days=20), []
    for number, (wait, records, retracted) in enumerate(imports):
        day += timedelta(days=wait + 1)
        take_in(engine, day, records, retracted, history=number == 0)
        asked.append(day)
    with reading(engine) as connection:
        for closing_on in [START + timedelta(days=15), *asked]:
            view = LedgerAsOf.closing(connection, closing_on)
            made, arrays = ageing(view.arrays, view.policy_then, view.crossings), view.arrays
            pairs = zip(made.customer.tolist(), made.currency.tolist(), made.balance.tolist(), strict=True)
            by_items = {(arrays.customer_id[c], arrays.currencies[k]): amount for c, k, amount in pairs if amount}
            by_documents = {pair: amount for pair, amount in view.account.balances(closing_on).items() if amount}
            assert by_items == by_documents
            told = set(arrays.customer_id[arrays.customers.customer])
            known = {customer for customer in told if is_known(connection, customer, closing_on)}
            assert {customer for customer, _ in by_documents} <= known
            for customer in known:
                for statement in statements(connection, customer, closing_on, START):
                    whole = by_documents.get((customer, statement.currency), 0)
                    assert statement.closing_minor == whole
                    assert statement.opening_minor + sum(line.amount_minor for line in statement.lines) == whole
    engine.dispose()
