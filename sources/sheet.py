"""One sheet of an Excel workbook as a table: every cell becomes the text that the mapping's notation writes for it.

A cell that holds a day holds it without doubt, whatever the format it is shown in: it is written in the mapping's
``date_format``, a number with its ``decimal_mark``. Texts stay as they are.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from sources.mapping import Notation
from sources.table import Advance, Table

MIDNIGHT = time()
DIGITS = 15
"""What a spreadsheet knows of a number: 0.1 + 0.2 is 0.3 in it."""


class Sheet(Table):
    """``cells`` gives the sheet's rows anew, from its first one; the first that is not blank is the header."""

    def __init__(self, path: Path, sheet: str, notation: Notation, cells: Callable[[], Iterator[Sequence[Any]]]):
        self.path, self.notation, self.delimiter, self.encoding = path, notation, "", ""
        self.sheet, self.cells = sheet, cells
        self.header = self._header()

    def chunks(self, size: int, advance: Advance | None = None) -> Iterator[tuple[list[int], list[list[str]]]]:
        rows = self.rows(advance)
        while some := list(islice(rows, size)):
            yield [line for line, _ in some], [cells for _, cells in some]

    def _read(self, advance: Advance | None) -> Iterator[tuple[int, list[str]]]:
        for line, row in enumerate(self.cells(), 1):
            cells = [self._text(cell) for cell in row]
            if any(cells):
                yield line, cells

    def _text(self, cell: Any) -> str:
        if isinstance(cell, str):
            return cell
        if isinstance(cell, bool):
            return (self.notation.yes if cell else self.notation.no)[0]
        if isinstance(cell, int | float):
            return self._number(cell)
        if isinstance(cell, datetime):
            return self._day(cell.date()) if cell.time() == MIDNIGHT else cell.isoformat()
        if isinstance(cell, date):
            return self._day(cell)
        if isinstance(cell, time | timedelta):
            return str(cell)
        return "" if cell is None else str(cell)

    def _day(self, day: date) -> str:
        return day.isoformat() if self.notation.date_format == "%Y-%m-%d" else day.strftime(self.notation.date_format)

    def _number(self, number: float) -> str:
        """12, 12.5: never 1.2e+01, never more digits than the sheet knows."""
        if isinstance(number, int) or number == int(number):
            return str(int(number))
        return format(Decimal(format(number, f".{DIGITS}g")), "f").replace(".", self.notation.decimal_mark)
