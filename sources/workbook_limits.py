"""Is an Excel workbook safe to open? Looked at as a ZIP, in bounded memory, before any reader of workbooks sees it.

A reader of workbooks keeps a sheet as a full rectangle from its first to its last cell: two cells in far corners of a sheet ask
for a hundred gigabytes. So every sheet is unpacked a piece at a time and its corners are found first.
"""

import re
import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from ledger.errors import UnreadableSource

MOST_PARTS = 2_000
MOST_SHEETS = 50
MOST_BYTES = 256 << 20
"""Unpacked, all parts together."""
MOST_CELLS = 5_000_000
"""Of the rectangle around a sheet's cells: half a million rows of ten columns."""
PIECE = 1 << 20
OVERLAP = 64
CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,4})([0-9]{1,9})["']""")
ROW = re.compile(rb"""<(?:[A-Za-z]+:)?row\s[^>]*?r\s*=\s*["']([0-9]{1,9})["']""")
DECLARED = re.compile(
    rb"""<(?:[A-Za-z]+:)?dimension\s[^>]*?ref\s*=\s*["']([A-Za-z]{1,4})([0-9]{1,9}):([A-Za-z]{1,4})([0-9]{1,9})["']"""
)
FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
SHEET = re.compile(r"xl/worksheets/[^/]+\.(?:xml|bin)", re.IGNORECASE)


def check_workbook(path: Path) -> None:
    """``UnreadableSource`` where the file is no .xlsx, holds macros, is encrypted or damaged, or asks for too much."""
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
            _check_parts(path.name, parts)
            unpacked = 0
            for part in parts:
                unpacked += _check_part(path.name, archive, part, MOST_BYTES - unpacked)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise UnreadableSource(f"{path.name} is a damaged workbook ({error}); save it anew, or as CSV") from None


def _check_parts(name: str, parts: list[ZipInfo]) -> None:
    names = [part.filename for part in parts]
    sheets = sum(SHEET.fullmatch(one) is not None for one in names)
    checks = (
        (any(part.flag_bits & 1 for part in parts), "is encrypted; save it without a password"),
        (
            "xl/workbook.xml" not in names,
            "is a ZIP, but no Excel workbook (.xlsx); unpack it, or save the table as CSV",
        ),
        (any("vba" in one.casefold() for one in names), "holds macros; save it as .xlsx without macros, or as CSV"),
        (len(names) != len(set(names)), "names a part twice; it may be damaged: save it anew, or as CSV"),
        (len(names) > MOST_PARTS, f"holds {len(names):,} parts, more than {MOST_PARTS:,}; save the one sheet as CSV"),
        (sheets > MOST_SHEETS, f"holds {sheets:,} sheets, more than {MOST_SHEETS}; save the one that matters as CSV"),
        (
            sum(part.file_size for part in parts) > MOST_BYTES,
            f"unpacks to more than {MOST_BYTES >> 20} MB; save the sheet as CSV, which may be of any size",
        ),
    )
    for fails, text in checks:
        if fails:
            raise UnreadableSource(f"{name} {text}")


def _check_part(name: str, archive: ZipFile, part: ZipInfo, most_bytes: int) -> int:
    """The bytes it unpacks to. Reads them all, so that a lying size or checksum is found here."""
    size, rest = 0, b""
    corners = _Corners()
    with archive.open(part) as file:
        while piece := file.read(PIECE):
            size += len(piece)
            if size > most_bytes:
                raise UnreadableSource(f"{name} unpacks to more than {MOST_BYTES >> 20} MB; save the sheet as CSV")
            text = rest + piece
            if FORBIDDEN.search(text):
                raise UnreadableSource(f"{name} declares entities, which no workbook needs; save it anew, or as CSV")
            if part.filename == "[Content_Types].xml" and b"macroEnabled" in text:
                raise UnreadableSource(f"{name} holds macros; save it as .xlsx without macros, or as CSV")
            if SHEET.fullmatch(part.filename):
                corners.see(text)
                if corners.cells > MOST_CELLS:
                    raise UnreadableSource(
                        f"{name} has a sheet that reaches over {corners.cells:,} cells ({part.filename}), more than "
                        f"{MOST_CELLS:,}; delete what stands far off, or save it as CSV, which may be of any size"
                    )
            rest = text[-OVERLAP:]
    return size


class _Corners:
    """The rectangle around all cells seen and all that were declared."""

    def __init__(self) -> None:
        self.first_row, self.last_row, self.first_column, self.last_column = 1 << 40, 0, 1 << 40, 0

    @property
    def cells(self) -> int:
        if not self.last_row or not self.last_column:
            return self.last_row
        return (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1)

    def see(self, text: bytes) -> None:
        columns, rows = set[bytes](), set[int]()
        for match in CELL.finditer(text):
            columns.add(match[1])
            rows.add(int(match[2]))
        rows.update(int(row) for row in ROW.findall(text))
        for match in DECLARED.finditer(text):
            columns |= {match[1], match[3]}
            rows |= {int(match[2]), int(match[4])}
        numbers = [column_number(column) for column in columns]
        if rows:
            self.first_row, self.last_row = min(self.first_row, *rows), max(self.last_row, *rows)
        if numbers:
            self.first_column, self.last_column = min(self.first_column, *numbers), max(self.last_column, *numbers)


def column_number(letters: bytes) -> int:
    """A = 1, Z = 26, AA = 27, XFD = 16,384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
