"""Rows that speak of an invoice by its id, and of money in that invoice's currency: disputes and promises.

The currencies are looked up in the ledger some thousand rows at a time, so that nothing has to be held in memory.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from sources.cells import Cells, Row
from sources.dirt import UNKNOWN_INVOICE, BadCell
from sources.rows import ReadRow, read_rows
from sources.source import Reading, SourceRow
from sources.table import Table

TOGETHER = 5_000


class InvoiceOfRow:
    """The invoice a row names, and an amount in its currency; ``BadCell`` where there is no such invoice."""

    def __init__(self, cells: Cells):
        self._cells, self._id, self._amount = cells, cells.identity("invoice_id"), cells.amount("amount")
        self.currencies: dict[str, str] = {}

    def __call__(self, row: Row) -> tuple[str, int | None]:
        """(invoice id, amount in minor units of its currency, None where not stated)."""
        invoice_id = self._id(row)
        currency = self.currencies.get(invoice_id)
        if currency is None:
            reason = f"invoice {invoice_id} is not in the ledger, nor in the files of this import"
            advice = "import the invoice before, or together with this file"
            raise BadCell(UNKNOWN_INVOICE, self._cells.column("invoice_id"), invoice_id, reason, advice)
        amount = self._amount(row, currency)
        if amount is not None:
            advice = "write a positive amount, or leave it empty for the whole invoice"
            self._cells.above_zero("amount", amount, currency, advice)
        return invoice_id, amount


def rows_about_invoices(
    table: Table, cells: Cells, reading: Reading, reader: Callable[[InvoiceOfRow], ReadRow]
) -> Iterator[SourceRow]:
    """Every row of the file, by the reader that is given the means to look its invoice up."""
    invoice, at = InvoiceOfRow(cells), cells.place("invoice_id")
    read, rows = reader(invoice), table.rows(reading.advance)
    while some := list(islice(rows, TOGETHER)):
        named = {row[at].strip(" ") for _, row in some if at is not None and len(row) == len(table.header)}
        held = reading.references.items([name for name in named if name and "\0" not in name])
        invoice.currencies = {name: currency for (name, _), (currency, _) in held.items()}
        yield from read_rows(table, cells, read, rows=some)
