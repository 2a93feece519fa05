"""RELIABILITY A6: whatever is recorded in whatever order, the ledger's sums are those of a small model in plain numbers."""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine, delete

from ledger.asof import LedgerAsOf
from ledger.checkup import checkup
from ledger.connection import reading, writing
from ledger.invariants import (
    Settled,
    Sums,
    applied_beyond_received,
    below_zero,
    beyond_gross,
    differing,
    shown_open,
    shown_unapplied,
    stored_open,
    stored_unapplied,
    totals,
)
from ledger.recording import Recorder
from ledger.records import Allocation, Item, Payment, Record
from ledger.service_tables import metadata
from tests.book import Book

LONG = bool(os.environ.get("DUECAST_LONG"))
CUSTOMERS, CURRENCIES = st.sampled_from("AB"), st.sampled_from(["EUR", "JPY"])
AMOUNTS = st.integers(1, 50_000)


@dataclass
class Owed:
    """An invoice or a payment in the model: whose, in what, how much, and how much of it was applied."""

    customer: str
    currency: str
    amount: int
    applied: int = 0

    @property
    def left(self) -> int:
        return self.amount - self.applied


class Ledger(RuleBasedStateMachine):
    """Each rule is one import on its own day; the model is four dictionaries."""

    compared = 0
    """How often the sums were held against the model's, by all machines."""

    def __init__(self, engine: Engine):
        super().__init__()
        self.engine, self.day, self.count = engine, date(2026, 1, 1), 0
        self.invoices: dict[str, Owed] = {}
        self.payments: dict[str, Owed] = {}
        self.allocations: dict[str, tuple[str, str, int]] = {}  # invoice, payment or "", amount
        self.told: list[Record] = []
        with writing(engine) as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(delete(table))

    def name(self) -> str:
        self.count += 1
        return f"n{self.count}"

    def record(self, *records: Record, reverse: str = "") -> None:
        self.day += timedelta(days=1)
        with writing(self.engine) as connection:
            at = datetime.combine(self.day, time(12), UTC)
            recorder = Recorder(connection, "erp", [], at, self.day)
            assert recorder.record(records) == []
            if reverse:
                later = Recorder(connection, "erp", [], at, self.day)
                facts = later.told_before("allocations", [reverse])
                later.retract("allocations", *facts.values())
                later.finish({})
            recorder.finish({})
        self.told += records

    def item(self, name: str, owed: Owed) -> Item:
        return Item(
            invoice_id=name, customer_id=owed.customer, issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31),
            currency=owed.currency, amount_minor=owed.amount,
        )  # fmt: skip

    def apply(self, invoice: str, amount: int, *more: Record, payment: str = "", **said: Any) -> None:
        name = self.name()
        self.invoices[invoice].applied += amount
        if payment:
            self.payments[payment].applied += amount
        self.allocations[name] = (invoice, payment, amount)
        made = Allocation(
            allocation_id=name, invoice_id=invoice, payment_id=payment, valued_on=self.day, amount_minor=amount, **said
        )
        self.record(*more, made)

    def with_room(self) -> list[str]:
        return [name for name, owed in self.invoices.items() if owed.left > 0]

    @rule(customer=CUSTOMERS, currency=CURRENCIES, amount=AMOUNTS)
    def invoice(self, customer: str, currency: str, amount: int) -> None:
        name = self.name()
        self.invoices[name] = Owed(customer, currency, amount)
        self.record(self.item(name, self.invoices[name]))

    @precondition(lambda self: self.invoices)
    @rule(data=st.data(), more=st.integers(0, 1000))
    def correct_an_invoice(self, data: st.DataObject, more: int) -> None:
        name = data.draw(st.sampled_from(sorted(self.invoices)))
        owed = self.invoices[name]
        owed.amount = max(owed.applied + more, 1)
        self.record(self.item(name, owed))

    @rule(customer=CUSTOMERS, currency=CURRENCIES, amount=AMOUNTS)
    def payment(self, customer: str, currency: str, amount: int) -> None:
        name = self.name()
        self.payments[name] = Owed(customer, currency, amount)
        self.record(
            Payment(payment_id=name, customer_id=customer, paid_on=self.day, currency=currency, amount_minor=amount)
        )

    @rule(customer=CUSTOMERS, currency=CURRENCIES, amount=AMOUNTS)
    def money_back(self, customer: str, currency: str, amount: int) -> None:
        self.payment(customer, currency, -amount)

    @precondition(lambda self: self.with_room() and self.payments)
    @rule(data=st.data())
    def allocate(self, data: st.DataObject) -> None:
        invoice = data.draw(st.sampled_from(self.with_room()))
        owed = self.invoices[invoice]
        fitting = [n for n, p in self.payments.items() if p.currency == owed.currency and p.left > 0]
        if fitting:
            payment = data.draw(st.sampled_from(fitting))
            amount = data.draw(st.integers(1, min(owed.left, self.payments[payment].left)))
            self.apply(invoice, amount, payment=payment)

    @precondition(lambda self: self.with_room())
    @rule(data=st.data())
    def credit(self, data: st.DataObject) -> None:
        invoice, note = data.draw(st.sampled_from(self.with_room())), self.name()
        owed = self.invoices[invoice]
        amount = data.draw(st.integers(1, owed.left))
        credit = Item(
            invoice_id=note, customer_id=owed.customer, document_type="credit_note", issued_on=self.day, due_on=self.day,
            currency=owed.currency, amount_minor=amount,
        )  # fmt: skip
        self.apply(invoice, amount, credit, allocation_kind="credit", credit_note_id=note)

    @precondition(lambda self: self.with_room())
    @rule(data=st.data())
    def write_off(self, data: st.DataObject) -> None:
        invoice = data.draw(st.sampled_from(self.with_room()))
        self.apply(invoice, data.draw(st.integers(1, self.invoices[invoice].left)), allocation_kind="write_off")

    @precondition(lambda self: self.allocations)
    @rule(data=st.data())
    def take_an_allocation_back(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.allocations)))
        invoice, payment, amount = self.allocations.pop(name)
        self.invoices[invoice].applied -= amount
        if payment:
            self.payments[payment].applied -= amount
        self.told = [one for one in self.told if one.key != (name, 0)]
        self.record(reverse=name)

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def say_something_again(self, data: st.DataObject) -> None:
        """The same fact again is known; one that was corrected since is left alone."""
        one = data.draw(st.sampled_from(self.told))
        if [other for other in self.told if other.key == one.key][-1] == one:
            self.record(one)

    @invariant()
    def the_sums_are_the_models(self) -> None:
        Ledger.compared += 1
        owed: Sums = Counter()
        unapplied: Sums = Counter()
        for one in self.invoices.values():
            owed[one.customer, one.currency] += one.left
        for one in self.payments.values():
            unapplied[one.customer, one.currency] += one.amount
        for invoice, payment, amount in self.allocations.values():
            if payment:
                unapplied[self.invoices[invoice].customer, self.invoices[invoice].currency] -= amount
        with reading(self.engine) as connection:
            arrays = LedgerAsOf(connection, date.max).arrays
            for found in (stored_open(connection), shown_open(arrays)):
                assert differing(found, owed) == []
            for found in (stored_unapplied(connection), shown_unapplied(arrays)):
                assert differing(found, unapplied) == []

    def teardown(self) -> None:
        assert [check for check in checkup(self.engine) if not check.holds] == []


