"""Disputes: a row is a dispute, opened and perhaps closed, of a part of an invoice or of all of it."""

from collections.abc import Iterator

from ledger.records import DisputeEvent
from sources.cells import Cells, Row
from sources.day_checks import DayChecks
from sources.rows_about_invoices import InvoiceOfRow, rows_about_invoices
from sources.source import Reading, SourceRow
from sources.table import Table


def dispute_rows(table: Table, cells: Cells, reading: Reading) -> Iterator[SourceRow]:
    """A disputes file."""
    return rows_about_invoices(table, cells, reading, lambda invoice: _DisputeRow(cells, reading, invoice))


class _DisputeRow:
    def __init__(self, cells: Cells, reading: Reading, invoice: InvoiceOfRow):
        self.invoice, self.days = invoice, DayChecks(cells, reading.recorded_on)
        self.dispute_id = cells.identity("dispute_id")
        self.opened_on, self.closed_on = cells.required_day("opened_on"), cells.day("closed_on")
        self.reason, self.outcome = cells.text("reason"), cells.text("outcome")

    def __call__(self, place: int, row: Row) -> tuple[DisputeEvent, ...]:
        invoice_id, amount = self.invoice(row)
        opened_on, closed_on = self.opened_on(row), self.closed_on(row)
        self.days.not_to_come(opened_on=opened_on, closed_on=closed_on)
        self.days.not_before(opened_on, "the dispute was opened", closed_on=closed_on)
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
