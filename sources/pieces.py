"""A delimited text in pieces of a megabyte, as columns of texts: four times as fast as row by row.

Where no cell holds a line break, a row ends where a line ends, so that each piece can be read by itself. A file that shows
anything else (``NotPlain``) is read on by ``sources/table.py``, from the row after those that were read.
"""

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sources.table import LONGEST_CELL, Table

PIECE_BYTES = 1 << 20
PLAIN_ENCODINGS = {"ascii", "utf-8", "utf-8-sig", "cp1252", "cp1250", "iso8859-1", "iso8859-15"}
"""Those in which the bytes of a delimiter and of a line break stand for nothing else."""


class NotPlain(Exception):
    """Only a reader of the whole file can tell where its rows end."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows that follow one another, blank lines left out: as columns where all have the header's width, else as rows."""

    lines: Sequence[int]
    columns: list[Sequence[str]] | None
    rows: Sequence[list[str]]
    reached: int
    """Bytes of the file up to its end."""


class _Told(NamedTuple):
    delimiter: str
    quote: str
    encoding: str
    width: int

    def cells(self, lines: list[str]) -> list[list[str]]:
        """Rows of whole lines, as the reader of the whole file reads them."""
        return list(csv.reader(lines, delimiter=self.delimiter, quotechar=self.quote, strict=True))


def has_pieces(table: Table) -> bool:
    """Whether the file begins as one that can be read in pieces."""
    return next(pieces(table), None) is not None


def pieces(table: Table, part: int = 0, parts: int = 1) -> Iterator[Piece | None]:
    """Every ``parts``-th piece of the file, from the ``part``-th on; None is said where the file must be read otherwise, and
    ends it: what other parts give of pieces behind it means nothing. A piece may hold no row."""
    try:
        yield from _pieces(table.path, _told(table), part, parts)
    except (NotPlain, UnicodeError, csv.Error):
        yield None


def _told(table: Table) -> _Told:
    delimiter, quote = table.delimiter, table.notation.quote
    encoding = codecs.lookup(table.encoding).name
    if encoding not in PLAIN_ENCODINGS or not (delimiter + quote).isascii() or delimiter in "\r\n":
        raise NotPlain
    return _Told(delimiter, quote, encoding.removesuffix("-sig"), len(table.header))


def _pieces(path: Path, told: _Told, part: int, parts: int) -> Iterator[Piece]:
    line, reached, number, before_header = 1, 0, 0, True
    for data in _whole_lines(path):
        reached += len(data)
        if data.find(b"\n") > LONGEST_CELL:
            raise NotPlain
        start = _end_of_header(data, told) if before_header else 0
        before_header = before_header and not data[:start].strip()
        if number % parts == part:
            yield _piece(data[start:], line + data[:start].count(b"\n"), reached, told)
        line, number = line + data.count(b"\n"), number + 1


def _end_of_header(data: bytes, told: _Told) -> int:
    """Behind the first line that is not blank; a header that goes on behind it is not plain."""
    header = data.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")
    end = header.find(b"\n") + 1
    if end and [len(cells) for cells in told.cells([header[:end].decode(told.encoding)])] != [told.width]:
        raise NotPlain
    return len(data) - len(header) + end


def _whole_lines(path: Path) -> Iterator[bytes]:
    """The file's bytes, about a megabyte at a time, cut behind a line break."""
    with path.open("rb", buffering=0) as file:
        rest = b""
        while read := file.read(PIECE_BYTES):
            cut = read.rfind(b"\n") + 1
            if not cut:
                rest += read
                if len(rest) > LONGEST_CELL:
                    raise NotPlain
                continue
            yield rest + read[:cut]
            rest = read[cut:]
        if rest:
            yield rest + b"\n"


def _piece(data: bytes, line: int, reached: int, told: _Told) -> Piece:
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
        if b"\r" in data:
            raise NotPlain
    text = data.decode(told.encoding)
    if not text:
        return Piece((), None, (), reached)
    if "\0" in text:
        raise NotPlain
    if told.quote not in text and _is_regular(data, told):
        flat = text[:-1].replace("\n", told.delimiter).split(told.delimiter)
        count = len(flat) // told.width
        return Piece(range(line, line + count), [flat[at :: told.width] for at in range(told.width)], (), reached)
    found = text[:-1].split("\n")
    rows = told.cells(found)
    if len(rows) != len(found):
        raise NotPlain
    lines = range(line, line + len(rows))
    if all(rows):
        return Piece(lines, None, rows, reached)
    there = [bool(row) for row in rows]
    return Piece(list(compress(lines, there)), None, list(compress(rows, there)), reached)


def _is_regular(data: bytes, told: _Told) -> bool:
    """Whether every line has as many cells as the header; of one cell, a blank line would look the same."""
    if told.width == 1:
        return False
    signs = np.frombuffer(data, dtype=np.uint8)
    ends = signs == ord("\n")
    found = ends[ends | (signs == ord(told.delimiter))]
    if len(found) % told.width:
        return False
    table = found.reshape(-1, told.width)
    return bool(table[:, -1].all()) and int(found.sum()) == len(table)
