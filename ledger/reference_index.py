"""What thousands of allocations refer to, read from the ledger once and held as sorted marks: 40 bytes a thing.

For a file of the ledger's own size this takes a third of the time of asking for each id. What it says of an id is right
but for two ids of one mark (``ledger/marks.py``), and as of its first use: nothing else is recorded beside allocations.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Connection, Select, and_, case, false, func, select

from ledger.column_reading import read_integers, read_rows
from ledger.day import day_of
from ledger.marks import Ints, marks_of, places_in
from ledger.standing import stands
from ledger.tables import FACTS, items

NO_DAY = -(2**31)
NOWHERE = -1


class _Items(NamedTuple):
    marks: Ints  # sorted
    item_no: Ints  # beside the marks
    customer_no: Ints  # by item_no, as last recorded
    currency: Ints  # by item_no, of the version that stands; NOWHERE: none does


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
        item_no, names = self._numbers(invoice_ids, instalments), [*self._currency_names, ""]
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
        table = FACTS["payments"].c
        query = select(func.day_number(table.paid_on), table.payment_id).where(stands("payments"))
        return _sorted_rows(self._connection, query)

    @cached_property
    def _credit_notes(self) -> tuple[Ints, Ints]:
        table = FACTS["items"].c
        query = select(func.day_number(table.issued_on), items.c.invoice_id).join_from(items, FACTS["items"])
        query = query.where(stands("items"), table.document_type == "credit_note")
        return _sorted_rows(self._connection, query.order_by(items.c.invoice_id, items.c.instalment.desc()))

    @cached_property
    def _currency_names(self) -> list[str]:
        return list(self._connection.scalars(select(FACTS["items"].c.currency).distinct()))

    @cached_property
    def _items(self) -> _Items:
        marks, numbers = _sorted_rows(self._connection, select(items.c.item_no, items.c.invoice_id, items.c.instalment))
        table = FACTS["items"].c
        codes = [
            (and_(stands("items"), table.currency == name), code) for code, name in enumerate(self._currency_names)
        ]
        query = select(table.item_no, table.customer_no, case(*codes, (false(), NOWHERE), else_=NOWHERE))
        item_no, customer_no, currency = read_integers(self._connection, query.order_by(table.fact_no))
        size = int(numbers.max(initial=0)) + 1
        customer_of, currency_of = np.full(size, NOWHERE, dtype=np.int64), np.full(size, NOWHERE, dtype=np.int64)
        customer_of[item_no] = customer_no  # of several versions the last one stays
        standing = currency >= 0
        currency_of[item_no[standing]] = currency[standing]
        return _Items(marks, numbers, customer_of, currency_of)


def _days(days_of: tuple[Ints, Ints], ids: Sequence[str]) -> list[date | None]:
    marks, numbers = days_of
    place = places_in(marks, marks_of(ids, len(ids)))
    found = np.where(place < 0, NO_DAY, numbers[place] if len(numbers) else NO_DAY).tolist()
    days: dict[int, date | None] = {day: day_of(day) for day in set(found) - {NO_DAY}} | {NO_DAY: None}
    return [days[day] for day in found]


def _sorted_rows(connection: Connection, query: Select[Any]) -> tuple[Ints, Ints]:
    """Rows of (number, id, …) → marks of (id, …), or of the id alone, sorted; and the numbers beside them."""
    marks, numbers = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for rows in read_rows(connection, query):
        number, *key = zip(*rows, strict=True)
        marks.append(marks_of(zip(*key, strict=True) if len(key) > 1 else key[0], len(rows)))
        numbers.append(np.array(number, dtype=np.int64))
    together = np.concatenate(marks)
    order = np.argsort(together, kind="stable")
    return together[order], np.concatenate(numbers)[order]
