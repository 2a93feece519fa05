"""Allocations as columns: what ``allocation_rows`` reads of a row that nothing is odd about."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ledger.records import Allocation, Record
from sources.cell_columns import CellColumns, ReadColumn
from sources.cells import Cells
from sources.chunk import Chunk
from sources.source import Reading

KINDS = ("cash", "credit", "write_off")


class AllocationColumns:
    kind: type[Record] = Allocation

    def __init__(self, cells: Cells, reading: Reading):
        columns = CellColumns(cells)
        self._recorded_on, self._index = reading.recorded_on, reading.references.index
        self._index.load()
        self._amount = columns.amount("amount")
        optional = {
            "allocation_id": columns.identity("allocation_id"),
            "allocation_kind": columns.repeated("kind", cells.word("kind", KINDS)),
            "payment_id": columns.text("payment_id"),
            "credit_note_id": columns.text("credit_note_id"),
            "invoice_id": columns.identity("invoice_id"),
            "instalment": columns.repeated("instalment", cells.instalment()),
            "allocated_on": columns.repeated("allocated_on", cells.day("allocated_on")),
        }
        self._reversed_on = columns.repeated("reversed_on", cells.day("reversed_on"))
        self._others: dict[str, ReadColumn] = {name: read for name, read in optional.items() if read is not None}

    def __call__(self, chunk: Chunk) -> dict[str, Sequence[Any]]:
        count = len(chunk)
        values = {name: read(chunk) for name, read in self._others.items()}
        for name in ("payment_id", "credit_note_id"):
            values[name] = [text.strip(" ") for text in values.get(name, [""] * count)]
        kinds = values.get("allocation_kind", [KINDS[0]] * count)
        allocated_on = values.get("allocated_on", [None] * count)
        if any(day is not None and day > self._recorded_on for day in set(allocated_on)):
            chunk.odd_where(allocated_on, lambda day: day is not None and day > self._recorded_on)
        if self._reversed_on is not None:
            chunk.odd_where(self._reversed_on(chunk), lambda day: day is not None)
        values["valued_on"] = self._valued_on(values, kinds, allocated_on)
        if None in values["valued_on"]:
            chunk.odd_where(values["valued_on"], lambda day: day is None)
        currencies = self._index.currencies(values["invoice_id"], values.get("instalment", [1] * count))
        if "" in currencies:
            chunk.odd_where(currencies, lambda code: not code)
        values["amount_minor"] = self._amount(chunk, currencies)
        return values

    def _valued_on(
        self, values: Mapping[str, Sequence[Any]], kinds: Sequence[str], allocated_on: Sequence[date | None]
    ) -> Sequence[date | None]:
        """The payment's day, the credit note's, or that of the write-off itself."""
        credited = self._index.credit_note_days(values["credit_note_id"])
        paid_on = self._index.payment_days(values["payment_id"])
        return [
            paid if kind == "cash" else noted if kind == "credit" else day
            for kind, paid, noted, day in zip(kinds, paid_on, credited, allocated_on, strict=True)
        ]
