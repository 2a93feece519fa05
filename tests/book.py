"""A small ledger written as text, one line a fact; the ``book`` fixture reads it from a test's own docstring.

The first paragraph of the docstring is prose. After the first blank line every line is one of these (``#`` and blank lines
are skipped; parts are separated by commas and come in any order after the colon):

    year 2025                                                  for days written without a year (2025 if not said)
    customer A: country DE, industry trade, limit 5000.00, parent G, person no, registered 3 May 2019, terms 30
    invoice 1 to A: 1000.00, issued 1 Jan, due 31 Jan          EUR if not said; ``1000.00 USD``; ``base 900.00``; ``unstated``
    invoice 4/2 to A: 300.00, issued 1 Mar, due 30 Apr         instalment 2 of invoice 4; also: unit North, order PO-7
    payment of 1: 1000.00, paid 10 Feb, booked 12 Feb          one payment and its allocation; all of it if no amount is said
    payment p7 from A: 50.00, paid 3 Mar                       money not allocated; ``payment p8 of 2: …`` names one
    allocation of p7 to 4/1: 50.00, on 5 Mar                   a part of a named payment, applied later
    credit of 3: 200.00, on 1 Mar                              a credit note; all of it if no amount is said
    write-off of 5: 80.00, on 1 Jun
    dispute of 5: opened 10 Mar, closed 20 Mar, reason price   one dispute an invoice; also an amount, ``dispute d2 of 5: …``
    promise of 5: 80.00, made 2 Mar, for 9 Mar, withdrawn 4 Mar   all that is open if no amount is said; ``promise p2 of 5: …``
    contact with A: at 3 Mar, kind call, about 5, outcome none    an interaction; ``contact c1 with A: …`` names one
    rate USD to EUR: 0.9, on 1 Mar                             one USD is 0.9 EUR
    recorded 20 Mar                                            what follows came in a later import, on that day
    reversal of p8                                             takes back the allocations of that payment or credit

Days are ``1 Jan``, ``1 Jan 2024`` or ``2024-01-01``. Everything before the first ``recorded`` is the history: known when
it happened or was booked (CONTRACTS, Time).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from inspect import cleandoc
from typing import Any

from sqlalchemy import Engine, select

from ledger.arrays import LedgerArrays
from ledger.asof import LedgerAsOf
from ledger.connection import reading, writing
from ledger.day import day_of
from ledger.money import to_minor
from ledger.policy import Policy
from ledger.recording import Recorder
from ledger.records import (
    KINDS,
    Allocation,
    Customer,
    DisputeEvent,
    Interaction,
    Item,
    Payment,
    PromiseEvent,
    Rate,
    Record,
)
from ledger.tables import FACTS, retractions

MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS = {m: n for n, m in enumerate(MONTH_NAMES, 1)}
AMOUNT = re.compile(r"(-?\d+(?:\.\d+)?)(?: ([A-Z]{3}))?$")
HEAD = re.compile(
    r"(customer|invoice|payment|allocation|credit|write-off|dispute|promise|contact|rate)"
    r"(?: (?!of |to |from |with )(\S+))?(?: of (\S+))?(?: (?:to|from|with) (\S+))?$"
)


@dataclass
class Section:
    """One import: the day it was recorded (None: the history) and what came in."""

    recorded_on: date | None
    records: list[Record] = field(default_factory=list)
    reversed: list[str] = field(default_factory=list)


@dataclass
class Book:
    """A ledger read from text; ``engine`` is open on it."""

    engine: Engine
    year: int = 2025

    def day(self, text: str | date | int) -> date:
        """``"1 Jan"`` (of the book's year), ``"1 Jan 2024"``, ``"2024-01-01"``, a date, or a number of days."""
        return text if isinstance(text, date) else day_of(text) if isinstance(text, int) else _day(text, self.year)

    @contextmanager
    def as_of(self, day: str | date | int) -> Iterator[LedgerAsOf]:
        """What was known before the start of a day."""
        with reading(self.engine) as connection:
            yield LedgerAsOf(connection, self.day(day))

    def arrays(self, day: str | date | int) -> LedgerArrays:
        """The arrays of ``as_of(day)``."""
        with self.as_of(day) as view:
            return view.arrays

    def policy(self, day: str | date | int = "31 Dec 2999") -> Policy:
        with self.as_of(day) as view:
            return view.policy

    def item(self, arrays: LedgerArrays, name: str) -> int:
        """Code in the arrays of item ``"2"`` or ``"4/2"``; KeyError where it is not known yet."""
        invoice, instalment = _item(name)
        for code in range(arrays.item_count):
            if arrays.invoice_id[code] == invoice and arrays.instalment[code] == instalment:
                return code
        raise KeyError(name)

    def customer(self, arrays: LedgerArrays, name: str) -> int:
        return list(arrays.customer_id).index(name)


def read_book(engine: Engine, docstring: str | None) -> Book:
    """Record the facts of a docstring into an empty, migrated ledger."""
    _, _, body = cleandoc(docstring or "").partition("\n\n")
    lines = [line.strip() for line in body.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    assert lines, "the test's docstring holds no book: write its lines after the first blank line"
    reader = _Reader()
    for line in lines:
        try:
            reader.read(line)
        except (KeyError, ValueError, AssertionError, AttributeError) as error:
            raise AssertionError(f"not a line of a book (see tests/book.py): {line!r} ({error})") from error
    for section in reader.sections:
        _record(engine, section)
    return Book(engine, reader.year)


def _record(engine: Engine, section: Section) -> None:
    day = section.recorded_on or max((record.first_known_on for record in section.records), default=date(2025, 1, 1))
    with writing(engine) as connection:
        instant = datetime.combine(day, time(18), tzinfo=UTC)
        recorder = Recorder(
            connection, "book", ["docstring"], recorded_at=instant, recorded_on=day, history=section.recorded_on is None
        )
        refused = recorder.record(sorted(section.records, key=lambda record: KINDS.index(type(record))))
        for name in section.reversed:
            table = FACTS["allocations"].c
            ended = select(retractions.c.fact_no).where(retractions.c.kind == "allocations")
            mine = (table.payment_id == name) | (table.credit_note_id == name)
            facts = list(connection.scalars(select(table.fact_no).where(mine, table.fact_no.not_in(ended))))
            assert facts, f"nothing standing is called {name!r}"
            for fact in facts:
                recorder.retract("allocations", fact)
        recorder.finish({})
        assert not refused, f"the ledger refused {refused}"


class _Reader:
    def __init__(self) -> None:
        self.year = 2025
        self.sections = [Section(None)]
        self.items: dict[tuple[str, int], Item] = {}
        self.settled: dict[tuple[str, int], int] = {}
        self.payments: dict[str, Payment] = {}
        self.made = 0

    def read(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if word == "year":
            self.year = int(rest)
        elif word == "recorded":
            self.sections.append(Section(_day(rest.rstrip(":"), self.year)))
        elif word == "reversal":
            self.sections[-1].reversed.append(rest.removeprefix("of "))
        else:
            head, _, tail = line.partition(":")
            match = HEAD.match(head.strip())
            assert match, "unknown kind of line"
            parts = _parts(tail, self.year, rate=line.startswith("rate "))
            kind, name, of, whom = match.groups()
            getattr(self, "_" + kind.replace("-", "_"))(parts, name, of, whom)

    def _add(self, *records: Record) -> None:
        self.sections[-1].records.extend(records)

    def _customer(self, parts: dict[str, Any], name: str, of: str, whom: str) -> None:
        person, terms = parts.get("person"), parts.get("terms")
        self._add(
            Customer(
                customer_id=name,
                name=parts.get("name", name),
                country=parts.get("country", ""),
                industry=parts.get("industry", ""),
                parent_id=parts.get("parent", ""),
                currency=parts.get("currency", "EUR"),
                terms_days=None if terms is None else int(terms),
                credit_limit_minor=to_minor(parts["limit"], "EUR") if "limit" in parts else None,
                natural_person=None if person is None else person == "yes",
                registered_on=parts.get("registered"),
            )
        )

    def _invoice(self, parts: dict[str, Any], name: str, of: str, whom: str) -> None:
        invoice, instalment = _item(name)
        amount, currency = parts.get("amount"), parts["currency"]
        base = to_minor(parts["base"], "EUR") if "base" in parts else amount if currency == "EUR" else None
        item = Item(
            invoice_id=invoice, instalment=instalment, customer_id=whom, number=invoice, issued_on=parts["issued"],
            due_on=parts["due"], currency=currency, amount_minor=amount, base_minor=base,
            business_unit=parts.get("unit", ""), purchase_order=parts.get("order", ""),
        )  # fmt: skip
        assert amount is not None or "unstated" in parts, "an amount, or the word unstated, is needed"
        self.items[invoice, instalment] = item
        self._add(item)

    def _payment(self, parts: dict[str, Any], name: str | None, of: str | None, whom: str | None) -> None:
        name = name or self._name("payment")
        item = self.items[_item(of)] if of else None
        amount = parts.get("amount", self._open(item) if item else None)
        payment = Payment(
            payment_id=name, customer_id=item.customer_id if item else str(whom), paid_on=parts["paid"],
            booked_on=parts.get("booked"), currency=item.currency if item else parts["currency"], amount_minor=amount,
        )  # fmt: skip
        self.payments[name] = payment
        self._add(payment)
        if item:
            self._allocate(item, amount, payment.paid_on, payment.booked_on, payment_id=name)

    def _allocation(self, parts: dict[str, Any], name: str | None, of: str, whom: str) -> None:
        item, payment = self.items[_item(whom)], self.payments[of]
        amount = parts.get("amount", self._open(item))
        self._allocate(item, amount, payment.paid_on, parts["on"], payment_id=of)

    def _credit(self, parts: dict[str, Any], name: str | None, of: str, whom: str | None) -> None:
        item = self.items[_item(of)]
        name, amount = name or self._name("credit"), parts.get("amount", self._open(item))
        self._add(
            Item(
                invoice_id=name,
                customer_id=item.customer_id,
                document_type="credit_note",
                number=name,
                issued_on=parts["on"],
                due_on=parts["on"],
                currency=item.currency,
                amount_minor=amount,
                base_minor=amount if item.currency == "EUR" else None,
            )
        )
        self._allocate(item, amount, parts["on"], None, kind="credit", credit_note_id=name)

    def _write_off(self, parts: dict[str, Any], name: str | None, of: str, whom: str | None) -> None:
        item = self.items[_item(of)]
        amount = parts.get("amount", self._open(item))
        self._allocate(item, amount, parts["on"], None, kind="write_off", payment_id=name or "")

    def _dispute(self, parts: dict[str, Any], name: str | None, of: str, whom: str | None) -> None:
        name, reason = name or f"dispute of {of}", parts.get("reason", "")
        for event in ("opened", "closed"):
            if event in parts:
                self._add(
                    DisputeEvent(
                        dispute_id=name,
                        event=event,
                        invoice_id=of,
                        happened_on=parts[event],
                        reason=reason,
                        outcome=parts.get("outcome", "") if event == "closed" else "",
                        amount_minor=parts.get("amount"),
                    )
                )

    def _promise(self, parts: dict[str, Any], name: str | None, of: str, whom: str | None) -> None:
        name = name or f"promise of {of}"
        if "made" in parts:
            promised = {"promised_for": parts["for"], "amount_minor": parts.get("amount")}
            self._add(PromiseEvent(promise_id=name, event="made", invoice_id=of, happened_on=parts["made"], **promised))
        if "withdrawn" in parts:
            day = parts["withdrawn"]
            self._add(PromiseEvent(promise_id=name, event="withdrawn", invoice_id=of, happened_on=day))

    def _contact(self, parts: dict[str, Any], name: str | None, of: str | None, whom: str) -> None:
        self._add(
            Interaction(
                interaction_id=name or self._name("contact"), customer_id=whom, invoice_id=parts.get("about", ""),
                happened_at=datetime.combine(parts["at"], time(9), tzinfo=UTC), interaction_kind=parts.get("kind", "note"),
                outcome=parts.get("outcome", ""),
            )
        )  # fmt: skip

    def _rate(self, parts: dict[str, Any], name: str, of: str | None, whom: str) -> None:
        self._add(Rate(currency=name, base_currency=whom, quoted_on=parts["on"], rate=parts["rate"]))

    def _allocate(self, item: Item, amount: int | None, valued_on: date, on: date | None, **more: Any) -> None:
        kind = more.pop("kind", "cash")
        self.settled[item.invoice_id, item.instalment] = self._settled(item) + (amount or 0)
        self._add(
            Allocation(
                allocation_id=self._name("allocation"),
                allocation_kind=kind,
                invoice_id=item.invoice_id,
                instalment=item.instalment,
                valued_on=valued_on,
                allocated_on=on,
                amount_minor=amount,
                **more,
            )
        )

    def _settled(self, item: Item) -> int:
        return self.settled.get((item.invoice_id, item.instalment), 0)

    def _open(self, item: Item) -> int | None:
        return None if item.amount_minor is None else item.amount_minor - self._settled(item)

    def _name(self, kind: str) -> str:
        self.made += 1
        return f"{kind}-{self.made}"


def _item(name: str | None) -> tuple[str, int]:
    invoice, _, instalment = str(name).partition("/")
    return invoice, int(instalment or 1)


def _day(text: str, year: int) -> date:
    if re.match(r"\d{4}-", text):
        return date.fromisoformat(text)
    number, month, *rest = text.split()
    return date(int(rest[0]) if rest else year, MONTHS[month], int(number))


def _parts(tail: str, year: int, rate: bool = False) -> dict[str, Any]:
    """``rate``: the first part is a rate, not an amount of money."""
    parts: dict[str, Any] = {"currency": "EUR"}
    for part in filter(None, (part.strip() for part in tail.split(","))):
        amount = AMOUNT.match(part)
        word, _, value = part.partition(" ")
        if rate:
            parts["rate"], rate = part, False
        elif amount:
            parts["currency"] = amount[2] or "EUR"
            parts["amount"] = to_minor(amount[1], parts["currency"])
        elif word in {
            "issued",
            "due",
            "paid",
            "booked",
            "on",
            "opened",
            "closed",
            "registered",
            "made",
            "for",
            "withdrawn",
            "at",
        }:
            parts[word] = _day(value, year)
        elif word in {
            "country", "industry", "limit", "parent", "person", "terms", "name", "currency", "base", "unit", "order",
            "reason", "outcome", "unstated", "kind", "about",
        }:  # fmt: skip
            parts[word] = value
        else:
            raise ValueError(f"{part!r} is no part of a fact")
    return parts
