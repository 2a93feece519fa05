"""Promises to pay: a row is a promise, made and perhaps withdrawn; whether it was kept the payments tell."""

from collections.abc import Iterator

from ledger.records import PromiseEvent
from sources.cells import Cells, Row
from sources.day_checks import DayChecks
from sources.rows_about_invoices import InvoiceOfRow, rows_about_invoices
from sources.source import Reading, SourceRow
from sources.table import Table


def promise_rows(table: Table, cells: Cells, reading: Reading) -> Iterator[SourceRow]:
    """A promises file."""
    return rows_about_invoices(table, cells, reading, lambda invoice: _PromiseRow(cells, reading, invoice))


class _PromiseRow:
    def __init__(self, cells: Cells, reading: Reading, invoice: InvoiceOfRow):
        self.invoice, self.days = invoice, DayChecks(cells, reading.recorded_on)
        self.promise_id = cells.identity("promise_id")
        self.made_on, self.promised_for = cells.required_day("made_on"), cells.required_day("promised_for")
        self.withdrawn_on = cells.day("withdrawn_on")

    def __call__(self, place: int, row: Row) -> tuple[PromiseEvent, ...]:
        invoice_id, amount = self.invoice(row)
        made_on, promised_for, withdrawn_on = self.made_on(row), self.promised_for(row), self.withdrawn_on(row)
        self.days.not_to_come(made_on=made_on, withdrawn_on=withdrawn_on)
        self.days.not_before(made_on, "the promise was made", promised_for=promised_for, withdrawn_on=withdrawn_on)
        name = self.promise_id(row)
        made = PromiseEvent(
            promise_id=name, event="made", invoice_id=invoice_id, happened_on=made_on, promised_for=promised_for,
            amount_minor=amount,
        )  # fmt: skip
        if withdrawn_on is None:
            return (made,)
        return made, PromiseEvent(promise_id=name, event="withdrawn", invoice_id=invoice_id, happened_on=withdrawn_on)
