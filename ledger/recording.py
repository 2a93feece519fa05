"""The one door for facts: the same fact again is known, a changed one is a correction, nothing is overwritten.

Works in chunks inside the caller's transaction, so that memory stays bounded and a failed import leaves nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from itertools import count, islice
from operator import attrgetter
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Table, func, insert, literal, select

from ledger.audit_entries import audit_import
from ledger.bulk import among, insert_rows
from ledger.day import ALWAYS
from ledger.records import KINDS, Customer, Item, Record
from ledger.tables import FACTS, customers, import_counts, imports, items, retractions

CHUNK = 10_000
"""Records taken at once, so that memory stays bounded."""

Reason = Literal["unknown-invoice", "conflict"]
Key = tuple[str, int | str]
STAMPS = ("occurred_on", "known_on", "recorded_at", "backfilled", "import_no", "digest")
BARE = 0
"""Digest of a customer who is only known from a payment or invoice."""
NOTHING = (None, None, None)
NUMBERED = {
    "customers": ("customer_no",),
    "items": ("item_no", "customer_no"),
    "payments": ("customer_no",),
    "allocations": ("item_no", "customer_no"),
    "disputes": ("customer_no",),
    "interactions": ("customer_no",),
    "promises": ("customer_no",),
    "rates": (),
}
"""The numbers that stand before a kind's own columns."""
FIELD_OF_NUMBER = {"customer_no": "customer_id", "item_no": "invoice_id"}


