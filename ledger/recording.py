"""The one door for facts: the same fact again is known, a changed one is a correction, nothing is overwritten.

Works in chunks inside the caller's transaction, so that memory stays bounded and a failed import leaves nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, Literal

from sqlalchemy import Connection, Table, func, insert, literal, select

from ledger.records import KINDS, Allocation, Customer, DisputeEvent, Item, Record
from ledger.tables import FACTS, customers, import_counts, imports, items, retractions

CHUNK = 10_000
"""Keys looked up at once: below SQLite's 32,766 variables a statement."""

Reason = Literal["unknown-invoice", "conflict"]


@dataclass
class Tally:
    """What became of the records of one kind; ``refused`` holds those left out, each with its reason."""

    new: int = 0
    known: int = 0
    corrected: int = 0
    refused: list[tuple[Record, Reason]] = field(default_factory=list)


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

    def _first_day(self) -> bool:
        """Whether nothing came in from this source before this day."""
        earlier = (
            select(import_counts.c.kind)
            .join(imports)
            .where(imports.c.source == self.source, imports.c.recorded_on < self.recorded_on, import_counts.c.new > 0)
        )
        return self.connection.execute(earlier.limit(1)).first() is None

    def record(self, records: Iterable[Record]) -> None:
        """Record facts of any kinds, given in the order of ``KINDS`` (a fact refers to what was recorded before it)."""
        for chunk in _chunks(records):
            for kind in KINDS:
                mine = [record for record in chunk if type(record) is kind]
                if mine:
                    self._record_kind(kind.kind, mine)

    def finish(self, rejected: dict[str, int]) -> None:
        """Write the counts; ``rejected`` rows a kind never became records."""
        kinds = self.tallies.keys() | rejected.keys()
        rows = [
            {
                "import_no": self.import_no,
                "kind": kind,
                "new": (tally := self.tallies.get(kind, Tally())).new,
                "known": tally.known,
                "corrected": tally.corrected,
                "rejected": rejected.get(kind, 0) + len(tally.refused),
            }
            for kind in sorted(kinds)
        ]
        if rows:
            self.connection.execute(insert(import_counts), rows)

    def _record_kind(self, kind: str, records: list[Any]) -> None:
        tally = self.tallies.setdefault(kind, Tally())
        numbers = self._numbers(kind, records, tally)
        standing = self._standing(kind, records)
        facts: list[dict[str, Any]] = []
        ended: list[dict[str, Any]] = []
        written: dict[tuple[str, int | str], int] = {}
        for record in records:
            columns = numbers(record)
            if columns is None:
                continue
            digest, key = record.digest, record.key
            if key in written:
                self._repeated(record, written[key] == digest, tally)
                continue
            fact_no, was, import_no = standing.get(key, (None, None, None))
            if fact_no is not None and was == digest:
                tally.known += 1
                continue
            if import_no == self.import_no:
                self._repeated(record, False, tally)
                continue
            known_on, backfilled = self._knowledge(record, correcting=fact_no is not None and was != 0)
            if fact_no is not None:
                ended.append(self._retraction(kind, fact_no, known_on))
                tally.corrected += was != 0
            tally.new += fact_no is None or was == 0
            written[key] = digest
            facts.append(columns | self._stamps(record, known_on, backfilled, digest))
        if facts:
            self.connection.execute(insert(FACTS[kind]), facts)
        if ended:
            self.connection.execute(insert(retractions), ended)

    def retract(self, kind: str, fact_no: int) -> None:
        """End a standing fact from the day of recording (a reversed allocation, a cancelled invoice)."""
        self.connection.execute(insert(retractions), [self._retraction(kind, fact_no, self.recorded_on)])

    def _repeated(self, record: Record, same: bool, tally: Tally) -> None:
        if same:
            tally.known += 1
        else:
            tally.refused.append((record, "conflict"))

    def _knowledge(self, record: Record, correcting: bool) -> tuple[date, bool]:
        """The day the company knew, and whether that is told by the history itself rather than seen."""
        if correcting or not (self._is_history or record.kind == "customers"):
            return self.recorded_on, False
        return min(record.first_known_on, self.recorded_on), True

    def _retraction(self, kind: str, fact_no: int, known_on: date) -> dict[str, Any]:
        stamps = {"known_on": known_on, "recorded_at": self.recorded_at, "import_no": self.import_no}
        return {"kind": kind, "fact_no": fact_no} | stamps

    def _stamps(self, record: Record, known_on: date, backfilled: bool, digest: int) -> dict[str, Any]:
        return {
            "occurred_on": record.occurred_on,
            "known_on": known_on,
            "recorded_at": self.recorded_at,
            "backfilled": backfilled,
            "import_no": self.import_no,
            "digest": digest,
        }

    def _standing(self, kind: str, records: list[Any]) -> dict[tuple[str, int | str], tuple[int, int, int]]:
        """Key → (fact_no, digest, import_no) of the facts that stand now."""
        table = FACTS[kind]
        keys, source = _keys_of(kind, table)
        ids = sorted({record.key[0] for record in records})
        ended = select(retractions.c.fact_no).where(
            retractions.c.kind == kind, retractions.c.fact_no == table.c.fact_no
        )
        query = (
            select(*keys, table.c.fact_no, table.c.digest, table.c.import_no)
            .select_from(source)
            .where(keys[0].in_(ids), ~ended.exists())
        )
        return {(row[0], row[1]): (row[2], row[3], row[4]) for row in self.connection.execute(query)}

    def _numbers(self, kind: str, records: list[Any], tally: Tally) -> Callable[[Any], dict[str, Any] | None]:
        """A function from a record to its columns; None where it was refused."""
        if kind == "customers":
            numbers = self._customer_numbers([record.customer_id for record in records], bare=False)
            return lambda record: {"customer_no": numbers[record.customer_id]} | _columns(record, {"customer_id"})
        if kind == "payments":
            numbers = self._customer_numbers([record.customer_id for record in records])
            return lambda record: {"customer_no": numbers[record.customer_id]} | _columns(record, {"customer_id"})
        if kind == "items":
            return self._item_columns(records)
        return self._referring_columns(records, tally)

    def _item_columns(self, records: list[Item]) -> Callable[[Item], dict[str, Any]]:
        numbers = self._customer_numbers([record.customer_id for record in records])
        known = self._item_numbers([record.invoice_id for record in records])
        following = (self.connection.scalar(select(func.max(items.c.item_no))) or 0) + 1
        made: list[dict[str, Any]] = []
        for record in records:
            if record.key not in known:
                known[record.invoice_id, record.instalment] = following + len(made)
                made.append(
                    {"item_no": following + len(made), "invoice_id": record.invoice_id, "instalment": record.instalment}
                )
        if made:
            self.connection.execute(insert(items), made)
        left_out = {"invoice_id", "instalment", "customer_id"}
        return lambda record: (
            {
                "item_no": known[record.invoice_id, record.instalment],
                "customer_no": numbers[record.customer_id],
            }
            | _columns(record, left_out)
        )

    def _referring_columns(self, records: list[Any], tally: Tally) -> Callable[[Any], dict[str, Any] | None]:
        known = self._item_numbers([record.invoice_id for record in records])
        owners = self._owners(list(known.values()))

        def columns(record: Allocation | DisputeEvent) -> dict[str, Any] | None:
            key = (record.invoice_id, record.instalment if isinstance(record, Allocation) else 1)
            if key not in known:
                tally.refused.append((record, "unknown-invoice"))
                return None
            owner = {"customer_no": owners[known[key]]}
            if isinstance(record, DisputeEvent):
                return owner | _columns(record, set())
            return owner | {"item_no": known[key]} | _columns(record, {"invoice_id", "instalment"})

        return columns

    def _customer_numbers(self, ids: list[str], bare: bool = True) -> dict[str, int]:
        """Numbers of customers; unseen ones are numbered, and with ``bare`` get a version that says nothing yet."""
        wanted = dict.fromkeys(ids)
        query = select(customers.c.customer_id, customers.c.customer_no).where(customers.c.customer_id.in_(wanted))
        numbers: dict[str, int] = {row[0]: row[1] for row in self.connection.execute(query)}
        unseen = [name for name in wanted if name not in numbers]
        if unseen:
            following = (self.connection.scalar(select(func.max(customers.c.customer_no))) or 0) + 1
            numbers |= {name: following + n for n, name in enumerate(unseen)}
            self.connection.execute(
                insert(customers), [{"customer_no": numbers[name], "customer_id": name} for name in unseen]
            )
            if bare:  # digest 0: to be filled in by the customer's own record, which corrects nothing
                empty = [Customer(customer_id=name) for name in unseen]
                self.connection.execute(
                    insert(FACTS["customers"]),
                    [
                        {"customer_no": numbers[record.customer_id]}
                        | _columns(record, {"customer_id"})
                        | self._stamps(record, record.occurred_on, True, 0)
                        for record in empty
                    ],
                )
        return numbers

    def _item_numbers(self, invoice_ids: list[str]) -> dict[tuple[str, int | str], int]:
        query = select(items).where(items.c.invoice_id.in_(sorted(set(invoice_ids))))
        return {(row.invoice_id, row.instalment): row.item_no for row in self.connection.execute(query)}

    def _owners(self, item_nos: list[int]) -> dict[int, int]:
        table = FACTS["items"]
        query = (
            select(table.c.item_no, table.c.customer_no).where(table.c.item_no.in_(item_nos)).order_by(table.c.fact_no)
        )
        return {row[0]: row[1] for row in self.connection.execute(query)}


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
    return [table.c.dispute_id, table.c.event], table


def _columns(record: Record, left_out: set[str]) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in record.__dataclass_fields__ if name not in left_out}
    if "attributes" in values:
        values["attributes"] = dict(values["attributes"]) or None
    return values
