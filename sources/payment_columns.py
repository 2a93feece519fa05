"""Payments as columns: what ``payment_rows`` reads of a row that nothing is odd about."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from ledger.records import Payment, Record
from sources.cell_columns import CellColumns, ReadColumn
from sources.cells import Cells
from sources.chunk import Chunk


class PaymentColumns:
    kind: type[Record] = Payment

    def __init__(self, cells: Cells, recorded_on: date):
        columns = CellColumns(cells)
        self._recorded_on = recorded_on
        self._currency, self._amount = columns.currency(), columns.amount("amount")
        optional = {
            "payment_id": columns.identity("payment_id"),
            "customer_id": columns.identity("customer_id"),
            "paid_on": columns.repeated("paid_on", cells.required_day("paid_on")),
            "booked_on": columns.repeated("booked_on", cells.day("booked_on")),
            "method": columns.text("method"),
            "reference": columns.text("reference"),
        }
        self._returned_on = columns.repeated("returned_on", cells.day("returned_on"))
        self._others: dict[str, ReadColumn] = {name: read for name, read in optional.items() if read is not None}

    def __call__(self, chunk: Chunk) -> dict[str, Sequence[Any]]:
        values = {name: read(chunk) for name, read in self._others.items()}
        values["currency"] = self._currency(chunk)
        values["amount_minor"] = self._amount(chunk, values["currency"])
        if self._returned_on is not None:
            chunk.odd_where(self._returned_on(chunk), lambda day: day is not None)
        for name in ("paid_on", "booked_on"):
            days = values.get(name, ())
            if any(day is not None and day > self._recorded_on for day in set(days)):
                chunk.odd_where(days, lambda day: day is not None and day > self._recorded_on)
        return values