@dataclass
class Tally:
    """What became of the records of one kind."""

    new: int = 0
    known: int = 0
    corrected: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that was left out, its place among those given, and why; of a conflict, which of its fields differ."""

    place: int
    record: Record
    reason: Reason
    differing: tuple[str, ...] = ()


class Recorder:
    """One import's writer. ``recorded_at`` is the instant, ``recorded_on`` the company's day of it."""

    def __init__(
        self,
        connection: Connection,
        source: str,
        files: Sequence[str],
        recorded_at: datetime,
        recorded_on: date,
        history: bool | None = None,
    ):
        """``history``: the facts were known when they happened or were booked; None: so it is on a source's first day."""
        self.connection = connection
        self.source = source
        self.recorded_at = recorded_at.astimezone(UTC)
        self.recorded_on = recorded_on
        self.tallies: dict[str, Tally] = {}
        made = insert(imports).values(
            source=source, files=list(files), started_at=self.recorded_at, recorded_on=recorded_on
        )
        self.import_no: int = connection.execute(made.returning(imports.c.import_no)).scalar_one()
        self._is_history = self._first_day() if history is None else history

    @property
    def is_history(self) -> bool:
        """Whether facts told for the first time count as known when they happened or were booked."""
        return self._is_history

    def _first_day(self) -> bool:
        """Whether nothing came in from this source before this day."""
        earlier = (
            select(import_counts.c.kind)
            .join(imports)
            .where(imports.c.source == self.source, imports.c.recorded_on < self.recorded_on, import_counts.c.new > 0)
        )
        return self.connection.execute(earlier.limit(1)).first() is None

    def record(self, records: Iterable[Record]) -> list[Refusal]:
        """Record facts of any kinds, given in the order of ``KINDS`` (a fact refers to what was recorded before it).

        Those that contradict another record of this import, or speak of an invoice that is not there, are left out and
        given back; everything else is recorded, known already, or a correction.
        """
        refusals: list[Refusal] = []
        for start, chunk in zip(count(0, CHUNK), _chunks(records), strict=False):
            for kind in KINDS:
                mine = [(start + place, record) for place, record in enumerate(chunk) if type(record) is kind]
                if mine:
                    refusals += self._record_kind(kind, mine)
        return refusals

    def finish(self, rejected: dict[str, int]) -> None:
        """Write the counts and seal the import in the audit log; ``rejected`` rows a kind never became records."""
        kinds = self.tallies.keys() | rejected.keys()
        rows = [
            {
                "import_no": self.import_no,
                "kind": kind,
                "new": (tally := self.tallies.get(kind, Tally())).new,
                "known": tally.known,
                "corrected": tally.corrected,
                "rejected": rejected.get(kind, 0) + tally.refused,
            }
            for kind in sorted(kinds)
        ]
        if rows:
            self.connection.execute(insert(import_counts), rows)
        audit_import(self.connection, self.import_no, self.recorded_at)

    def _record_kind(self, kind: type[Record], placed: list[tuple[int, Any]]) -> list[Refusal]:
        name, tally = kind.kind, self.tallies.setdefault(kind.kind, Tally())
        records = [record for _, record in placed]
        numbers, standing, own = self._numbers(name, records), self._standing(name, records), OWN_VALUES[name]
        facts: list[tuple[Any, ...]] = []
        ended: list[dict[str, Any]] = []
        written: dict[Key, int] = {}
        refusals: list[Refusal] = []
        conflicts: list[tuple[int, Any]] = []
        for place, record in placed:
            key, digest, number = record.key, record.digest, numbers(record)
            if number is None:
                refusals.append(Refusal(place, record, "unknown-invoice"))
                continue
            fact_no, was, import_no = standing.get(key, NOTHING)
            if written.get(key, was) == digest:
                tally.known += 1
                written[key] = digest
                continue
            if key in written or (import_no == self.import_no and was != BARE):
                conflicts.append((place, record))
                continue
            correcting = fact_no is not None and was != BARE
            known_on, backfilled = self._knowledge(record, key in standing and was != BARE)
            if fact_no is not None:
                ended.append(self._retraction(name, fact_no, known_on))
            tally.corrected += correcting
            tally.new += not correcting
            written[key] = digest
            stamps = (record.occurred_on, known_on, self.recorded_at, backfilled, self.import_no, digest)
            facts.append((*number, *own(record), *stamps))
        insert_rows(self.connection, FACTS[name], [*NUMBERED[name], *OWN_NAMES[name], *STAMPS], facts)
        if ended:
            self.connection.execute(insert(retractions), ended)
        if conflicts:
            refusals = sorted(refusals + self._conflicts(name, conflicts, numbers), key=attrgetter("place"))
        tally.refused += len(refusals)
        return refusals

    def retract(self, kind: str, *fact_nos: int) -> None:
        """End standing facts from the day of recording (a reversed allocation, a cancelled invoice): corrections."""
        if fact_nos:
            ended = [self._retraction(kind, fact_no, self.recorded_on) for fact_no in fact_nos]
            self.connection.execute(insert(retractions), ended)
            self.tallies.setdefault(kind, Tally()).corrected += len(fact_nos)

    def told_before(self, kind: str, ids: Sequence[str]) -> dict[str, int]:
        """Id → number of its fact, of the payments or allocations that stand as an earlier import of this source told
        them."""
        table = FACTS[kind]
        keys, _ = _keys_of(kind, table)
        query = (
            select(keys[0], table.c.fact_no)
            .join(imports)
            .where(among(self.connection, keys[0], ids), _stands(kind))
            .where(imports.c.source == self.source, imports.c.import_no != self.import_no)
        )
        return {row[0]: row[1] for row in self.connection.execute(query)}

    def _conflicts(
        self, kind: str, conflicts: list[tuple[int, Any]], numbers: Callable[[Any], tuple[int, ...] | None]
    ) -> list[Refusal]:
        """Refusals that say in what a record differs from the fact that stands, once its chunk is written."""
        names, own, table = [*NUMBERED[kind], *OWN_NAMES[kind]], OWN_VALUES[kind], FACTS[kind]
        keys, source = _keys_of(kind, table)
        query = (
            select(*keys, *(table.c[name] for name in names))
            .select_from(source)
            .where(among(self.connection, keys[0], list({record.key[0] for _, record in conflicts})), _stands(kind))
        )
        told = {(row[0], row[1]): row[2:] for row in self.connection.execute(query)}
        return [
            Refusal(
                place, record, "conflict",
                tuple(_differing(names, told.get(record.key, ()), (*(numbers(record) or ()), *own(record)))),
            )
            for place, record in conflicts
        ]  # fmt: skip

    def _knowledge(self, record: Record, again: bool) -> tuple[date, bool]:
        """The day the company knew, and whether that is told by the history itself rather than seen.

        ``again``: the thing was told before, even if it was ended since; what it is now was known on the day it came in.
        """
        if again or not self._is_history:
            return self.recorded_on, False
        return min(record.first_known_on, self.recorded_on), True

    def _retraction(self, kind: str, fact_no: int, known_on: date) -> dict[str, Any]:
        stamps = {"known_on": known_on, "recorded_at": self.recorded_at, "import_no": self.import_no}
        return {"kind": kind, "fact_no": fact_no} | stamps

    def _standing(self, kind: str, records: list[Any]) -> dict[Key, tuple[int, int, int] | tuple[None, None, None]]:
        """Key → (fact_no, digest, import_no) of the facts that stand now, or ``NOTHING`` where all were ended."""
        table = FACTS[kind]
        keys, source = _keys_of(kind, table)
        ended = (retractions.c.kind == kind) & (retractions.c.fact_no == table.c.fact_no)
        query = (
            select(*keys, table.c.fact_no, table.c.digest, table.c.import_no, retractions.c.fact_no)
            .select_from(source.outerjoin(retractions, ended))
            .where(among(self.connection, keys[0], list({record.key[0] for record in records})))
        )
        standing: dict[Key, tuple[int, int, int] | tuple[None, None, None]] = {}
        for row in self.connection.execute(query):
            if row[5] is None:
                standing[row[0], row[1]] = (row[2], row[3], row[4])
            else:
                standing.setdefault((row[0], row[1]), NOTHING)
        return standing

    def _numbers(self, kind: str, records: list[Any]) -> Callable[[Any], tuple[int, ...] | None]:
        """A function from a record to the numbers its fact starts with; None where its invoice is not there."""
        if kind in {"customers", "payments"}:
            customer = self._customer_numbers([record.customer_id for record in records], bare=kind != "customers")
            return lambda record: (customer[record.customer_id],)
        if kind == "items":
            customer = self._customer_numbers([record.customer_id for record in records])
            item = self._item_numbers(records)
            return lambda record: (item[record.invoice_id, record.instalment], customer[record.customer_id])
        if kind == "rates":
            return lambda record: ()
        owners = self._owners([record.invoice_id for record in records])
        if kind == "allocations":
            return lambda record: owners.get((record.invoice_id, record.instalment))
        invoices = {invoice_id: (owner[1],) for (invoice_id, _), owner in reversed(owners.items())}
        if kind == "interactions":
            customer = self._customer_numbers([record.customer_id for record in records])
            return lambda record: (
                (customer[record.customer_id],) if not record.invoice_id or record.invoice_id in invoices else None
            )
        return lambda record: invoices.get(record.invoice_id)

    def _item_numbers(self, records: list[Item]) -> dict[Key, int]:
        """Numbers of items; unseen ones are numbered."""
        query = select(items).where(
            among(self.connection, items.c.invoice_id, list({record.invoice_id for record in records}))
        )
        numbers: dict[Key, int] = {(row[1], row[2]): row[0] for row in self.connection.execute(query)}
        unseen = [key for key in dict.fromkeys(record.key for record in records) if key not in numbers]
        if unseen:
            following = (self.connection.scalar(select(func.max(items.c.item_no))) or 0) + 1
            made = [(following + n, *key) for n, key in enumerate(unseen)]
            insert_rows(self.connection, items, ["item_no", "invoice_id", "instalment"], made)
            numbers |= {(invoice_id, instalment): number for number, invoice_id, instalment in made}
        return numbers

    def _customer_numbers(self, ids: list[str], bare: bool = True) -> dict[str, int]:
        """Numbers of customers; unseen ones are numbered, and with ``bare`` get a version that says nothing yet."""
        wanted = dict.fromkeys(ids)
        query = select(customers.c.customer_id, customers.c.customer_no).where(
            among(self.connection, customers.c.customer_id, list(wanted))
        )
        numbers: dict[str, int] = {row[0]: row[1] for row in self.connection.execute(query)}
        unseen = [name for name in wanted if name not in numbers]
        if not unseen:
            return numbers
        following = (self.connection.scalar(select(func.max(customers.c.customer_no))) or 0) + 1
        made = [(following + n, name) for n, name in enumerate(unseen)]
        insert_rows(self.connection, customers, ["customer_no", "customer_id"], made)
        if bare:  # to be filled in by the customer's own record, which then corrects nothing
            own, stamps = OWN_VALUES["customers"], (ALWAYS, ALWAYS, self.recorded_at, True, self.import_no, BARE)
            empty = [(number, *own(Customer(customer_id=name)), *stamps) for number, name in made]
            names = [*NUMBERED["customers"], *OWN_NAMES["customers"], *STAMPS]
            insert_rows(self.connection, FACTS["customers"], names, empty)
        return numbers | {name: number for number, name in made}

    def _owners(self, invoice_ids: list[str]) -> dict[Key, tuple[int, int]]:
        """(invoice id, instalment) → (its number, its customer's number as last recorded)."""
        table = FACTS["items"]
        query = (
            select(items.c.invoice_id, items.c.instalment, items.c.item_no, table.c.customer_no)
            .join_from(items, table)
            .where(among(self.connection, items.c.invoice_id, list(set(invoice_ids))))
            .order_by(table.c.fact_no)
        )
        return {(row[0], row[1]): (row[2], row[3]) for row in self.connection.execute(query)}


