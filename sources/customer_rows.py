"""Customers: a row of a customers file, or what the rows of an invoices file say of their customer."""

from collections.abc import Callable, Iterator

from ledger.errors import InvalidValue
from ledger.records import Customer
from sources.cells import Cells, Row
from sources.fields import CUSTOMER_DETAILS
from sources.rows import read_rows
from sources.source import Reading, SourceRow
from sources.table import Table
from sources.values import read_whole


def customer_rows(table: Table, cells: Cells, reading: Reading) -> Iterator[SourceRow]:
    """A customers file."""
    read, customer_id = CustomerCells(cells, reading.base_currency), cells.identity("customer_id")
    currency = cells.currency(reading.base_currency) if cells.has("currency") else None
    stated = cells.text("currency")

    def row_of(place: int, row: Row) -> tuple[Customer]:
        code = currency(row) if currency is not None and stated(row) else ""
        return (read(row, customer_id(row), code),)

    return read_rows(table, cells, row_of, reading.advance)


class CustomerCells:
    """The details of a customer that a file has columns for."""

    def __init__(self, cells: Cells, base_currency: str):
        self.any = any(cells.has(name) for name in CUSTOMER_DETAILS) or bool(cells.section.customer_attributes)
        self._fallback = cells.section.currency or base_currency
        self._texts = [
            (name, cells.text(name)) for name in ("name", "country", "industry", "parent_id", "email", "language")
        ]
        self._terms_days = cells.detail("terms_days", read_whole)
        self._limit = cells.detail("credit_limit", lambda text: text)
        self._minor = _limit_reader(cells)
        self._natural_person = cells.flag("natural_person")
        self._registered_on = cells.detail("registered_on", cells.day_of)
        own = cells.section.customer_attributes or (
            cells.section.attributes if cells.section.kind == "customers" else ()
        )
        self._attributes = cells.attributes(own)

    def __call__(self, row: Row, customer_id: str, currency: str) -> Customer:
        limit = self._limit(row)
        return Customer(
            customer_id=customer_id,
            **{name: read(row) for name, read in self._texts},
            currency=currency,
            terms_days=self._terms_days(row),
            credit_limit_minor=None if limit is None else self._minor(limit, currency or self._fallback),
            natural_person=self._natural_person(row),
            registered_on=self._registered_on(row),
            attributes=self._attributes(row),
        )


def _limit_reader(cells: Cells) -> Callable[[str, str], int | None]:
    def read(text: str, currency: str) -> int | None:
        try:
            return cells.amounts.minor(text, currency)
        except InvalidValue as error:
            cells.warn_detail("credit_limit", text, error)
            return None

    return read
