"""Invoices as columns: what ``invoice_rows`` reads of a row that nothing is odd about, of files with a number a row.

Odd are here, beside what cannot be read: a payment, a dispute or a foreign currency in the row, and days that a warning is
due for.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from ledger.records import Item, Record
from sources.cell_columns import CellColumns, ReadColumn
from sources.cells import Cells
from sources.chunk import Chunk
from sources.source import Reading

DOCUMENT_TYPES = ("invoice", "credit_note")
YEAR = timedelta(days=366)


class InvoiceColumns:
    kind: type[Record] = Item

    def __init__(self, cells: Cells, reading: Reading):
        columns = CellColumns(cells)
        self._recorded_on, self._base_currency = reading.recorded_on, reading.base_currency
        self._currency, self._amount = columns.currency(), columns.amount("amount")
        optional = {
            "invoice_id": columns.identity("invoice_id"),
            "instalment": columns.repeated("instalment", cells.instalment()),
            "customer_id": columns.identity("customer_id"),
            "document_type": columns.repeated("document_type", cells.word("document_type", DOCUMENT_TYPES)),
            "number": columns.text("number"),
            "issued_on": columns.repeated("issued_on", cells.required_day("issued_on")),
            "due_on": columns.repeated("due_on", cells.required_day("due_on")),
            "business_unit": columns.text("business_unit"),
            "purchase_order": columns.text("purchase_order"),
        }
        self._others: dict[str, ReadColumn] = {name: read for name, read in optional.items() if read is not None}
        days = [columns.repeated(name, cells.day(name)) for name in ("disputed_on", "dispute_closed_on")]
        self._disputes = [read for read in days if read is not None]

    @staticmethod
    def can_read(cells: Cells) -> bool:
        """Whether rows of this file can be an invoice and nothing else."""
        return not cells.has("paid_on") and not cells.section.attributes

    def __call__(self, chunk: Chunk) -> dict[str, Sequence[Any]]:
        values = {name: read(chunk) for name, read in self._others.items()}
        values["currency"] = self._currency(chunk)
        values["amount_minor"] = values["base_minor"] = self._amount(chunk, values["currency"])
        for read in self._disputes:
            disputed = read(chunk)
            if any(disputed):
                chunk.odd_where(disputed, lambda day: day is not None)
        if set(values["currency"]) != {self._base_currency}:
            chunk.odd_where(values["currency"], lambda code: code != self._base_currency)
        days = list(zip(values["issued_on"], values["due_on"], strict=True))
        if any(map(self._are_odd, set(days))):
            chunk.odd_where(days, self._are_odd)
        return values

    def _are_odd(self, days: tuple[date | None, date | None]) -> bool:
        issued_on, due_on = days
        if issued_on is None or due_on is None:
            return True
        return not issued_on <= due_on <= issued_on + YEAR or issued_on > self._recorded_on
