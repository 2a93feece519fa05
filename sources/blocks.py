"""Files read some thousand rows at a time: rows that nothing is odd about as columns, the others one by one.

A column is read by the very functions that read a row (``sources/cells.py``), asked once for each different text, or by
a faster way that gives the same. A row that any of them stumbles over is *odd*: it is read again as a row, which says why.
A large file is read by processes of their own (``sources/reading_processes.py``), while this one records.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import compress, islice
from typing import Any, NamedTuple, Protocol

import numpy as np

from ledger.columns import Columns
from ledger.marked_columns import MarkedColumns, marked
from ledger.marks import Ints
from ledger.records import Record
from sources.chunk import Chunk
from sources.pieces import has_pieces, pieces
from sources.reading_processes import ReaderFailed, processors, read_apart
from sources.source import Block, Reading, SourceRow
from sources.table import Table

TOGETHER = 10_000
"""Rows of a block, where the file is not read in pieces."""
MANY_BYTES = 8 << 20
"""From this size on, a file is read by processes of their own, where there are processors for them."""
MOST_READERS = 2
"""At once, of a file of which most is known already: little else is then left to do."""

ReadRows = Callable[[list[tuple[int, list[str]]]], Iterable[SourceRow]]
"""Rows with their lines → what each says, read one by one."""


class ReadColumns(Protocol):
    """(chunk) → the records of its rows as columns; rows it cannot take are made odd, whatever their values then are.

    It asks no database: what it needs of the ledger was read before.
    """

    kind: type[Record]

    def __call__(self, chunk: Chunk) -> dict[str, Sequence[Any]]: ...


class _Found(NamedTuple):
    """What was read of a chunk; ``lines`` of the records that have columns, and the odd rows with theirs."""

    marked: MarkedColumns
    lines: Sequence[int]
    odd: list[tuple[int, list[str]]]
    reached: int


def read_blocks(table: Table, read_columns: ReadColumns, read_odd: ReadRows, reading: Reading) -> Iterator[Block]:
    """Every row of the file, in blocks."""
    done, size = 0, table.path.stat().st_size
    for found in _read(table, read_columns, reading.held):
        if found is None:
            break
        count = len(found.marked) + len(found.odd)
        if count:
            block = _block(found, read_odd)
            yield block
            if block.is_wanted_whole:
                break
        done += count
        if reading.advance is not None and found.reached < size:  # its end is told by who reads the file
            reading.advance(found.reached)
    else:
        return
    rows = islice(table.rows(reading.advance), done, None)
    while some := list(islice(rows, TOGETHER)):
        lines, cells = zip(*some, strict=True)
        yield _block(_found(Chunk(lines, cells, len(table.header)), read_columns, None), read_odd)


def _read(table: Table, read_columns: ReadColumns, held: Ints) -> Iterator[_Found | None]:
    """What is in the file; None and no more where it has to be read on in another way."""
    in_pieces = type(table) is Table and has_pieces(table)
    task = partial(_of_pieces if in_pieces else _of_chunks, table, read_columns, held)
    if type(table) is not Table or processors() < 2 or table.path.stat().st_size < MANY_BYTES:
        yield from task(0, 1)
        return
    try:
        yield from read_apart(task, MOST_READERS if in_pieces and len(held) else 1)
    except ReaderFailed:
        yield None


def _of_pieces(table: Table, read_columns: ReadColumns, held: Ints, part: int, parts: int) -> Iterator[_Found | None]:
    for piece in pieces(table, part, parts):
        if piece is None:
            yield None
        elif piece.columns is not None:
            yield _found(Chunk.of_columns(piece.lines, piece.columns), read_columns, held, piece.reached)
        else:
            chunk = Chunk(piece.lines, piece.rows, len(table.header))
            yield _found(chunk, read_columns, held, piece.reached)


def _of_chunks(table: Table, read_columns: ReadColumns, held: Ints, part: int, parts: int) -> Iterator[_Found]:
    """All of it, whatever ``part``: such a file can be read from its start only."""
    reached = [0]
    for lines, rows in table.chunks(TOGETHER, reached.append):
        yield _found(Chunk(lines, rows, len(table.header)), read_columns, held, reached[-1])
        del reached[:-1]


def _found(chunk: Chunk, read_columns: ReadColumns, held: Ints | None, reached: int = 0) -> _Found:
    values = read_columns(chunk) if len(chunk) else {}
    columns, lines, odd = Columns(read_columns.kind, len(chunk), values), chunk.lines, sorted(chunk.odd)
    if odd:
        plain = np.ones(len(chunk), dtype=np.bool_)
        plain[odd] = False
        columns, lines = columns.kept(plain), list(compress(lines, plain.tolist()))
    made, others = marked(columns, held)
    if len(made.known_marks):
        lines = list(compress(lines, others.tolist()))
    return _Found(made, lines, [(chunk.lines[place], chunk.row(place)) for place in odd], reached)


def _block(found: _Found, read_odd: ReadRows) -> Block:
    return Block(found.marked, found.lines, list(read_odd(found.odd)) if found.odd else ())
