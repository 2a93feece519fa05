"""Figures of customers by month: further columns, each row valid from its day until the customer's next one."""

from collections.abc import Iterator

from ledger.records import CustomerFigures
from sources.cells import Cells, Row
from sources.dirt import PAID_IN_FUTURE, BadCell
from sources.rows import read_rows
from sources.source import Reading, SourceRow
from sources.table import Table


def figure_rows(table: Table, cells: Cells, reading: Reading) -> Iterator[SourceRow]:
    """A file of figures: a customer, a day or month, and any columns."""
    customer_id, valid_from = cells.identity("customer_id"), cells.required_day("valid_from")
    attributes, column = cells.figures(cells.section.attributes), cells.column("valid_from")

    def row_of(place: int, row: Row) -> tuple[CustomerFigures]:
        day = valid_from(row)
        if day > reading.recorded_on:
            reason = f"valid from {day}, after {reading.recorded_on}, the day of this import"
            raise BadCell(PAID_IN_FUTURE, column, str(day), reason, "bring it once it is known to be so")
        return (CustomerFigures(customer_id=customer_id(row), valid_from=day, attributes=attributes(row)),)

    return read_rows(table, cells, row_of, reading.advance)
