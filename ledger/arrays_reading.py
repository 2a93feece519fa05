"""The ledger's facts into arrays (``ledger/arrays.py``): integers by the column, texts only where there are no others.

A million invoices make ten million numbers: no Python object is kept of any of them.
"""

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, select

from ledger.arrays import (
    CASH,
    CREDIT,
    NO_DAY,
    NO_FIGURES,
    WRITE_OFF,
    Allocations,
    CustomerFigures,
    CustomerVersions,
    Disputes,
    ItemVersions,
    LedgerArrays,
    Payments,
)
from ledger.column_reading import no_collecting, read_few_integers, read_integers, read_rows
from ledger.correspondence import interactions, promises
from ledger.day import FOREVER, Days, day_number
from ledger.exchange import in_base, read_quotes
from ledger.figures import figures
from ledger.further_columns import further_columns
from ledger.marks import sorted_contains
from ledger.money import exponent
from ledger.policy import Policy
from ledger.tables import FACTS, customers, facts_with_end, items, retractions

Integers = NDArray[np.int64]
NOT_STATED = -(2**62)
"""Stands for an amount that is null on its way into an array."""
ALLOCATION_KINDS = {"cash": CASH, "credit": CREDIT, "write_off": WRITE_OFF}


class ArraysReader:
    """Facts known before a day; ``only``: numbers of customers, None: of all."""

    def __init__(self, connection: Connection, as_of: date, only: list[int] | None, policy: Policy):
        self._connection, self._as_of, self._only, self._policy = connection, as_of, only, policy
        self._cut = day_number(as_of)
        self._further = {column.scope for column in further_columns(policy.further_features)}
        self._currencies: dict[str, int] = {}

    def read(self) -> LedgerArrays:
        """Everything there is."""
        with no_collecting():
            return self._read()

    def _read(self) -> LedgerArrays:
        customer_rows = self._rows(
            select(customers.c.customer_no, customers.c.customer_id).order_by(customers.c.customer_id),
            customers.c.customer_no,
        )
        customer_code = {row[0]: code for code, row in enumerate(customer_rows)}
        by_id = {row[1]: code for code, row in enumerate(customer_rows)}
        self._customer = _Codes(np.array([row[0] for row in customer_rows], dtype=np.int64))
        versions = self._item_facts()
        self._item = _Codes(_distinct(versions[0]))
        invoice_ids, instalments = self._item_names()
        invoice_code = dict(zip(dict.fromkeys(invoice_ids), count()))
        item_versions = self._items(versions)
        policy, currencies = self._policy, tuple(self._currencies)
        quotes = read_quotes(self._rates, self._cut, currencies, policy.base_currency, policy.rate_valid_days)
        item_versions = in_base(item_versions, currencies, quotes)
        return LedgerArrays(
            as_of=self._cut,
            customer_id=_texts([row[1] for row in customer_rows]),
            invoice_id=_texts(invoice_ids),
            instalment=instalments,
            item_invoice=np.fromiter(
                map(invoice_code.__getitem__, invoice_ids), dtype=np.int32, count=len(invoice_ids)
            ),
            customers=self._customers(customer_code, by_id),
            items=item_versions,
            allocations=self._allocations(),
            payments=self._payments(),
            disputes=self._disputes(invoice_code, customer_code),
            currencies=tuple(self._currencies),
            promises=promises(self._facts, self._cut, invoice_code, customer_code),
            interactions=interactions(self._facts, self._cut, invoice_code, customer_code),
            figures=self._figures(customer_code),
        )

    def _integers(self, kind: str, *columns: ColumnElement[Any]) -> list[Integers]:
        """``columns`` and the day of retraction (``FOREVER``: none), of facts known before the day, oldest first."""
        table = FACTS[kind]
        ended = (retractions.c.kind == kind) & (retractions.c.fact_no == table.c.fact_no)
        until = func.coalesce(func.day_number(retractions.c.known_on), int(FOREVER))
        query = select(*columns, until).select_from(table.outerjoin(retractions, ended))
        query = query.where(table.c.known_on < self._as_of).order_by(table.c.fact_no)
        if self._only is None:
            *values, ends = read_integers(self._connection, query)
        else:
            query = query.where(table.c.customer_no.in_(self._only))
            *values, ends = read_few_integers(self._connection, query)
        return [*values, np.where(ends < self._cut, ends, FOREVER)]

    def _item_facts(self) -> list[Integers]:
        table = FACTS["items"].c
        self._item_currencies = self._currency_names("items")
        return self._integers(
            "items", table.item_no, table.customer_no, func.day_number(table.known_on),
            func.day_number(table.issued_on), func.day_number(table.due_on),
            func.coalesce(table.amount_minor, NOT_STATED), func.coalesce(table.base_minor, NOT_STATED),
            _place(table.currency, self._item_currencies), _place(table.document_type, ["invoice", "credit_note"]),
            case((table.purchase_order == "", 0), else_=1),
        )  # fmt: skip

    def _items(self, versions: list[Integers]) -> ItemVersions:
        item_no, customer_no, known_on, issued_on, due_on, amount, base, money, document, has_order, until = versions
        currency = self._currency_codes(self._item_currencies, money)
        tolerances = np.array([self._tolerance(name) for name in self._currencies] or [0], dtype=np.int64)
        item, told_on = self._item.of(item_no), known_on.astype(np.int32)
        order = _in_order(told_on, item)
        order = order[until[order] > told_on[order]]
        return ItemVersions(
            item=item[order],
            customer=self._customer.of(customer_no[order]),
            known_on=told_on[order],
            until=until[order].astype(np.int32),
            issued_on=issued_on[order].astype(np.int32),
            due_on=due_on[order].astype(np.int32),
            amount=_stated(amount)[order],
            base=_stated(base)[order],
            amount_known=(amount != NOT_STATED)[order],
            base_known=(base != NOT_STATED)[order],
            tolerance=tolerances[currency[order]],
            currency=currency[order],
            credit_note=(document == 1)[order],
            purchase_order=(has_order == 1)[order],
            attributes=self._item_attributes(order),
        )

    def _item_attributes(self, order: NDArray[np.intp]) -> NDArray[np.object_] | None:
        """Of the same facts as ``_item_facts``; not read where no column of invoices is declared for the models."""
        if "invoice" not in self._further:
            return None
        return _texts([row[0] for row in self._facts("items", FACTS["items"].c.attributes)])[order]

    def _figures(self, customer_code: dict[int, int]) -> CustomerFigures:
        return figures(self._facts, self._cut, customer_code) if "customer" in self._further else NO_FIGURES

    def _item_names(self) -> tuple[list[str], NDArray[np.int32]]:
        """Invoice ids and instalments of the items, in the order of their codes."""
        query = select(items.c.item_no, items.c.invoice_id, items.c.instalment).order_by(items.c.item_no)
        if self._only is not None:
            table = FACTS["items"].c
            query = query.where(items.c.item_no.in_(select(table.item_no).where(table.customer_no.in_(self._only))))
        ids: list[str] = []
        instalments: list[NDArray[np.int32]] = [np.zeros(0, dtype=np.int32)]
        parts_read = (
            read_rows(self._connection, query) if self._only is None else [self._connection.execute(query).all()]
        )
        for rows in filter(None, parts_read):
            numbers, names, parts = zip(*rows, strict=True)
            known = self._item.holds(np.array(numbers, dtype=np.int64))
            ids += names if known.all() else [name for name, seen in zip(names, known.tolist(), strict=True) if seen]
            instalments.append(np.array(parts, dtype=np.int32)[known])
        return ids, np.concatenate(instalments)

    def _allocations(self) -> Allocations:
        table = FACTS["allocations"].c
        facts = self._integers(
            "allocations", table.item_no, table.customer_no, func.day_number(table.known_on),
            func.day_number(table.valued_on), func.coalesce(table.amount_minor, NOT_STATED),
            _place(table.allocation_kind, list(ALLOCATION_KINDS)),
        )  # fmt: skip
        known = self._item.holds(facts[0])
        if not known.all():
            facts = [column[known] for column in facts]
        (item_no, customer_no, known_on, valued_on, amount, kind), sign = self._with_reversals(facts)
        item, told_on, minor = self._item.of(item_no), known_on.astype(np.int32), _stated(amount)
        order = _in_order(told_on, item)
        codes = np.array(list(ALLOCATION_KINDS.values()), dtype=np.int8)
        return Allocations(
            item[order], self._customer.of(customer_no[order]), told_on[order], valued_on[order].astype(np.int32),
            (minor * sign)[order], (amount != NOT_STATED)[order], codes[kind[order]], np.where(minor < 0, -sign, sign)[order],
        )  # fmt: skip

    def _payments(self) -> Payments:
        table, names = FACTS["payments"].c, self._currency_names("payments")
        facts = self._integers(
            "payments", table.customer_no, _place(table.currency, names), func.day_number(table.known_on),
            func.day_number(table.paid_on), func.coalesce(table.amount_minor, NOT_STATED),
        )  # fmt: skip
        (customer_no, money, known_on, paid_on, amount), sign = self._with_reversals(facts)
        customer, told_on, minor = self._customer.of(customer_no), known_on.astype(np.int32), _stated(amount)
        order = _in_order(told_on, customer)
        return Payments(
            customer[order], told_on[order], paid_on[order].astype(np.int32), np.abs(minor)[order],
            self._currency_codes(names, money)[order], np.where(minor < 0, -sign, sign)[order],
        )  # fmt: skip

    def _with_reversals(self, facts: list[Integers]) -> tuple[list[Integers], NDArray[np.int8]]:
        """Columns with the knowledge day third and the end last → without the end, one more row a retraction; signs."""
        *columns, until = facts
        ended = np.flatnonzero(until < FOREVER)
        columns[2:3] = [np.concatenate([columns[2], until[ended]])]
        columns = [column if n == 2 else np.concatenate([column, column[ended]]) for n, column in enumerate(columns)]
        return columns, np.repeat(np.array([1, -1], dtype=np.int8), [len(until), len(ended)])

    def _currency_names(self, kind: str) -> list[str]:
        table = FACTS[kind].c
        return [row[0] for row in self._rows(select(table.currency).distinct(), table.customer_no)]

    def _currency_codes(self, names: Sequence[str], place: Integers) -> NDArray[np.int32]:
        """Codes of currencies, given in the order in which they first come, out of places in ``names``."""
        found, first = np.unique(place, return_index=True)
        code = np.zeros(len(names) + 1, dtype=np.int32)
        for at in found[np.argsort(first)].tolist():
            code[at] = self._currencies.setdefault(names[at], len(self._currencies))
        return code[place]

    def _tolerance(self, currency: str) -> int:
        return round(self._policy.tolerance_major * int(10 ** exponent(currency)))

    def _rows(self, query: Select[Any], customer_no: Any) -> list[Any]:
        if self._only is not None:
            query = query.where(customer_no.in_(self._only))
        return list(self._connection.execute(query))

    def _facts(self, kind: str, *columns: Any) -> list[Any]:
        """Rows of ``columns`` + (retracted on, or None), of facts known before the day."""
        table = FACTS[kind]
        query = facts_with_end(kind, *columns).where(table.c.known_on < self._as_of)
        return self._rows(query.order_by(table.c.fact_no), table.c.customer_no)

    def _rates(self, kind: str, *columns: Any) -> list[Any]:
        """The same of facts that are no customer's."""
        table = FACTS[kind]
        query = facts_with_end(kind, *columns).where(table.c.known_on < self._as_of)
        return list(self._connection.execute(query))

    def _customers(self, code: dict[int, int], by_id: dict[str, int]) -> CustomerVersions:
        table = FACTS["customers"].c
        rows = self._facts(
            "customers", table.customer_no, func.day_number(table.known_on), table.name, table.country, table.industry,
            table.parent_id, table.natural_person, table.credit_limit_minor, func.day_number(table.registered_on), table.attributes,
            table.currency,
        )  # fmt: skip
        columns = _columns(rows, 12)
        customer = _codes(columns[0], code)
        known_on, until = _days(columns[1]), self._ends(columns[11])
        order = np.lexsort((known_on, customer))
        person = np.array([-1 if value is None else int(value) for value in columns[6]], dtype=np.int8)
        limit = np.array([-1 if value is None else value for value in columns[7]], dtype=np.int64)
        parent = np.array([by_id.get(value, -1) for value in columns[5]], dtype=np.int32)
        live = order[until[order] > known_on[order]]
        return CustomerVersions(
            customer[live], known_on[live], until[live], _texts(columns[2])[live], _texts(columns[3])[live],
            _texts(columns[4])[live], parent[live], person[live], limit[live], _days(columns[8])[live], _texts(columns[9])[live],
            _texts(columns[10])[live],
        )  # fmt: skip

    def _disputes(self, invoice_code: dict[str, int], customer_code: dict[int, int]) -> Disputes:
        table = FACTS["disputes"].c
        rows = self._facts(
            "disputes", table.invoice_id, table.customer_no, func.day_number(table.known_on), table.event,
            table.amount_minor,
        )  # fmt: skip
        rows = self._rows_with_reversals([row for row in rows if row[0] in invoice_code])
        columns = _columns(rows, 6)
        customer, known_on = _codes(columns[1], customer_code), _days(columns[2])
        order = np.lexsort((known_on, customer))
        amount = np.array([-1 if value is None else value for value in columns[4]], dtype=np.int64)
        invoice = np.array([invoice_code[value] for value in columns[0]], dtype=np.int32)
        opened = np.array([value == "opened" for value in columns[3]], dtype=np.int8)
        sign = np.array(columns[5], dtype=np.int8)
        return Disputes(invoice[order], customer[order], known_on[order], opened[order], sign[order], amount[order])

    def _rows_with_reversals(self, rows: list[Any]) -> list[Any]:
        """Rows with knowledge day third and retraction day last → rows with a sign last, and one more a retraction."""
        out = [(*row[:-1], 1) for row in rows]
        out += [(*row[:2], row[-1], *row[3:-1], -1) for row in rows if row[-1] is not None and row[-1] < self._cut]
        return out

    def _ends(self, values: Sequence[int | None]) -> NDArray[np.int32]:
        return np.array([FOREVER if value is None or value >= self._cut else value for value in values], dtype=np.int32)


