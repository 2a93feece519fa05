"""Allocations: what part of which payment, credit note or write-off settles which invoice, and which was reversed.

An allocation takes its value day from what it hands on and its currency from what it settles; both are looked up in the
ledger, some thousand rows at a time, so that nothing has to be held in memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import cast

from ledger.records import REVERSED, Allocation, AllocationKind
from sources.allocation_columns import KINDS, AllocationColumns
from sources.blocks import read_blocks
from sources.cells import Cells, Row
from sources.dirt import (
    CONTRADICTING_DAYS,
    MISSING_VALUE,
    PAID_IN_FUTURE,
    UNKNOWN_INVOICE,
    UNKNOWN_PAYMENT,
    BadCell,
)
from sources.rows import read_rows
from sources.source import Block, Reading, SourceRow
from sources.table import Table

TOGETHER = 5_000


@dataclass(frozen=True, slots=True)
class _Held:
    """What the ledger holds of the things a few thousand rows refer to."""

    paid: dict[str, date]
    credited: dict[str, date]
    items: dict[tuple[str, int], tuple[str, int | None]]


def allocation_rows(table: Table, cells: Cells, reading: Reading) -> Iterator[SourceRow | Block]:
    """An allocations file."""
    read, references = _AllocationRow(cells, reading.recorded_on), reading.references

    def read_some(some: list[tuple[int, list[str]]]) -> Iterator[SourceRow]:
        whole = [row for _, row in some if len(row) == len(table.header)]
        read.held = _Held(
            references.payment_days(read.mentioned("payment_id", whole)),
            references.credit_note_days(read.mentioned("credit_note_id", whole)),
            references.items(read.mentioned("invoice_id", whole)),
        )
        return read_rows(table, cells, read, rows=some)

    if reading.in_blocks:
        yield from read_blocks(table, AllocationColumns(cells, reading), read_some, reading)
        return
    rows = table.rows(reading.advance)
    while some := list(islice(rows, TOGETHER)):
        yield from read_some(some)


class _AllocationRow:
    def __init__(self, cells: Cells, recorded_on: date):
        self.cells, self.recorded_on = cells, recorded_on
        self.held = _Held({}, {}, {})
        self.allocation_id, self.invoice_id = cells.identity("allocation_id"), cells.identity("invoice_id")
        self.instalment, self.kind = cells.instalment(), cells.word("kind", KINDS)
        self.payment_id, self.credit_note_id = cells.text("payment_id"), cells.text("credit_note_id")
        self.allocated_on, self.amount = cells.day("allocated_on"), cells.amount("amount")
        self.reversed_on = cells.day("reversed_on")

    def mentioned(self, name: str, rows: list[list[str]]) -> list[str]:
        at = self.cells.place(name)
        return [] if at is None else list({row[at].strip(" ") for row in rows if "\0" not in row[at]} - {""})

    def __call__(self, place: int, row: Row) -> tuple[Allocation, ...]:
        kind, allocated_on = cast(AllocationKind, self.kind(row)), self.allocated_on(row)
        payment_id, credit_note_id = self.payment_id(row).strip(" "), self.credit_note_id(row).strip(" ")
        if allocated_on is not None and allocated_on > self.recorded_on:
            reason = f"allocated on {allocated_on}, after {self.recorded_on}, the day of this import"
            column = self.cells.column("allocated_on")
            raise BadCell(PAID_IN_FUTURE, column, str(allocated_on), reason, "correct the day")
        invoice_id, instalment = self.invoice_id(row), self.instalment(row)
        allocation = Allocation(
            allocation_id=self.allocation_id(row),
            allocation_kind=kind,
            payment_id=payment_id,
            credit_note_id=credit_note_id,
            invoice_id=invoice_id,
            instalment=instalment,
            valued_on=self._valued_on(kind, payment_id, credit_note_id, allocated_on),
            allocated_on=allocated_on,
            amount_minor=self._amount(row, invoice_id, instalment),
        )
        reversed_on = self.reversed_on(row)
        return (allocation,) if reversed_on is None else (allocation, self._reversal(allocation, reversed_on))

    def _reversal(self, allocation: Allocation, reversed_on: date) -> Allocation:
        """The allocation was undone: a fact of its own, of the same value date, known from the day it was undone."""
        column = self.cells.column("reversed_on")
        if not allocation.first_known_on <= reversed_on <= self.recorded_on:
            reason = f"an allocation of {allocation.first_known_on} cannot be reversed on {reversed_on}"
            raise BadCell(CONTRADICTING_DAYS, column, str(reversed_on), reason, "correct the day")
        if allocation.amount_minor is None:
            reason = "an allocation without an amount cannot be reversed"
            raise BadCell(MISSING_VALUE, self.cells.column("amount"), "", reason, "fill in the amount")
        name, amount = f"{allocation.allocation_id}{REVERSED}", -allocation.amount_minor
        return replace(allocation, allocation_id=name, allocated_on=reversed_on, amount_minor=amount)

    def _valued_on(self, kind: str, payment_id: str, credit_note_id: str, allocated_on: date | None) -> date:
        name, value, days = "allocated_on", "", {"": allocated_on} if allocated_on else {}
        if kind == "cash":
            name, value, days = "payment_id", payment_id, self.held.paid
        elif kind == "credit":
            name, value, days = "credit_note_id", credit_note_id, self.held.credited
        found = days.get(value)
        if found is None:
            column = self.cells.column(name)
            if not value:
                raise BadCell(MISSING_VALUE, column, "", f"{name} is missing", "fill it in and import again")
            reason = f"{value!r} is not in the ledger, nor in the files of this import"
            raise BadCell(UNKNOWN_PAYMENT, column, value, reason, "import it before, or together with this file")
        return found

    def _amount(self, row: Row, invoice_id: str, instalment: int) -> int | None:
        """Minor units of the item's currency; None only where the item's own amount is not stated."""
        item, column = self.held.items.get((invoice_id, instalment)), self.cells.column("amount")
        if item is None:
            what = invoice_id if instalment == 1 else f"{invoice_id}, instalment {instalment},"
            reason = f"invoice {what} is not in the ledger, nor in the files of this import"
            advice = "import the invoice before, or together with this file"
            raise BadCell(UNKNOWN_INVOICE, self.cells.column("invoice_id"), invoice_id, reason, advice)
        currency, stated = item
        amount = self.amount(row, currency)
        if amount is None and stated is not None:
            raise BadCell(MISSING_VALUE, column, "", "the amount is missing", "fill it in and import again")
        if amount is not None:
            advice = "of an allocation that was undone give the day in reversed_on"
            self.cells.above_zero("amount", amount, currency, advice)
        return amount
