"""The loop every kind of file shares: each row is taken or rejected, and what was odd about it is said."""

from collections.abc import Callable, Iterable, Iterator

from ledger.records import Record
from sources.cells import Cells, Row
from sources.dirt import NUL_BYTE, RAGGED_ROW, BadCell
from sources.source import SourceRow
from sources.table import Advance, Table

ReadRow = Callable[[int, Row], tuple[Record, ...]]
"""(place of the row in its file, its cells) → its records; ``BadCell`` where it cannot be taken."""


def read_rows(
    table: Table,
    cells: Cells,
    read: ReadRow,
    advance: Advance | None = None,
    rows: Iterable[tuple[int, list[str]]] | None = None,
) -> Iterator[SourceRow]:
    """One ``SourceRow`` a row of the file, in its order; ``rows``: some of the table's, instead of all."""
    file, width = table.name, len(table.header)
    for place, (line, row) in enumerate(table.rows(advance) if rows is None else rows):
        try:
            _whole(row, width)
            records = read(place, row)
        except BadCell as bad:
            cells.warnings.clear()
            yield SourceRow(line, (), (bad.at(file, line),))
        else:
            yield SourceRow(line, records, cells.take_warnings(line))


def _whole(row: Row, width: int) -> None:
    if len(row) != width:
        reason = f"the row has {len(row)} cells, the header {width}"
        advice = "put cells that hold the delimiter or a line break in quotation marks"
        raise BadCell(RAGGED_ROW, "", " | ".join(row), reason, advice)
    if "\0" in "".join(row):
        raise BadCell(NUL_BYTE, "", "", "the row holds a NUL character", "export the file anew; it may be damaged")
