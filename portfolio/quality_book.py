"""What checks of data quality look at: the ledger at the end of a day, each part read once and when first asked for."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ledger.arrays import Flags, LedgerArrays
from ledger.asof import LedgerAsOf
from ledger.day import day_number, day_of
from ledger.document_texts import CustomerDetails, DocumentText, customer_details, document_texts
from ledger.import_history import ImportDone, Told, imports_until, known_days, told_by_history
from ledger.money import exponent, to_major
from ledger.policy import Policy
from ledger.quarantine import Waiting, waiting_rows
from ledger.settlement import Closings, closings
from ledger.unapplied import UnappliedPayment, unapplied_payments
from portfolio.ageing import OpenItems, open_items

if TYPE_CHECKING:
    from sqlalchemy import Connection  # only a name here: SQL lives in the ledger

Rows = NDArray[np.int64]


class QualityBook:
    """The closing view (``known_on ≤ closing_on``). ``arrays`` may be handed in where they were read already."""

    def __init__(self, connection: "Connection", closing_on: date, arrays: LedgerArrays | None = None):
        self._connection, self.closing_on, self._arrays = connection, closing_on, arrays
        self.today = day_number(closing_on)

    @cached_property
    def arrays(self) -> LedgerArrays:
        return self._arrays if self._arrays is not None else self._view.arrays

    @cached_property
    def policy(self) -> Policy:
        return self._view.policy

    @cached_property
    def rows(self) -> Rows:
        """Rows of ``arrays.items`` that stand: one an item."""
        return np.flatnonzero(self.arrays.items.until >= self.arrays.as_of)

    @cached_property
    def invoice_rows(self) -> Rows:
        """Those of invoices, without credit notes."""
        return self.rows[~self.arrays.items.credit_note[self.rows]]

    @cached_property
    def first_rows(self) -> Rows:
        """Those of first instalments: later ones fall due by their plan, not by the customer's terms."""
        rows: Rows = self.invoice_rows[self.arrays.instalment[self.arrays.items.item[self.invoice_rows]] == 1]
        return rows

    @cached_property
    def stated_rows(self) -> Rows:
        """Those of invoices whose amount is stated and was not credited: what duplicates are looked for among."""
        items, rows = self.arrays.items, self.invoice_rows
        return rows[items.amount_known[rows] & ~self.is_credited[items.item[rows]]]

    def newest(self, rows: Rows, most: int) -> Rows:
        """Of some rows of ``arrays.items`` those issued last, the newest first."""
        return rows[np.argsort(-self.arrays.items.issued_on[rows], kind="stable")][:most]

    @cached_property
    def customer_count(self) -> int:
        """Customers who had a name, a document or a payment by then: others of the ledger came in later."""
        arrays, told = self.arrays, self.arrays.customers
        named = told.customer[told.name != ""]
        return len(np.unique(np.concatenate([named, arrays.items.customer, arrays.payments.customer])))

    @cached_property
    def closings(self) -> Closings:
        return closings(self.arrays, self.policy.cash_share_to_settle)

    @cached_property
    def open(self) -> OpenItems:
        return open_items(self.arrays)

    @cached_property
    def is_closed(self) -> Flags:
        """Of each item, shape (n items,): closed at the end of the day, with or without cash."""
        return self._closed_by(np.ones(len(self.closings.item), dtype=np.bool_))

    @cached_property
    def is_credited(self) -> Flags:
        """Of each item, shape (n items,): closed without cash."""
        return self._closed_by(~self.closings.in_cash)

    @cached_property
    def imports(self) -> list[ImportDone]:
        return imports_until(self._connection, self.closing_on)

    @cached_property
    def told(self) -> dict[str, Told]:
        return told_by_history(self._connection, self.closing_on)

    @cached_property
    def details(self) -> dict[str, CustomerDetails]:
        return customer_details(self._connection, self.closing_on)

    @cached_property
    def unapplied(self) -> list[UnappliedPayment]:
        return unapplied_payments(self._connection, self.closing_on)

    @cached_property
    def waiting(self) -> list[Waiting]:
        """Rejected rows that wait to be mended: totals a file, kind and code."""
        return waiting_rows(self._connection, self.closing_on)

    def days_known(self, kind: str) -> list[int]:
        """The different days on which facts of a kind became known."""
        return [day_number(day) for day in known_days(self._connection, kind, self.closing_on)]

    def texts(self, items: Iterable[int]) -> dict[int, DocumentText]:
        """Item → what is printed on it; asked for few."""
        names = {item: (str(self.arrays.invoice_id[item]), int(self.arrays.instalment[item])) for item in items}
        found = document_texts(self._connection, [name for name, _ in names.values()], self.closing_on)
        return {item: found[name] for item, name in names.items() if name in found}

    def name(self, item: int) -> str:
        """How people call an item: its invoice's id, with the instalment where it is not the first."""
        instalment = int(self.arrays.instalment[item])
        return str(self.arrays.invoice_id[item]) + (f"/{instalment}" if instalment != 1 else "")

    def customer(self, row: int) -> str:
        """Id of the customer of a row of ``arrays.items``."""
        return str(self.arrays.customer_id[self.arrays.items.customer[row]])

    def money(self, row: int) -> str:
        """1,234.50 EUR: what a row of ``arrays.items`` is over."""
        currency = self.arrays.currencies[self.arrays.items.currency[row]]
        return f"{to_major(int(self.arrays.items.amount[row]), currency):,} {currency}"

    @property
    def base_decimals(self) -> int:
        return exponent(self.policy.base_currency)

    def base_money(self, minor: int) -> str:
        """The same of a sum in the base currency."""
        return f"{to_major(minor, self.policy.base_currency):,} {self.policy.base_currency}"

    @staticmethod
    def day(number: int) -> str:
        return day_of(int(number)).isoformat()

    @cached_property
    def _view(self) -> LedgerAsOf:
        return LedgerAsOf.reported(self._connection, self.closing_on)

    def _closed_by(self, which: Flags) -> Flags:
        made, closed = self.closings, np.zeros(self.arrays.item_count, dtype=np.bool_)
        closed[made.item[which & (made.reopened_on >= self.arrays.as_of)]] = True
        return closed
