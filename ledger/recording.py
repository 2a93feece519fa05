"""The one door for facts: the same fact again is known, a changed one is a correction, nothing is overwritten.

Works in chunks inside the caller's transaction, so that memory stays bounded and a failed import leaves nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count, islice
from operator import attrgetter
from typing import Any, Literal

from sqlalchemy import Connection, insert, select

from ledger.audit_entries import audit_import
from ledger.bulk import among, insert_rows
from ledger.customer_pages import drop_pages, keep_pages
from ledger.descriptions import told_by_history
from ledger.fact_columns import FACT_NAMES, NUMBERED, OWN_VALUES
from ledger.marks import Marks, marks_of
from ledger.numbering import BARE, Numbers
from ledger.records import KINDS, Record
from ledger.standing import (
    NOTHING,
    Key,
    Standing,
    differing,
    in_other_words,
    is_empty,
    standing_facts,
    standing_values,
    told_before,
)
from ledger.tables import FACTS, import_counts, imports, retractions

CHUNK = 10_000
"""Records taken at once, so that memory stays bounded."""

Reason = Literal["unknown-invoice", "conflict"]


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
        """``history``: the facts were known when they happened or were booked; None: so it is on a source's first day.

        ``told`` marks the keys this import spoke of, ``ended`` holds the digests of the facts that it corrected, ``touched``
        the numbers of the customers of whom it added or ended a fact.
        """
        self.connection = connection
        self.source = source
        self.recorded_at = recorded_at.astimezone(UTC)
        self.recorded_on = recorded_on
        self.tallies: dict[str, Tally] = {}
        made = insert(imports).values(
            source=source, files=list(files), started_at=self.recorded_at, recorded_on=recorded_on
        )
        self.import_no: int = connection.execute(made.returning(imports.c.import_no)).scalar_one()
        self.numbers = Numbers(connection, self.recorded_at, self.import_no)
        self.told: defaultdict[str, Marks] = defaultdict(Marks)
        self.ended: defaultdict[str, set[int]] = defaultdict(set)
        self.touched: set[int] = set()
        self._was_empty: dict[str, bool] = {}
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
        keep_pages(self.connection, self.touched)

    def _record_kind(self, kind: type[Record], placed: list[tuple[int, Any]]) -> list[Refusal]:
        name, tally = kind.kind, self.tallies.setdefault(kind.kind, Tally())
        records = [record for _, record in placed]
        told, own = self.told[name], OWN_VALUES[name]
        is_unheard = self._is_unheard(name, records)
        numbers = self.numbers.of(name, records, is_unheard)
        standing: dict[Key, Standing] = {} if is_unheard else standing_facts(self.connection, name, records)
        alike = in_other_words(self.connection, name, records, standing, numbers)
        of_history = self._of_history(standing) if name == "customers" else ()
        facts: list[tuple[Any, ...]] = []
        ended: list[dict[str, Any]] = []
        written: dict[Key, int] = {}
        refusals: list[Refusal] = []
        conflicts: list[tuple[int, Any]] = []
        for place, record in placed:
            key, digest, number = record.key, record.digest, numbers(record)
            digest = alike.get((key, digest), digest)
            if number is None:
                refusals.append(Refusal(place, record, "unknown-invoice"))
                continue
            fact_no, was, import_no = standing.get(key, NOTHING)
            if written.get(key, was) == digest:
                tally.known += 1
                written[key] = digest
                continue
            correcting = fact_no is not None and was != BARE
            if key in written or (correcting and (import_no == self.import_no or hash(key) in told)):
                conflicts.append((place, record))
                continue
            again = key in standing and was != BARE and fact_no not in of_history
            known_on, backfilled = self.knowledge(record.first_known_on, again)
            if fact_no is not None and was is not None:
                ended.append(self._retraction(name, fact_no, known_on))
                self.ended[name].add(was)
            tally.corrected += correcting
            tally.new += not correcting
            written[key] = digest
            stamps = (record.occurred_on, known_on, self.recorded_at, backfilled, self.import_no, digest)
            facts.append((*number, *own(record), *stamps))
        insert_rows(self.connection, FACTS[name], FACT_NAMES[name], facts)
        self._end(name, ended)
        if "customer_no" in NUMBERED[name]:
            place = NUMBERED[name].index("customer_no")
            self.touch(fact[place] for fact in facts)
        told.add(marks_of(written, len(written)))
        if conflicts:
            refusals = sorted(refusals + self._conflicts(name, conflicts, numbers), key=attrgetter("place"))
        tally.refused += len(refusals)
        return refusals

    def _is_unheard(self, kind: str, records: list[Any]) -> bool:
        """Whether nothing was ever told of any of these: the ledger had no fact of their kind, and this import spoke of others.

        Saves asking for each of them in a first load. Customers are known from others before they are told of themselves.
        """
        if kind == "customers" or not self.was_empty(kind):
            return False
        return not self.told[kind].among(marks_of((record.key for record in records), len(records))).any()

    def _of_history(self, standing: dict[Key, Standing]) -> Collection[int | None]:
        """Descriptions that this source's history told: a later word of the same history was as true all along, so that the order
        of its files changes no day."""
        if not self._is_history:
            return ()
        fact_nos = [fact_no for fact_no, _, _ in standing.values() if fact_no is not None]
        return told_by_history(self.connection, fact_nos, self.source, self.recorded_on)

    def was_empty(self, kind: str) -> bool:
        """Whether the ledger had nothing of a kind when this import first came to it."""
        if kind not in self._was_empty:
            self._was_empty[kind] = is_empty(self.connection, kind)
        return self._was_empty[kind]

    def retract(self, kind: str, *fact_nos: int) -> None:
        """End standing facts from the day of recording (a reversed allocation, a cancelled invoice): corrections."""
        if fact_nos:
            table = FACTS[kind].c
            said = select(table.digest).where(among(self.connection, table.fact_no, fact_nos))
            self.ended[kind].update(self.connection.scalars(said))
            self._end(kind, [self._retraction(kind, fact_no, self.recorded_on) for fact_no in fact_nos])
            self.tallies.setdefault(kind, Tally()).corrected += len(fact_nos)

    def told_before(self, kind: str, ids: Sequence[str]) -> dict[str, int]:
        """Id → number of its fact, of the payments or allocations that stand as an earlier import of this source told
        them."""
        return told_before(self.connection, kind, ids, self.source, self.import_no)

    def _conflicts(
        self, kind: str, conflicts: list[tuple[int, Any]], numbers: Callable[[Any], tuple[int, ...] | None]
    ) -> list[Refusal]:
        """Refusals that say in what a record differs from the fact that stands, once its chunk is written."""
        own = OWN_VALUES[kind]
        told = standing_values(self.connection, kind, list({record.key[0] for _, record in conflicts}))
        return [
            Refusal(
                place, record, "conflict",
                tuple(differing(kind, told.get(record.key, ()), (*(numbers(record) or ()), *own(record)))),
            )
            for place, record in conflicts
        ]  # fmt: skip

    def knowledge(self, first_known_on: date, again: bool = False) -> tuple[date, bool]:
        """The day the company knew, and whether that is told by the history itself rather than seen.

        ``again``: the thing was told before, even if it was ended since; what it is now was known on the day it came in.
        """
        if again or not self._is_history:
            return self.recorded_on, False
        return min(first_known_on, self.recorded_on), True

    def touch(self, customer_nos: Iterable[int]) -> None:
        """Facts of these customers came or ended: what their pages say holds no more."""
        new = set(customer_nos) - self.touched
        if new:
            drop_pages(self.connection, new)
            self.touched |= new

    def _end(self, kind: str, ended: list[dict[str, Any]]) -> None:
        if ended:
            self.connection.execute(insert(retractions), ended)
            if "customer_no" in NUMBERED[kind]:
                table = FACTS[kind].c
                mine = among(self.connection, table.fact_no, [one["fact_no"] for one in ended])
                self.touch(self.connection.scalars(select(table.customer_no).where(mine)))

    def _retraction(self, kind: str, fact_no: int, known_on: date) -> dict[str, Any]:
        stamps = {"known_on": known_on, "recorded_at": self.recorded_at, "import_no": self.import_no}
        return {"kind": kind, "fact_no": fact_no} | stamps


def _chunks(records: Iterable[Record]) -> Iterable[list[Record]]:
    rest = iter(records)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
