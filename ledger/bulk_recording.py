"""The door for facts that come by the thousand: what is plainly new or plainly known is recorded as columns.

Whatever needs a second look (a correction, a contradiction, a key told twice, an invoice that is not there) is given
back, to be recorded one by one by the ``Recorder``. All facts of a kind are looked through once, as 64-bit digests and
marks (16 bytes a fact): worth it for a file that is not much smaller than what the ledger holds.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache, cached_property
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from ledger.bulk import insert_columns
from ledger.columns import KEYS, Columns
from ledger.fact_columns import FACT_NAMES, OWN_NAMES
from ledger.fact_query import EVER, FactQuery, PackedQuery
from ledger.first_load import FirstLoad
from ledger.marked_columns import MarkedColumns, once
from ledger.marks import Ints, marks_of, sorted_contains
from ledger.packing import Form
from ledger.recording import Recorder, Tally
from ledger.reference_index import ReferenceIndex
from ledger.standing import stands
from ledger.tables import FACTS, items

SMALL_SHARE = 20
"""A file with fewer rows than one for so many facts of its kind is recorded one by one."""

FEW = 100
"""New records that are rather recorded one by one than looking through all keys of their kind."""


class _Held:
    """Of one kind, as the ledger stood before: digests of the standing facts, marks of all keys ever told; sorted."""

    def __init__(self, connection: Connection, kind: str, is_empty: bool):
        self._connection, self._kind, self.is_empty = connection, kind, is_empty

    @cached_property
    def digests(self) -> Ints:
        if self.is_empty:
            return np.zeros(0, dtype=np.int64)
        (found,) = _digests(self._kind).read(self._connection, EVER)
        return np.sort(found)

    @cached_property
    def keys(self) -> Ints:
        """Read only once something new comes by the hundred."""
        parts = [np.zeros(0, dtype=np.int64)]
        for ids, *more in _keys(self._kind).parts(self._connection, EVER):
            second = more[0].tolist() if more else repeat(0)
            parts.append(marks_of(zip(ids, second, strict=False), len(ids)))
        return np.sort(np.concatenate(parts))


@cache
def _digests(kind: str) -> PackedQuery:
    table = FACTS[kind]
    return PackedQuery(FactQuery(table, table.c.fact_no, None, None, (table.c.digest,), stands(kind)), ("number",))


@cache
def _keys(kind: str) -> PackedQuery:
    table = items if kind == "items" else FACTS[kind]
    columns = tuple(table.c[name] for name in KEYS[kind])
    forms: tuple[Form, ...] = ("word", "number")
    (key,) = table.primary_key
    return PackedQuery(FactQuery(table, key, None, None, columns), forms[: len(columns)])


class BulkRecorder:
    """Of one import; shares its ``Recorder``'s numbers, tallies and memory of what was told."""

    def __init__(self, recorder: Recorder):
        self._recorder, self._connection = recorder, recorder.connection
        self._held: dict[str, _Held] = {}
        self._index = ReferenceIndex(self._connection)
        self._first_load, self._kind = FirstLoad(self._connection), ""

    def is_worth(self, kind: str, rows: int) -> bool:
        """Whether ``rows`` records of a kind are enough to look through all facts of the kind."""
        if kind not in KEYS:
            return False
        return rows * SMALL_SHARE >= (self._connection.scalar(select(func.max(FACTS[kind].c.fact_no))) or 0)

    def begin(self, index: ReferenceIndex, kind: str, rows: int) -> None:
        """A file of about so many records of a kind begins; ``index`` answers for what its rows refer to."""
        self._index = index
        if kind != self._kind:
            self._first_load.end()
            self._kind = kind
        if kind in KEYS:
            self._first_load.begin(FACTS[kind], rows)

    def end(self) -> None:
        """All files were read."""
        self._first_load.end()

    def standing(self, kind: str) -> Ints:
        """Digests of the facts of a kind that stood before, sorted."""
        return self._held_of(kind).digests

    def record(self, told: MarkedColumns, besides: Ints) -> NDArray[np.bool_] | None:
        """Record what needs no second look; True, shape (n,), where a record was not taken. None, and nothing is recorded,
        where one that has no columns needs the second look.

        ``besides``: marks of keys that other rows among these speak of; whoever shares them needs the second look too.
        """
        columns, digests, count = told.columns, told.digests, len(told.columns)
        kind = columns.kind.kind
        held, before, ended = self._held_of(kind), self._recorder.told[kind], self._recorder.ended[kind]
        marks = np.concatenate([told.marks, told.known_marks])
        single = once(marks) & ~np.isin(marks, besides)
        known = single & np.concatenate([sorted_contains(held.digests, digests), np.ones(len(marks) - count, np.bool_)])
        if ended:
            known &= ~np.isin(np.concatenate([digests, told.known_digests]), np.fromiter(ended, dtype=np.int64))
        if not known[count:].all():
            return None
        new = single[:count] & ~known[:count]
        new[new] = ~before.among(told.marks[new])
        if not held.is_empty and new.any():
            new &= int(new.sum()) >= FEW
            new[new] = ~sorted_contains(held.keys, told.marks[new])
        if new.any():
            new[new] = self._write(columns.kept(new), digests[new])
        tally = self._recorder.tallies.setdefault(kind, Tally())
        tally.known += int(known.sum())
        tally.new += int(new.sum())
        left: NDArray[np.bool_] = ~(known[:count] | new)
        before.add(np.concatenate([told.marks[~left], told.known_marks]))
        return left

    def _held_of(self, kind: str) -> _Held:
        if kind not in self._held:
            self._held[kind] = _Held(self._connection, kind, self._recorder.was_empty(kind))
        return self._held[kind]

    def _write(self, columns: Columns, digests: Ints) -> NDArray[np.bool_]:
        """Write new facts; which of them could be written (an allocation whose invoice is not there cannot)."""
        kind, written = columns.kind.kind, np.ones(len(columns), dtype=np.bool_)
        numbers: list[Sequence[int]]
        if kind == "allocations":
            item_no, customer_no = self._index.owners(list(columns.column("invoice_id")), columns.column("instalment"))
            written = item_no >= 0
            columns, digests = columns.kept(written), digests[written]
            numbers = [item_no[written].tolist(), customer_no[written].tolist()]
        else:
            customer_ids = list(columns.column("customer_id"))
            customer = self._recorder.numbers.customers(customer_ids)
            numbers = [[customer[name] for name in customer_ids]]
            if kind == "items":
                keys = list(zip(columns.column("invoice_id"), columns.column("instalment"), strict=True))
                numbers.insert(0, self._recorder.numbers.new_items(keys))
        if len(columns):
            own = [_own(columns, name) for name in OWN_NAMES[kind]]
            stamps = self._stamps(columns, digests)
            insert_columns(self._connection, FACTS[kind], FACT_NAMES[kind], [*numbers, *own, *stamps])
            self._first_load.count(FACTS[kind])
            self._recorder.touch(numbers[-1])
        return written

    def _stamps(self, columns: Columns, digests: Ints) -> list[Sequence[Any]]:
        recorder, count = self._recorder, len(columns)
        occurred_on, first_known_on = columns.days()
        known: dict[date, tuple[date, bool]] = {day: recorder.knowledge(day) for day in set(first_known_on)}
        backfilled = [known[first_known_on[0]][1]] * count  # told by the history: all of an import, or none
        known_on = [known[day][0] for day in first_known_on]
        recorded_at, import_no = [recorder.recorded_at] * count, [recorder.import_no] * count
        return [occurred_on, known_on, recorded_at, backfilled, import_no, digests.tolist()]


def _own(columns: Columns, name: str) -> Sequence[Any]:
    """A column as it is stored: no attributes are nothing."""
    values = list(columns.column(name))
    return [value or None for value in values] if name == "attributes" else values
