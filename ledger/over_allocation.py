"""What an import left allocated beyond what there is: of an item, a payment or a credit note.

Asked at the end of an import, about what it spoke of: allocations, but also invoices and credit notes whose amount it corrected,
and payments that it corrected or that went back. A small import costs a look at these only, not at all others.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from ledger.audit import read_head
from ledger.bulk import among
from ledger.records import RETURNED
from ledger.seal import last_facts
from ledger.standing import stands
from ledger.tables import FACTS, HAS_NOTE, items

FEW = 5_000
"""Facts of a kind up to which an import is small."""
allocations, versions, payments = FACTS["allocations"], FACTS["items"], FACTS["payments"]
TOTAL = func.sum(allocations.c.amount_minor)


@dataclass(frozen=True, slots=True)
class Excess:
    """An item settled by more than it is, or money handed on beyond what came in; amounts in minor units."""

    of: Literal["item", "payment", "credit note"]
    name: str
    currency: str
    amount_minor: int
    allocated_minor: int


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What a small import spoke of."""

    items: set[int]
    payments: set[str]
    notes: set[str]


def over_allocated(connection: Connection, import_no: int, limit: int) -> list[Excess]:
    """Items, payments and credit notes that an import spoke of and whose standing allocations exceed their amount.

    Asked before the import is sealed; ``limit``: at most so many of each.
    """
    return _OverAllocation(connection, import_no, limit).excesses()


class _OverAllocation:
    def __init__(self, connection: Connection, import_no: int, limit: int):
        self._connection, self._import_no, self._limit = connection, import_no, limit
        self._spoken = _spoken(connection, import_no)

    def excesses(self) -> list[Excess]:
        """Items, payments and credit notes whose standing allocations exceed their amount."""
        spoken, query = self._spoken, self._connection.execute
        found = [Excess("item", f"{row[0]}/{row[1]}", row[2], row[3], int(row[4])) for row in query(self._items())]
        back = [Excess("payment", row[0], row[1], row[2], int(row[3])) for row in query(self._returned())]
        other = {one.name for one in back}
        paid = [Excess("payment", row[0], row[1], row[2], int(row[3])) for row in query(self._payments())]
        found += sorted([*back, *(one for one in paid if one.name not in other)], key=lambda one: one.name)[
            : self._limit
        ]
        if spoken is None or spoken.notes:
            found += [Excess("credit note", row[0], row[1], int(row[2]), int(row[3])) for row in query(self._notes())]
        return found

    def _items(self) -> Select[Any]:
        sums = self._sums(allocations.c.item_no, lambda spoken: spoken.items)
        return (
            select(items.c.invoice_id, items.c.instalment, versions.c.currency, versions.c.amount_minor, sums.c.total)
            .join_from(sums, versions, versions.c.item_no == sums.c.item_no)
            .join(items, items.c.item_no == sums.c.item_no)
            .where(stands("items"), versions.c.amount_minor < sums.c.total)
            .where(or_(versions.c.import_no == self._import_no, sums.c.newest == self._import_no))
            .order_by(items.c.invoice_id, items.c.instalment)
            .limit(self._limit)
        )

    def _payments(self) -> Select[Any]:
        cash = allocations.c.allocation_kind == "cash"
        sums = self._sums(allocations.c.payment_id, lambda spoken: spoken.payments, cash)
        return (
            select(payments.c.payment_id, payments.c.currency, payments.c.amount_minor, sums.c.total)
            .join_from(sums, payments, payments.c.payment_id == sums.c.payment_id)
            .where(stands("payments"), payments.c.amount_minor < sums.c.total)
            .where(or_(payments.c.import_no == self._import_no, sums.c.newest == self._import_no))
            .where(~applied_abroad().exists())
            .order_by(payments.c.payment_id)
            .limit(self._limit)
        )

    def _sums(
        self, key: ColumnElement[Any], of: Callable[[_Spoken], Collection[Any]], *where: ColumnElement[bool]
    ) -> Any:
        """Standing allocations summed by a column first, so that few rows are joined and sorted (a subquery)."""
        newest = func.max(allocations.c.import_no).label("newest")
        return (
            select(key, TOTAL.label("total"), newest)
            .where(stands("allocations"), *where, *self._only(key, of))
            .group_by(key)
            .subquery()
        )

    def _returned(self) -> Select[Any]:
        """Payments that went back while allocations of them stand: what is left of them is less than was handed on."""
        back, left = returned_payments(), payments.c.amount_minor + func.max(RETURN.c.amount_minor)
        return (
            back.with_only_columns(payments.c.payment_id, payments.c.currency, left, TOTAL)
            .where(*self._only(RETURN.c.payment_id, lambda spoken: [f"{name}{RETURNED}" for name in spoken.payments]))
            .group_by(payments.c.payment_id, payments.c.currency, payments.c.amount_minor, RETURN.c.import_no)
            .having(left < TOTAL, self._touched(RETURN.c.import_no))
            .order_by(payments.c.payment_id)
            .limit(self._limit)
        )

    def _notes(self) -> Select[Any]:
        amount = noted_amounts(self._only(items.c.invoice_id, lambda spoken: spoken.notes))
        return (
            select(amount.c.invoice_id, amount.c.currency, amount.c.amount, TOTAL)
            .join_from(allocations, amount, amount.c.invoice_id == allocations.c.credit_note_id)
            .where(stands("allocations"), allocations.c.allocation_kind == "credit")
            .where(HAS_NOTE, *self._only(allocations.c.credit_note_id, lambda spoken: spoken.notes))
            .group_by(amount.c.invoice_id, amount.c.currency, amount.c.amount, amount.c.import_no)
            .having(amount.c.amount < TOTAL, self._touched(amount.c.import_no))
            .order_by(amount.c.invoice_id)
            .limit(self._limit)
        )

    def _only(self, key: ColumnElement[Any], of: Callable[["_Spoken"], Collection[Any]]) -> list[ColumnElement[bool]]:
        """Of a small import only what it spoke of."""
        return [] if self._spoken is None else [among(self._connection, key, of(self._spoken))]

    def _touched(self, own: ColumnElement[int]) -> ColumnElement[bool]:
        """Whether this import told the thing itself or the newest of its allocations."""
        return or_(own == self._import_no, func.max(allocations.c.import_no) == self._import_no)