@pytest.mark.parametrize("part", range(5 if LONG else 1))
def test_the_sums_are_the_models(engine: Engine, part: int) -> None:
    """At length 150 sequences of 40 steps, in parts that two processes can share."""
    machine: Callable[[], Ledger] = lambda: Ledger(engine)  # noqa: E731
    before = Ledger.compared
    run_state_machine_as_test(
        machine,
        settings=hypothesis_settings(
            max_examples=30 if LONG else 4, stateful_step_count=40 if LONG else 12, deadline=None
        ),
    )
    assert Ledger.compared - before > (30 if LONG else 4), "the sums were compared at every step"


def test_what_breaks_is_named(book_on_both: Book) -> None:
    """Over-allocated twice, taken back below zero once.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2/2 to A: 50.00, issued 1 Jan, due 31 Jan
    invoice 3 to B: 70.00 USD, issued 1 Jan, due 31 Jan
    payment p1 of 1: 100.00, paid 5 Feb
    payment p2 of 2/2: 60.00, paid 5 Feb
    allocation of p1 to 2/2: 10.00, on 6 Feb
    allocation of p2 to 3: -5.00, on 6 Feb
    """
    with reading(book_on_both.engine) as connection:
        assert beyond_gross(connection) == [Settled("2", 2, 5000, 7000)]
        assert [str(one) for one in [*beyond_gross(connection), *below_zero(connection)]] == ["2/2", "3"]
        assert applied_beyond_received(connection) == ["p1"]
        assert stored_open(connection) == {("B", "USD"): 7500}
        assert totals(stored_open(connection)) == "75.00 USD"
        assert totals(Counter()) == "nothing"


def test_a_document_corrected_to_the_other_kind(engine: Engine) -> None:
    """A credit note that was an invoice all along is open, by both ways; an invoice that was a credit note is not."""
    told = {"1": ("credit_note", "invoice"), "2": ("invoice", "credit_note")}
    with writing(engine) as connection:
        for number, day in enumerate((date(2026, 1, 2), date(2026, 1, 9))):
            at = datetime.combine(day, time(12), tzinfo=UTC)
            recorder = Recorder(connection, "erp", ["x.csv"], at, day)
            documents: list[Record] = [
                Item(invoice_id=name, customer_id="A", document_type=kinds[number], issued_on=day, due_on=day,
                     currency="EUR", amount_minor=5000, base_minor=5000)
                for name, kinds in told.items()
            ]  # fmt: skip
            assert recorder.record(documents) == []
            recorder.finish({})
    with reading(engine) as connection:
        arrays = LedgerAsOf(connection, date.max).arrays
        assert stored_open(connection) == shown_open(arrays) == {("A", "EUR"): 5000}
    assert [check for check in checkup(engine) if not check.holds] == []
