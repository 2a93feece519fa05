"""Money of one customer that settles another's invoices: a parent that pays for its subsidiary, a payment booked to the group.

Rare, and needed only where balances are told customer by customer: ageing takes an allocation from the money of the invoice's
customer, and these rows say whose it was instead.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from ledger.bulk import among
from ledger.day import FOREVER, day_number
from ledger.errors import UnknownCustomer
from ledger.tables import FACTS, HAS_NOTE, customers, ended_by, items, retractions


@dataclass(frozen=True, slots=True)
class Crossing:
    """``amount_minor`` in the currency of the invoice; stands on days t with ``known_on`` < t ≤ ``until``."""

    customer_id: str  # of the invoice, when the allocation was recorded
    payer_id: str
    item: tuple[str, int]  # invoice and instalment
    amount_minor: int
    known_on: int
    until: int


Crossings = tuple[Crossing, ...]


def read_crossings(connection: Connection, as_of: date, only: Sequence[int] | None = None) -> Crossings:
    """Those known before ``as_of``; ``only``: numbers of customers that paid, or whose invoices were paid."""
    found: list[Crossing] = []
    for asked in (_by_payment(), _by_note()):
        moved, source = FACTS["allocations"].c, asked.source.c
        if only is None:
            found += _read(connection, asked, as_of)
        else:  # two questions: an OR across tables has no index
            found += _read(connection, asked, as_of, moved.customer_no.in_(only))
            others = asked.handed_on.in_(asked.named(only)) & moved.customer_no.not_in(only)
            others = others if asked.kind == "payments" else others & HAS_NOTE
            found += _read(connection, asked, as_of, others, source.customer_no.in_(only))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Query:
    """What joins an allocation to the fact whose money it hands on."""

    allocation_kind: str
    kind: str
    source: Any
    joined: Any
    handed_on: ColumnElement[str]

    def named(self, only: Sequence[int]) -> Select[Any]:
        """Ids of the payments or credit notes of some customers."""
        mine = self.source.c.customer_no.in_(only)
        if self.kind == "payments":
            return select(self.source.c.payment_id).where(mine)
        return select(items.c.invoice_id).join(self.source, self.source.c.item_no == items.c.item_no).where(mine)


def _by_payment() -> _Query:
    moved, paid = FACTS["allocations"], FACTS["payments"]
    return _Query(
        "cash", "payments", paid, moved.join(paid, paid.c.payment_id == moved.c.payment_id), moved.c.payment_id
    )


def _by_note() -> _Query:
    moved, note, noted = FACTS["allocations"], FACTS["items"], items.alias("noted")
    of_note = (note.c.item_no == noted.c.item_no) & (note.c.document_type == "credit_note")
    joined = moved.join(noted, noted.c.invoice_id == moved.c.credit_note_id).join(note, of_note)
    return _Query("credit", "items", note, joined, moved.c.credit_note_id)


def _read(connection: Connection, asked: _Query, as_of: date, *whose: ColumnElement[bool]) -> Iterator[Crossing]:
    moved, source = FACTS["allocations"], asked.source
    owner, payer, settled = customers.alias("owner"), customers.alias("payer"), items.alias("settled")
    ended, gone, version = retractions.alias("ended"), retractions.alias("gone"), FACTS["items"].alias("version")
    # an item that a correction gave to another customer: its allocations were recorded as the first one's
    corrected = select(version.c.fact_no).where(
        version.c.item_no == moved.c.item_no, version.c.customer_no != moved.c.customer_no
    )
    joined = (
        asked.joined.join(owner, owner.c.customer_no == moved.c.customer_no)
        .join(payer, payer.c.customer_no == source.c.customer_no)
        .join(settled, settled.c.item_no == moved.c.item_no)
        .outerjoin(ended, ended_by("allocations", moved, ended))
        .outerjoin(gone, ended_by(asked.kind, source, gone))
    )
    query = (
        select(
            owner.c.customer_id, payer.c.customer_id, settled.c.invoice_id, settled.c.instalment, moved.c.amount_minor,
            moved.c.known_on, source.c.known_on, ended.c.known_on, gone.c.known_on,
        )
        .select_from(joined)
        .where((source.c.customer_no != moved.c.customer_no) | corrected.exists())
        .where(moved.c.amount_minor.is_not(None), moved.c.allocation_kind == asked.allocation_kind)
        .where(moved.c.known_on < as_of, source.c.known_on < as_of, *whose)
        .order_by(moved.c.fact_no, source.c.fact_no)
    )  # fmt: skip
    for customer_id, payer_id, invoice, instalment, amount, *days in connection.execute(query):
        known_on = max(day_number(day) for day in days[:2])
        until = min(FOREVER if day is None or day >= as_of else day_number(day) for day in days[2:])
        if known_on < until:
            yield Crossing(customer_id, payer_id, (invoice, instalment), amount, known_on, int(until))


def linked_customers(connection: Connection, customer_id: str, as_of: date) -> list[str]:
    """The customer and those without whom its account cannot be told: who paid for it, whom it paid for, and who ever had one of
    its items, or one of those paid for. ``UnknownCustomer`` where there is none of this id."""
    number = connection.scalar(select(customers.c.customer_no).where(customers.c.customer_id == customer_id))
    if number is None:
        raise UnknownCustomer(f"customer {customer_id!r} is not in the ledger; import it, or check the id")
    mine, other = FACTS["items"].alias("mine"), FACTS["items"].alias("other")
    sharing = (
        select(other.c.customer_no)
        .join_from(mine, other, mine.c.item_no == other.c.item_no)
        .where(mine.c.customer_no == number)
    )
    numbers = {number, *connection.scalars(sharing.distinct())}
    linked = set(connection.scalars(select(customers.c.customer_id).where(customers.c.customer_no.in_(numbers))))
    paid_for: set[str] = set()
    for crossing in read_crossings(connection, as_of, sorted(numbers)):
        linked |= {crossing.customer_id, crossing.payer_id}
        paid_for.add(crossing.item[0])
    if paid_for:
        had = (
            select(customers.c.customer_id)
            .join_from(customers, mine, mine.c.customer_no == customers.c.customer_no)
            .join(items, items.c.item_no == mine.c.item_no)
        )
        linked |= set(connection.scalars(had.where(among(connection, items.c.invoice_id, sorted(paid_for))).distinct()))
    return sorted(linked)
