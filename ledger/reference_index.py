"""What thousands of allocations refer to, read from the ledger once and held as sorted marks: 40 bytes a thing.

For a file of the ledger's own size this takes a third of the time of asking for each id. What it says of an id is right
but for two ids of one mark (``ledger/marks.py``), and as of its first use: nothing else is recorded beside allocations.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import ColumnElement, Connection, FromClause, case, literal_column

from ledger.codes import WordCodes
from ledger.day import day_of
from ledger.fact_query import EVER, FactQuery, PackedQuery
from ledger.marks import Ints, marks_of, places_in
from ledger.packing import Form
from ledger.standing import stands
from ledger.tables import FACTS, items

NO_DAY = -(2**31)
NOWHERE = -1

_paid, _told = FACTS["payments"], FACTS["items"]
_named = _told.join(items, items.c.item_no == _told.c.item_no)
_is_credit_note = _told.c.document_type == literal_column("'credit_note'")
_currency = case((stands("items"), _told.c.currency), else_=literal_column("''"))


def _asked(
    source: FromClause, key: Any, *columns: tuple[Form, ColumnElement[Any]], where: ColumnElement[bool] | None = None
) -> PackedQuery:
    facts = FactQuery(source, key, None, None, tuple(column for _, column in columns), where)
    return PackedQuery(facts, tuple(form for form, _ in columns))


NAMES = _asked(
    items, items.c.item_no, ("word", items.c.invoice_id), ("number", items.c.instalment), ("number", items.c.item_no)
)
OWNERS = _asked(
    _told, _told.c.fact_no, ("number", _told.c.item_no), ("number", _told.c.customer_no), ("word", _currency)
)
PAYMENT_DAYS = _asked(
    _paid, _paid.c.fact_no, ("word", _paid.c.payment_id), ("day", _paid.c.paid_on), where=stands("payments")
)
CREDIT_NOTE_DAYS = _asked(
    _named, _told.c.fact_no, ("word", items.c.invoice_id), ("day", _told.c.issued_on), ("number", items.c.instalment),
    where=stands("items") & _is_credit_note,
)  # fmt: skip


class _Items(NamedTuple):
    marks: Ints  # sorted
    item_no: Ints  # beside the marks
    customer_no: Ints  # by item_no, as last recorded
    currency: Ints  # by item_no, of the version that stands, a place in the names; NOWHERE: none does
    currency_names: tuple[str, ...]


class ReferenceIndex:
    """Of one file of allocations."""

    def __init__(self, connection: Connection):
        self._connection = connection

    def load(self) -> None:
        """Read all of it now: after this the ledger is not asked any more."""
        _ = self._payments, self._credit_notes, self._items

    def payment_days(self, payment_ids: Sequence[str]) -> list[date | None]:
        """Days on which the payments were paid; None where no such payment stands."""
        return _days(self._payments, payment_ids)

    def credit_note_days(self, credit_note_ids: Sequence[str]) -> list[date | None]:
        """Days on which the credit notes were issued; None where no such credit note stands."""
        return _days(self._credit_notes, credit_note_ids)

    def currencies(self, invoice_ids: Sequence[str], instalments: Iterable[int]) -> list[str]:
        """Currencies of items; empty where no such item stands."""
        item_no, names = self._numbers(invoice_ids, instalments), [*self._items.currency_names, ""]
        return [names[code] for code in np.where(item_no < 0, NOWHERE, self._items.currency[item_no]).tolist()]

    def owners(self, invoice_ids: Sequence[str], instalments: Iterable[int]) -> tuple[Ints, Ints]:
        """Numbers of items, and of their customers as last recorded; ``NOWHERE`` where there is none."""
        item_no = self._numbers(invoice_ids, instalments)
        return item_no, np.where(item_no < 0, NOWHERE, self._items.customer_no[item_no])

    def _numbers(self, invoice_ids: Sequence[str], instalments: Iterable[int]) -> Ints:
        place = places_in(self._items.marks, marks_of(zip(invoice_ids, instalments, strict=False), len(invoice_ids)))
        if not len(self._items.item_no):
            return place
        return np.where(place < 0, NOWHERE, self._items.item_no[place])

    @cached_property
    def _payments(self) -> tuple[Ints, Ints]:
        marks, days = _read(self._connection, PAYMENT_DAYS)
        return _sorted(marks, days)

    @cached_property
    def _credit_notes(self) -> tuple[Ints, Ints]:
        marks, days, instalment = _read(self._connection, CREDIT_NOTE_DAYS)
        first = np.lexsort((-instalment, marks))  # of several instalments the last one's day
        return marks[first], days[first]

    @cached_property
    def _items(self) -> _Items:
        marks, numbers = _sorted(*_read(self._connection, NAMES, keys=2))
        size, codes = int(numbers.max(initial=0)) + 1, WordCodes()
        customer_of, currency_of = np.full(size, NOWHERE, dtype=np.int64), np.full(size, NOWHERE, dtype=np.int64)
        for item_no, customer_no, words in OWNERS.parts(self._connection, EVER):
            customer_of[item_no] = customer_no  # of several versions the last one stays
            currency, ended = codes.of(words), codes.of([""])
            standing = currency != ended
            currency_of[item_no[standing]] = currency[standing]
        return _Items(marks, numbers, customer_of, currency_of, codes.words)


def _days(days_of: tuple[Ints, Ints], ids: Sequence[str]) -> list[date | None]:
    marks, numbers = days_of
    place = places_in(marks, marks_of(ids, len(ids)))
    found = np.where(place < 0, NO_DAY, numbers[place] if len(numbers) else NO_DAY).tolist()
    days: dict[int, date | None] = {day: day_of(day) for day in set(found) - {NO_DAY}} | {NO_DAY: None}
    return [days[day] for day in found]


def _read(connection: Connection, query: PackedQuery, keys: int = 1) -> tuple[Ints, ...]:
    """Marks of the first column, or of as many as make the key, and the other columns."""
    parts: list[list[Ints]] = [[np.zeros(0, dtype=np.int64)] * (len(query.forms) - keys + 1)]
    for columns in query.parts(connection, EVER):
        first, *more = (column if isinstance(column, list) else column.tolist() for column in columns[:keys])
        parts.append([marks_of(zip(first, *more, strict=True) if more else first, len(first)), *columns[keys:]])
    return tuple(np.concatenate(columns) for columns in zip(*parts, strict=True))


def _sorted(marks: Ints, numbers: Ints) -> tuple[Ints, Ints]:
    order = np.argsort(marks, kind="stable")
    return marks[order], numbers[order]
