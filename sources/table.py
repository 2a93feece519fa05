"""A delimited text file as a header and rows with line numbers; streamed, never whole in memory."""

import codecs
import csv
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader, TextIOWrapper
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from ledger.errors import UnreadableSource
from sources.mapping import Notation

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DELIMITERS = (",", ";", "\t", "|")
SIGNATURES = ((b"PK\x03\x04", "an Excel workbook or a ZIP"), (b"\xd0\xcf\x11\xe0", "an old or encrypted Excel workbook"),
              (b"%PDF", "a PDF"), (b"\x1f\x8b", "packed with gzip"))  # fmt: skip
LINE_BREAK = re.compile("\r\n|\r|\n")
LONGEST_CELL = 1 << 20
"""Characters; a longer cell is a quotation mark that nobody closed."""
Advance = Callable[[int], None]
"""Told the number of bytes read so far, now and then."""


class BrokenQuotes(UnreadableSource):
    """A quotation mark where none can stand: left open, or another delimiter's."""


class Table:
    """One file under one notation; ``header`` is read at once, ``rows`` as they are asked for."""

    def __init__(self, path: Path, notation: Notation, delimiter: str):
        self.path, self.notation, self.delimiter = path, notation, delimiter
        self.encoding = _encoding(path, notation.encoding)
        self.header = self._header()

    @property
    def name(self) -> str:
        """What the file is called in findings: never the machine's folders."""
        return self.path.name

    def rows(self, advance: Advance | None = None) -> Iterator[tuple[int, list[str]]]:
        """(line on which the row starts, its cells); blank lines are passed over. Ragged rows come as they are."""
        rows = self._read(advance)
        next(rows)
        yield from rows

    def chunks(self, size: int, advance: Advance | None = None) -> Iterator[tuple[list[int], list[list[str]]]]:
        """``rows``, ``size`` at a time, as (lines, rows): half the time of asking for each."""
        try:
            yield from self._read_chunks(size, advance)
        except (csv.Error, UnicodeError):
            for _ in self.rows():  # says on which line
                pass
            raise

    def _read_chunks(self, size: int, advance: Advance | None) -> Iterator[tuple[list[int], list[list[str]]]]:
        with self._opened() as (raw, reader):
            next(row for row in reader if row)
            while True:
                line = reader.line_num + 1
                rows = list(islice(reader, size))
                if not rows:
                    return
                lines = list(range(line, line + len(rows)))
                if reader.line_num + 1 - line != len(rows):  # a cell holds a line break
                    lines = list(accumulate((_line_count(row) for row in rows[:-1]), initial=line))
                if advance is not None and len(rows) == size:
                    advance(raw.tell())
                if all(rows):
                    yield lines, rows
                elif any(rows):
                    yield [line for line, row in zip(lines, rows, strict=True) if row], [row for row in rows if row]

    def _header(self) -> list[str]:
        _, cells = next(self._read(None), (0, []))
        header = [cell.strip() for cell in cells]
        if not any(header):
            raise UnreadableSource(f"{self.name} is empty; a header with the columns' names was expected")
        named = [name for name in header if name]
        repeated = sorted({name for name in named if named.count(name) > 1})
        if repeated:
            raise UnreadableSource(
                f"{self.name} has the column {repeated[0]!r} more than once in its header; rename or remove one"
            )
        return header

    @contextmanager
    def _opened(self) -> Iterator[tuple[BufferedReader, Any]]:
        csv.field_size_limit(LONGEST_CELL)
        with self.path.open("rb") as raw, TextIOWrapper(raw, encoding=self.encoding, newline="") as file:
            yield raw, csv.reader(file, delimiter=self.delimiter, quotechar=self.notation.quote, strict=True)

    def _read(self, advance: Advance | None) -> Iterator[tuple[int, list[str]]]:
        with self._opened() as (raw, reader):
            line = 1
            try:
                for cells in reader:
                    if cells:
                        yield line, cells
                    line = reader.line_num + 1
                    if advance is not None and not line % 1024:
                        advance(raw.tell())
            except csv.Error as error:
                raise BrokenQuotes(
                    f"{self.name} cannot be read from line {line} on ({error}); is a quotation mark left open there, "
                    "or is the mapping's quote another one?"
                ) from None
            except UnicodeError as error:
                raise UnreadableSource(
                    f"{self.name} is not written in {self.encoding} (soon after line {line}: {_reason(error)}); "
                    'say the right one in a mapping (--mapping), for example encoding = "cp1252"'
                ) from None


def open_table(path: Path, notation: Notation, fits: Callable[[Sequence[str]], bool]) -> Table:
    """The file under the notation's delimiter; where that is open, under the first one whose header fits."""
    _check(path)
    tables, broken = list[Table](), list[BrokenQuotes]()
    for delimiter in notation.delimiter or DELIMITERS:
        try:
            tables.append(Table(path, notation, delimiter))
        except BrokenQuotes as error:  # a quoted header is broken under another delimiter than its own
            broken.append(error)
    if not tables:
        raise broken[0]
    fitting = [table for table in tables if fits(table.header)]
    return fitting[0] if fitting else max(tables, key=lambda table: len(table.header))


def is_workbook(path: Path) -> bool:
    """Whether the file starts as a workbook of today's Excel does."""
    return _starts_with(path, SIGNATURES[0][0])


def is_parquet(path: Path) -> bool:
    return _starts_with(path, b"PAR1")


def _starts_with(path: Path, signature: bytes) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(signature)) == signature


def _line_count(row: Sequence[str]) -> int:
    """Lines that a row takes, as the reader counts them; a blank one takes one too."""
    return 1 + sum(len(LINE_BREAK.findall(cell)) for cell in row)


def _check(path: Path) -> None:
    if not path.is_file():
        raise UnreadableSource(f"{path} is no file; check the path")
    with path.open("rb") as file:
        start = file.read(8)
    for signature, what in SIGNATURES:
        if start.startswith(signature):
            raise UnreadableSource(f"{path.name} is {what}, not a delimited text; save it as CSV and import that")


def _encoding(path: Path, told: str) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    return next((encoding for bom, encoding in BOMS if start.startswith(bom)), told)


def _reason(error: UnicodeError) -> str:
    if isinstance(error, UnicodeDecodeError) and error.start < len(error.object):
        return f"byte 0x{error.object[error.start]:02x}, {error.reason}"
    return str(error)
