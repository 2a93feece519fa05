"""Files read some thousand rows at a time: rows that nothing is odd about as columns, the others one by one.

A column is read by the very functions that read a row (``sources/cells.py``), asked once for each different text, or by
a faster way that gives the same. A row that any of them stumbles over is *odd*: it is read again as a row, which says why.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress
from typing import Any, Protocol

import numpy as np

from ledger.columns import Columns
from ledger.records import Record
from sources.source import Block, SourceRow
from sources.table import Advance, Table

TOGETHER = 10_000
"""Rows of a block."""


ReadRows = Callable[[list[tuple[int, list[str]]]], Iterable[SourceRow]]
"""Rows with their lines → what each says, read one by one."""


class Chunk:
    """Rows under a header as columns of texts; ``odd`` gathers places of rows that must be read one by one."""

    def __init__(self, lines: Sequence[int], rows: Sequence[list[str]], width: int):
        self.lines, self.rows = lines, rows
        self.odd: set[int] = set()
        if set(map(len, rows)) != {width}:
            self.odd_where(rows, lambda row: len(row) != width)
        blank = [""] * width
        whole = [blank if place in self.odd else row for place, row in enumerate(rows)] if self.odd else rows
        self.texts: list[tuple[str, ...]] = list(zip(*whole, strict=True))
        for texts in self.texts:
            if "\0" in "".join(texts):
                self.odd_where(texts, lambda text: "\0" in text)

    def odd_where(self, values: Iterable[Any], is_odd: Callable[[Any], bool]) -> None:
        """Rows whose value is odd, values of all rows given."""
        self.odd.update(place for place, value in enumerate(values) if is_odd(value))


class ReadColumns(Protocol):
    """(chunk) → the records of its rows as columns; rows it cannot take are made odd, whatever their values then are."""

    kind: type[Record]

    def __call__(self, chunk: Chunk) -> dict[str, Sequence[Any]]: ...


def read_blocks(
    table: Table, read_columns: ReadColumns, read_odd: ReadRows, advance: Advance | None
) -> Iterator[Block]:
    """Every row of the file, in blocks."""
    width = len(table.header)
    for lines, rows in table.chunks(TOGETHER, advance):
        chunk = Chunk(lines, rows, width)
        columns = Columns(read_columns.kind, len(rows), read_columns(chunk))
        odd = sorted(chunk.odd)
        if not odd:
            yield Block(columns, lines)
            continue
        plain = np.ones(len(rows), dtype=np.bool_)
        plain[odd] = False
        said = list(read_odd([(lines[place], rows[place]) for place in odd]))
        yield Block(columns.kept(plain), list(compress(lines, plain.tolist())), said)
