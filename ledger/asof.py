"""``LedgerAsOf``: the only door to the ledger's data for features, KPIs and models.

It gives what was known before the start of a day, and nothing else, so that the future cannot be reached.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, func, select

from ledger.arrays import (
    CASH,
    CREDIT,
    NO_DAY,
    WRITE_OFF,
    Allocations,
    CustomerVersions,
    Disputes,
    ItemVersions,
    LedgerArrays,
    Payments,
)
from ledger.correspondence import interactions, promises
from ledger.day import FOREVER, day_number
from ledger.errors import UnknownCustomer
from ledger.exchange import in_base, read_quotes
from ledger.money import exponent
from ledger.policy import Policy, policy_on
from ledger.tables import FACTS, customers, facts_with_end, items

ALLOCATION_KINDS = {"cash": CASH, "credit": CREDIT, "write_off": WRITE_OFF}


class LedgerAsOf:
    """Facts with ``known_on < as_of`` (start of day); of all customers, or of some."""

    def __init__(self, connection: Connection, as_of: date, customer_ids: Sequence[str] | None = None):
        self._connection = connection
        self.as_of = as_of
        self._only = None if customer_ids is None else self._numbers(customer_ids)

    @classmethod
    def closing(
        cls, connection: Connection, closing_on: date, customer_ids: Sequence[str] | None = None
    ) -> "LedgerAsOf":
        """The finance view: facts known by the end of a day; equals ``as_of`` the day after."""
        return cls(connection, closing_on + timedelta(days=1), customer_ids)

    @cached_property
    def policy(self) -> Policy:
        """Policies known before ``as_of``; where none was recorded yet, the first ones the company ever set."""
        return policy_on(self._connection, date.max)

    @cached_property
    def arrays(self) -> LedgerArrays:
        """Everything known, as arrays (``ledger/arrays.py``)."""
        reader = _ArraysReader(self._connection, self.as_of, self._only, self.policy)
        return reader.read()

    def _numbers(self, customer_ids: Sequence[str]) -> list[int]:
        query = select(customers.c.customer_id, customers.c.customer_no).where(
            customers.c.customer_id.in_(customer_ids)
        )
        found = {row[0]: row[1] for row in self._connection.execute(query)}
        for name in customer_ids:
            if name not in found:
                raise UnknownCustomer(f"customer {name!r} is not in the ledger; import it, or check the id")
        return list(found.values())


class _ArraysReader:
    def __init__(self, connection: Connection, as_of: date, only: list[int] | None, policy: Policy):
        self.connection, self.as_of, self.only, self.policy = connection, as_of, only, policy
        self.cut = day_number(as_of)
        self.currencies: dict[str, int] = {}

    def read(self) -> LedgerArrays:
        customer_rows = self._rows(
            select(customers.c.customer_no, customers.c.customer_id).order_by(customers.c.customer_id),
            customers.c.customer_no,
        )
        customer_code = {row[0]: code for code, row in enumerate(customer_rows)}
        by_id = {row[1]: code for code, row in enumerate(customer_rows)}
        version_rows = self._facts("items", *self._item_columns())
        seen = sorted({row[0] for row in version_rows})
        names = self._item_names(seen)
        item_code = {number: code for code, number in enumerate(seen)}
        invoice_code: dict[str, int] = {}
        item_invoice = [invoice_code.setdefault(names[number][0], len(invoice_code)) for number in seen]
        item_versions = self._items(version_rows, item_code, customer_code)
        policy, currencies = self.policy, tuple(self.currencies)
        quotes = read_quotes(self._rates, self.cut, currencies, policy.base_currency, policy.rate_valid_days)
        item_versions = in_base(item_versions, currencies, quotes)
        return LedgerArrays(
            as_of=self.cut,
            customer_id=_texts([row[1] for row in customer_rows]),
            invoice_id=_texts([names[number][0] for number in seen]),
            instalment=np.array([names[number][1] for number in seen], dtype=np.int32),
            item_invoice=np.array(item_invoice, dtype=np.int32),
            customers=self._customers(customer_code, by_id),
            items=item_versions,
            allocations=self._allocations(item_code, customer_code),
            payments=self._payments(customer_code),
            disputes=self._disputes(invoice_code, customer_code),
            currencies=tuple(self.currencies),
            promises=promises(self._facts, self.cut, invoice_code, customer_code),
            interactions=interactions(self._facts, self.cut, invoice_code, customer_code),
        )

    def _rows(self, query: Select[Any], customer_no: Any) -> list[Any]:
        if self.only is not None:
            query = query.where(customer_no.in_(self.only))
        return list(self.connection.execute(query))

    def _facts(self, kind: str, *columns: Any) -> list[Any]:
        """Rows of ``columns`` + (retracted on, or None), of facts known before the day."""
        table = FACTS[kind]
        query = facts_with_end(kind, *columns).where(table.c.known_on < self.as_of)
        return self._rows(query.order_by(table.c.fact_no), table.c.customer_no)

    def _rates(self, kind: str, *columns: Any) -> list[Any]:
        """The same of facts that are no customer's."""
        table = FACTS[kind]
        query = facts_with_end(kind, *columns).where(table.c.known_on < self.as_of)
        return list(self.connection.execute(query))

    def _item_names(self, numbers: list[int]) -> dict[int, tuple[str, int]]:
        query = select(items.c.item_no, items.c.invoice_id, items.c.instalment)
        if self.only is not None:
            query = query.where(items.c.item_no.in_(numbers))
        return {row[0]: (row[1], row[2]) for row in self.connection.execute(query)}

    def _customers(self, code: dict[int, int], by_id: dict[str, int]) -> CustomerVersions:
        table = FACTS["customers"].c
        rows = self._facts(
            "customers", table.customer_no, func.day_number(table.known_on), table.name, table.country, table.industry,
            table.parent_id, table.natural_person, table.credit_limit_minor, func.day_number(table.registered_on), table.attributes,
        )  # fmt: skip
        columns = _columns(rows, 11)
        customer = _codes(columns[0], code)
        known_on, until = _days(columns[1]), self._ends(columns[10])
        order = np.lexsort((known_on, customer))
        person = np.array([-1 if value is None else int(value) for value in columns[6]], dtype=np.int8)
        limit = np.array([-1 if value is None else value for value in columns[7]], dtype=np.int64)
        parent = np.array([by_id.get(value, -1) for value in columns[5]], dtype=np.int32)
        live = order[until[order] > known_on[order]]
        return CustomerVersions(
            customer[live], known_on[live], until[live], _texts(columns[2])[live], _texts(columns[3])[live],
            _texts(columns[4])[live], parent[live], person[live], limit[live], _days(columns[8])[live], _texts(columns[9])[live],
        )  # fmt: skip

    @staticmethod
    def _item_columns() -> tuple[Any, ...]:
        table = FACTS["items"].c
        return (
            table.item_no, table.customer_no, func.day_number(table.known_on), func.day_number(table.issued_on),
            func.day_number(table.due_on), table.amount_minor, table.base_minor, table.currency, table.document_type,
            table.purchase_order,
        )  # fmt: skip

    def _items(self, rows: list[Any], item_code: dict[int, int], customer_code: dict[int, int]) -> ItemVersions:
        columns = _columns(rows, 11)
        item, known_on, until = _codes(columns[0], item_code), _days(columns[2]), self._ends(columns[10])
        currency = self._currency_codes(columns[7])
        tolerances = np.array([self._tolerance(name) for name in self.currencies] or [0], dtype=np.int64)
        amount, amount_known = _amounts(columns[5])
        base, base_known = _amounts(columns[6])
        order = np.lexsort((known_on, item))
        order = order[until[order] > known_on[order]]
        return ItemVersions(
            item=item[order],
            customer=_codes(columns[1], customer_code)[order],
            known_on=known_on[order],
            until=until[order],
            issued_on=_days(columns[3])[order],
            due_on=_days(columns[4])[order],
            amount=amount[order],
            base=base[order],
            amount_known=amount_known[order],
            base_known=base_known[order],
            tolerance=tolerances[currency][order] if len(currency) else np.zeros(0, dtype=np.int64),
            currency=currency[order],
            credit_note=(_texts(columns[8]) == "credit_note").astype(np.bool_)[order],
            purchase_order=(_texts(columns[9]) != "").astype(np.bool_)[order],
        )

    def _allocations(self, item_code: dict[int, int], customer_code: dict[int, int]) -> Allocations:
        table = FACTS["allocations"].c
        rows = self._facts(
            "allocations", table.item_no, table.customer_no, func.day_number(table.known_on),
            func.day_number(table.valued_on), table.amount_minor, table.allocation_kind,
        )  # fmt: skip
        rows = self._with_reversals([row for row in rows if row[0] in item_code])
        columns = _columns(rows, 7)
        amount, amount_known = _amounts(columns[4])
        sign = np.array(columns[6], dtype=np.int8)
        item, known_on = _codes(columns[0], item_code), _days(columns[2])
        order = np.lexsort((known_on, item))
        kind = np.array([ALLOCATION_KINDS[value] for value in columns[5]], dtype=np.int8)
        return Allocations(
            item[order], _codes(columns[1], customer_code)[order], known_on[order], _days(columns[3])[order],
            (amount * sign)[order], amount_known[order], kind[order], np.where(amount < 0, -sign, sign)[order],
        )  # fmt: skip

    def _payments(self, customer_code: dict[int, int]) -> Payments:
        table = FACTS["payments"].c
        rows = self._facts(
            "payments", table.customer_no, table.currency, func.day_number(table.known_on),
            func.day_number(table.paid_on), table.amount_minor,
        )  # fmt: skip
        columns = _columns(self._with_reversals(rows), 6)
        customer, known_on = _codes(columns[0], customer_code), _days(columns[2])
        order = np.lexsort((known_on, customer))
        amount, sign = _amounts(columns[4])[0], np.array(columns[5], dtype=np.int8)
        return Payments(
            customer[order], known_on[order], _days(columns[3])[order], np.abs(amount)[order],
            self._currency_codes(columns[1])[order], np.where(amount < 0, -sign, sign)[order],
        )  # fmt: skip

    def _disputes(self, invoice_code: dict[str, int], customer_code: dict[int, int]) -> Disputes:
        table = FACTS["disputes"].c
        rows = self._facts(
            "disputes", table.invoice_id, table.customer_no, func.day_number(table.known_on), table.event,
            table.amount_minor,
        )  # fmt: skip
        rows = self._with_reversals([row for row in rows if row[0] in invoice_code])
        columns = _columns(rows, 6)
        customer, known_on = _codes(columns[1], customer_code), _days(columns[2])
        order = np.lexsort((known_on, customer))
        amount = np.array([-1 if value is None else value for value in columns[4]], dtype=np.int64)
        invoice = np.array([invoice_code[value] for value in columns[0]], dtype=np.int32)
        opened = np.array([value == "opened" for value in columns[3]], dtype=np.int8)
        sign = np.array(columns[5], dtype=np.int8)
        return Disputes(invoice[order], customer[order], known_on[order], opened[order], sign[order], amount[order])

    def _with_reversals(self, rows: list[Any]) -> list[Any]:
        """Rows with knowledge day third and retraction day last → rows with a sign last, and one more a retraction."""
        out = [(*row[:-1], 1) for row in rows]
        out += [(*row[:2], row[-1], *row[3:-1], -1) for row in rows if row[-1] is not None and row[-1] < self.cut]
        return out

    def _ends(self, values: Sequence[int | None]) -> NDArray[np.int32]:
        return np.array([FOREVER if value is None or value >= self.cut else value for value in values], dtype=np.int32)

    def _currency_codes(self, names: Sequence[str]) -> NDArray[np.int32]:
        return np.array([self.currencies.setdefault(name, len(self.currencies)) for name in names], dtype=np.int32)

    def _tolerance(self, currency: str) -> int:
        return round(self.policy.tolerance_major * int(10 ** exponent(currency)))


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


def _amounts(values: Sequence[int | None]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    known = np.array([value is not None for value in values], dtype=np.bool_)
    return np.array([value or 0 for value in values], dtype=np.int64), known