RETURN = payments.alias("back")


def applied_abroad() -> Select[Any]:
    """Whether ``payments`` was applied to an item of another currency: amounts of two currencies cannot be compared."""
    there = allocations.alias("abroad")
    return (
        select(there.c.fact_no)
        .join_from(there, versions, versions.c.item_no == there.c.item_no)
        .where(stands("allocations", there), stands("items"), there.c.payment_id == payments.c.payment_id)
        .where(versions.c.currency != payments.c.currency, there.c.amount_minor.is_not(None))
    )


def returned_payments() -> Select[Any]:
    """Allocations of cash, joined to their payments and to the facts that these went back (``RETURN``)."""
    name = func.substr(RETURN.c.payment_id, 1, func.length(RETURN.c.payment_id) - len(RETURNED))
    return (
        select(allocations.c.fact_no)
        .join_from(RETURN, payments, payments.c.payment_id == name)
        .join(allocations, allocations.c.payment_id == payments.c.payment_id)
        .where(
            RETURN.c.amount_minor < 0, RETURN.c.payment_id.endswith(RETURNED), allocations.c.allocation_kind == "cash"
        )
        .where(stands("allocations"), stands("payments"), stands("payments", RETURN))
    )


def noted_amounts(where: Collection[ColumnElement[bool]] = ()) -> Any:
    """Credit note → its currency, its whole amount and the newest import that told it (a subquery)."""
    return (
        select(
            items.c.invoice_id,
            func.max(versions.c.currency).label("currency"),
            func.sum(versions.c.amount_minor).label("amount"),
            func.max(versions.c.import_no).label("import_no"),
        )
        .join_from(versions, items, items.c.item_no == versions.c.item_no)
        .where(stands("items"), versions.c.document_type == "credit_note", *where)
        .group_by(items.c.invoice_id)
        .subquery()
    )


def _spoken(connection: Connection, import_no: int) -> _Spoken | None:
    """None: it told so much, or is sealed already, that everything is looked at."""
    sealed, newest = read_head(connection).sealed or {}, last_facts(connection)
    told = [newest.get(kind, 0) - sealed.get(kind, 0) for kind in ("allocations", "items", "payments")]
    if not any(told) or max(told) > FEW:
        return None

    def mine(kind: str, *columns: Any) -> list[Any]:
        table = FACTS[kind].c
        own = select(*columns).where(table.fact_no > sealed.get(kind, 0), table.import_no == import_no)
        return list(connection.execute(own))

    moved = mine(
        "allocations",
        allocations.c.fact_no,
        allocations.c.item_no,
        allocations.c.payment_id,
        allocations.c.credit_note_id,
    )
    own = mine("items", versions.c.item_no, versions.c.document_type)
    numbers = [row.item_no for row in own if row.document_type == "credit_note"]
    notes = (
        connection.scalars(select(items.c.invoice_id).where(among(connection, items.c.item_no, numbers)))
        if numbers
        else ()
    )
    return _Spoken(
        items={row.item_no for row in (*moved, *own)},
        payments=({row.payment_id for row in moved} - {""})
        | {row.payment_id.removesuffix(RETURNED) for row in mine("payments", payments.c.payment_id)},
        notes={*({row.credit_note_id for row in moved} - {""}), *notes},
    )