class _Codes:
    """Dense codes of numbers: the place of each among those given."""

    def __init__(self, numbers: Integers):
        self._order = np.argsort(numbers, kind="stable").astype(np.int32)
        self._sorted = numbers[self._order]

    def of(self, numbers: Integers) -> NDArray[np.int32]:
        """Codes of numbers that are all there, shape as given."""
        return self._order[np.searchsorted(self._sorted, numbers)]

    def holds(self, numbers: Integers) -> NDArray[np.bool_]:
        """Which numbers are there, shape as given."""
        return sorted_contains(self._sorted, numbers)


def _distinct(numbers: Integers) -> Integers:
    """Each once, rising: they nearly do already."""
    rising = np.sort(numbers, kind="stable")
    return rising[np.r_[True, rising[1:] != rising[:-1]]] if len(rising) else rising


def _in_order(known_on: Days, thing: NDArray[np.int32]) -> NDArray[np.intp]:
    """Order by thing, then by knowledge day, then as told."""
    keys = (thing.astype(np.int64) << 32) + known_on
    return np.argsort(keys, kind="stable")


def _stated(amount: Integers) -> Integers:
    """0 where not stated."""
    return np.where(amount == NOT_STATED, 0, amount)


def _place(column: ColumnElement[Any], words: Sequence[str]) -> ColumnElement[int]:
    """Place of a text among ``words``."""
    if not words:
        return literal(0)
    return case(*((column == word, place) for place, word in enumerate(words)), else_=len(words))


def _columns(rows: list[Any], count: int) -> list[Sequence[Any]]:
    return list(zip(*rows, strict=True)) if rows else [()] * count


def _codes(values: Sequence[int], code: dict[int, int]) -> NDArray[np.int32]:
    return np.array([code[value] for value in values], dtype=np.int32)


def _days(values: Sequence[int | None]) -> NDArray[np.int32]:
    return np.array([NO_DAY if value is None else value for value in values], dtype=np.int32)


def _texts(values: Sequence[Any]) -> NDArray[np.object_]:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out
