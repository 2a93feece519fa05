"""The account of each customer, document by document: what raised and what lowered its balance, and when that became known.

Invoices raise it; credit notes, payments and write-offs lower it; money that settles another customer's invoice goes over as a
transfer. A document that was corrected or taken back is an entry of its own on its knowledge day. The balance at the end
of a day is the sum of the entries known by then: told here without a look at what was allocated to what, so that ageing
can be held against it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, false, or_, select

from ledger.bulk import among
from ledger.tables import FACTS, customers, ended_by, items, retractions

EntryKind = Literal["invoice", "credit_note", "payment", "write_off", "transfer"]
FIRST, LAST = date.min, date.max


@dataclass(frozen=True, slots=True)
class Entry:
    """``amount_minor`` > 0: the customer owes more. ``correction``: the document had been told before."""

    customer_id: str
    currency: str
    kind: EntryKind
    document: str
    number: str
    occurred_on: date
    known_on: date
    amount_minor: int
    correction: bool


@dataclass(frozen=True, slots=True)
class Account:
    """Entries of the customers asked for, by knowledge day, then by the day they happened."""

    entries: tuple[Entry, ...]

    def balances(self, closing_on: date) -> dict[tuple[str, str], int]:
        """(customer id, currency) → balance in minor units at the end of a day; pairs without entries are left out."""
        sums: defaultdict[tuple[str, str], int] = defaultdict(int)
        for entry in self.entries:
            if entry.known_on <= closing_on:
                sums[entry.customer_id, entry.currency] += entry.amount_minor
        return dict(sums)


@dataclass(frozen=True, slots=True)
class _Span:
    """A version of a thing: whose it is, in what currency, from its knowledge day up to that of its end."""

    customer_no: int
    currency: str
    known_on: date
    until: date


@dataclass(frozen=True, slots=True)
class _Change:
    customer_no: int
    currency: str
    kind: EntryKind
    document: str
    number: str
    occurred_on: date
    known_on: date
    amount_minor: int


def read_account(connection: Connection, as_of: date, only: Sequence[int] | None = None) -> Account:
    """Entries known before ``as_of``; ``only``: numbers of customers. Amounts that are not stated make no entry."""
    reader = _Reader(connection, as_of, only)
    named = select(customers.c.customer_no, customers.c.customer_id)
    if only is not None:
        named = named.where(customers.c.customer_no.in_(only))
    names = {row[0]: row[1] for row in connection.execute(named)}
    wanted = None if only is None else set(only)
    changes = (change for change in reader.changes() if wanted is None or change.customer_no in wanted)
    return Account(tuple(_merged(changes, names)))


def _merged(changes: Iterable[_Change], names: dict[int, str]) -> Iterator[Entry]:
    """One entry a document and knowledge day; what a correction leaves as it was makes none."""
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    said: dict[tuple[Any, ...], _Change] = {}
    for change in changes:
        key = (change.known_on, change.kind, change.document, change.customer_no, change.currency)
        sums[key] += change.amount_minor
        if key not in said or (change.amount_minor and said[key].occurred_on < change.occurred_on):
            said[key] = change
    seen: set[tuple[Any, ...]] = set()
    order = sorted(sums, key=lambda key: (key[0], said[key].occurred_on, key[1:]))
    for key in order:
        change, document = said[key], key[1:4]
        if sums[key]:
            yield Entry(
                names[change.customer_no], change.currency, change.kind, change.document, change.number,
                change.occurred_on, change.known_on, sums[key], document in seen,
            )  # fmt: skip
            seen.add(document)


class _Reader:
    def __init__(self, connection: Connection, as_of: date, only: Sequence[int] | None):
        self.connection, self.as_of, self.only = connection, as_of, only
        self.owners: defaultdict[int, list[_Span]] = defaultdict(list)
        self.payers: defaultdict[str, list[_Span]] = defaultdict(list)
        self.noted: defaultdict[str, list[_Span]] = defaultdict(list)

    def changes(self) -> Iterator[_Change]:
        yield from self._items()
        yield from self._payments()
        yield from self._allocations()

    def _facts(self, kind: str, *columns: Any, joined: Any = None, where: Any = None) -> Iterator[tuple[Any, ...]]:
        """(columns…, known on, until) of the facts known before the day, in the order in which they were told."""
        table = FACTS[kind]
        query = (
            select(*columns, table.c.known_on, retractions.c.known_on)
            .select_from((table if joined is None else joined).outerjoin(retractions, ended_by(kind)))
            .where(table.c.known_on < self.as_of)
            .order_by(table.c.known_on, table.c.fact_no)
        )
        if where is not None:
            query = query.where(where)
        elif self.only is not None:
            query = query.where(table.c.customer_no.in_(self.only))
        for *values, until in self.connection.execute(query):
            end = LAST if until is None or until >= self.as_of else until
            if values[-1] < end:
                yield *values, end

    def _items(self, numbers: Sequence[int] | None = None) -> Iterator[_Change]:
        table = FACTS["items"]
        rows = self._facts(
            "items", table.c.item_no, table.c.customer_no, table.c.currency, table.c.document_type, items.c.invoice_id,
            items.c.instalment, table.c.number, table.c.issued_on, table.c.amount_minor, joined=table.join(items),
            where=None if numbers is None else among(self.connection, table.c.item_no, numbers),
        )  # fmt: skip
        for (
            item_no,
            customer_no,
            currency,
            kind,
            invoice,
            instalment,
            number,
            issued_on,
            amount,
            known_on,
            until,
        ) in rows:
            span = _Span(customer_no, currency, known_on, until)
            self.owners[item_no].append(span)
            if kind == "credit_note":
                self.noted[invoice].append(span)
            name = invoice if instalment == 1 else f"{invoice}/{instalment}"
            signed = amount if kind == "invoice" else None if amount is None else -amount
            yield from _stood(span, kind, name, number, issued_on, signed)

    def _payments(self, payment_ids: Sequence[str] | None = None) -> Iterator[_Change]:
        table = FACTS["payments"].c
        rows = self._facts(
            "payments", table.payment_id, table.customer_no, table.currency, table.reference, table.paid_on,
            table.booked_on, table.amount_minor,
            where=None if payment_ids is None else among(self.connection, table.payment_id, payment_ids),
        )  # fmt: skip
        for payment_id, customer_no, currency, reference, paid_on, booked_on, amount, known_on, until in rows:
            span = _Span(customer_no, currency, known_on, until)
            self.payers[payment_id].append(span)
            went_back = amount is not None and amount < 0
            happened_on = booked_on if went_back and booked_on else paid_on
            yield from _stood(span, "payment", payment_id, reference, happened_on, None if amount is None else -amount)

    def _allocations(self) -> Iterator[_Change]:
        """Write-offs, and transfers where the money was another customer's."""
        rows = list(self._allocation_rows())
        self._complete(rows)
        for allocation_id, kind, payment_id, note_id, item_no, valued_on, allocated_on, amount, known_on, until in rows:
            happened_on = allocated_on or valued_on
            for owner in _owned(self.owners[item_no], known_on, until):
                told = (allocation_id, "", happened_on)
                if kind == "write_off":
                    yield from _stood(owner, "write_off", *told, -amount)
                    continue
                money = self.payers[payment_id] if kind == "cash" else self.noted[note_id]
                for payer in _stood_in(money, owner.known_on, owner.until):
                    if payer.customer_no != owner.customer_no:
                        there = _Span(owner.customer_no, owner.currency, payer.known_on, payer.until)
                        back = _Span(payer.customer_no, owner.currency, payer.known_on, payer.until)
                        yield from _stood(there, "transfer", *told, -amount)
                        yield from _stood(back, "transfer", *told, amount)

    def _allocation_rows(self) -> Iterator[tuple[Any, ...]]:
        table = FACTS["allocations"].c
        where: Any = table.amount_minor.is_not(None)
        if self.only is not None:
            own = ((table.item_no, self.owners), (table.payment_id, self.payers), (table.credit_note_id, self.noted))
            where &= or_(*(among(self.connection, column, list(held)) for column, held in own if held), false())
        return self._facts(
            "allocations", table.allocation_id, table.allocation_kind, table.payment_id, table.credit_note_id,
            table.item_no, table.valued_on, table.allocated_on, table.amount_minor, where=where,
        )  # fmt: skip

    def _complete(self, rows: list[tuple[Any, ...]]) -> None:
        """Of some customers only: read whose the other ends of their allocations are."""
        if self.only is None:
            return
        payments = {row[2] for row in rows if row[1] == "cash"} - self.payers.keys() - {""}
        numbers = {row[4] for row in rows} - self.owners.keys()
        named = {row[3] for row in rows if row[1] == "credit"} - self.noted.keys()
        query = select(items.c.item_no).where(among(self.connection, items.c.invoice_id, list(named)))
        numbers |= set(self.connection.scalars(query)) if named else set()
        for _ in self._payments(list(payments)) if payments else ():
            pass
        for _ in self._items(list(numbers)) if numbers else ():
            pass


def _stood(
    span: _Span, kind: EntryKind, document: str, number: str, occurred_on: date, amount: int | None
) -> Iterator[_Change]:
    """A document from the day it was known, and its end on the day it was corrected or taken back."""
    if amount is None:
        return
    yield _Change(span.customer_no, span.currency, kind, document, number, occurred_on, span.known_on, amount)
    if span.until < LAST:
        yield _Change(span.customer_no, span.currency, kind, document, number, occurred_on, span.until, -amount)


def _owned(spans: Sequence[_Span], known_on: date, until: date) -> Iterator[_Span]:
    """The parts of [known_on, until) by whose the item was; after its last version that one's, before its first nobody's."""
    for number, span in enumerate(spans):
        start = max(known_on, span.known_on)
        end = until if number == len(spans) - 1 else min(until, spans[number + 1].known_on)
        if start < end:
            yield _Span(span.customer_no, span.currency, start, end)


def _stood_in(spans: Sequence[_Span], known_on: date, until: date) -> Iterator[_Span]:
    """The parts of [known_on, until) in which a payment or credit note stood, by whose it was."""
    for span in spans:
        start, end = max(known_on, span.known_on), min(until, span.until)
        if start < end:
            yield _Span(span.customer_no, span.currency, start, end)