def _chunks(records: Iterable[Record]) -> Iterable[list[Record]]:
    rest = iter(records)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _keys_of(kind: str, table: Table) -> tuple[list[Any], Any]:
    """The two columns of a kind's key, and what to select them from."""
    if kind == "customers":
        return [customers.c.customer_id, literal(0)], table.join(customers)
    if kind == "items":
        return [items.c.invoice_id, items.c.instalment], table.join(items)
    if kind == "payments":
        return [table.c.payment_id, literal(0)], table
    if kind == "allocations":
        return [table.c.allocation_id, literal(0)], table
    if kind == "interactions":
        return [table.c.interaction_id, literal(0)], table
    if kind == "promises":
        return [table.c.promise_id, table.c.event], table
    if kind == "rates":
        return [table.c.currency + "/" + table.c.base_currency, func.day_number(table.c.quoted_on)], table
    return [table.c.dispute_id, table.c.event], table


def _stands(kind: str) -> ColumnElement[bool]:
    ended = select(retractions.c.fact_no).where(
        retractions.c.kind == kind, retractions.c.fact_no == FACTS[kind].c.fact_no
    )
    return ~ended.exists()


def _differing(names: Sequence[str], told: Sequence[Any], tells: Sequence[Any]) -> Iterator[str]:
    """Names of the fields in which two facts differ, attributes by their own names."""
    for name, one, other in zip(names, told, tells, strict=False):
        if name == "attributes":
            was, now = one or {}, other or {}
            yield from (key for key in dict.fromkeys([*was, *now]) if was.get(key) != now.get(key))
        elif one != other:
            yield FIELD_OF_NUMBER.get(name, name)


def _values(kind: type[Record]) -> Callable[[Any], tuple[Any, ...]]:
    """The values of a record that are columns of its kind's facts, in the order of ``OWN_NAMES``."""
    names = OWN_NAMES[kind.kind]
    values: Callable[[Any], tuple[Any, ...]] = attrgetter(*names)
    if names[-1] != "attributes":
        return values
    return lambda record: (*values(record)[:-1], dict(record.attributes) or None)


OWN_NAMES = {kind.kind: [field.name for field in fields(kind) if field.name in FACTS[kind.kind].c] for kind in KINDS}
OWN_VALUES = {kind.kind: _values(kind) for kind in KINDS}
