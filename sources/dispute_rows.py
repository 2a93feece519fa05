"""Disputes: a row is a dispute, opened and perhaps closed, of a part of an invoice or of all of it."""

from collections.abc import Iterator

from ledger.records import DisputeEvent
from sources.cells import Cells, Row
from sources.dirt import CONTRADICTING_DAYS, PAID_IN_FUTURE, BadCell
from sources.rows_about_invoices import InvoiceOfRow, rows_about_invoices
from sources.source import Reading, SourceRow
from sources.table import Table


def dispute_rows(table: Table, cells: Cells, reading: Reading) -> Iterator[SourceRow]:
    """A disputes file."""
    return rows_about_invoices(table, cells, reading, lambda invoice: _DisputeRow(cells, reading, invoice))


class _DisputeRow:
    def __init__(self, cells: Cells, reading: Reading, invoice: InvoiceOfRow):
        self.cells, self.recorded_on, self.invoice = cells, reading.recorded_on, invoice
        self.dispute_id = cells.identity("dispute_id")
        self.opened_on, self.closed_on = cells.required_day("opened_on"), cells.day("closed_on")
        self.reason, self.outcome = cells.text("reason"), cells.text("outcome")

    def __call__(self, place: int, row: Row) -> tuple[DisputeEvent, ...]:
        invoice_id, amount = self.invoice(row)
        opened_on, closed_on = self.opened_on(row), self.closed_on(row)
        if max(opened_on, closed_on or opened_on) > self.recorded_on:
            column, day = ("opened_on", opened_on) if opened_on > self.recorded_on else ("closed_on", closed_on)
            reason = f"{column} is {day}, after {self.recorded_on}, the day of this import"
            raise BadCell(PAID_IN_FUTURE, self.cells.column(column), str(day), reason, "correct the day")
        if closed_on is not None and closed_on < opened_on:
            reason = f"a dispute opened on {opened_on} cannot close on {closed_on}"
            raise BadCell(
                CONTRADICTING_DAYS, self.cells.column("closed_on"), str(closed_on), reason, "correct the days"
            )
        name, reason = self.dispute_id(row), self.reason(row)
        opened = DisputeEvent(
            dispute_id=name, event="opened", invoice_id=invoice_id, happened_on=opened_on, reason=reason, amount_minor=amount,
        )  # fmt: skip
        if closed_on is None:
            return (opened,)
        closed = DisputeEvent(
            dispute_id=name, event="closed", invoice_id=invoice_id, happened_on=closed_on, reason=reason,
            outcome=self.outcome(row),
        )  # fmt: skip
        return opened, closed
