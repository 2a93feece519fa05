"""A sheet for mending: quarantined rows as delimited text that a spreadsheet opens, and what came back of it."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from ledger.errors import InvalidValue, UnreadableSource
from ledger.quarantine import Quarantined
from rendering.spreadsheet import safe_cell, told_cell
from sources.mapping import Notation
from sources.table import open_table

NUMBER, WHERE, WHY, SURPLUS = "#row", "#where", "#why", "#surplus"
"""Our own columns: the quarantined row's number, file and line, what is wrong, and cells beyond the header."""
OWN = (NUMBER, WHERE, WHY, SURPLUS)


def write_sheet(rows: Sequence[Quarantined]) -> str:
    """Rows of one header, as text; ``InvalidValue`` where they have several, naming the files."""
    headers = {tuple(row.file.header) for row in rows}
    if len(headers) != 1:
        files = sorted({row.file.file for row in rows})
        found = (
            f"these rows come from files with different columns ({', '.join(files)})" if rows else "no row is waiting"
        )
        raise InvalidValue(f"{found}; a sheet holds rows of one kind of file: name one with --file")
    (header,) = headers
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*OWN, *map(safe_cell, header)])
    for row in rows:
        cells = [*row.current[: len(header)], *[""] * (len(header) - len(row.current))]
        why = "; ".join(f"{said.column}: {said.reason} ({said.advice})".lstrip(": ") for said in row.said)
        own = [str(row.quarantine_no), f"{row.file.file}:{row.line}", why, " | ".join(row.current[len(header) :])]
        writer.writerow([safe_cell(cell) for cell in [*own, *cells]])
    return out.getvalue()


def read_sheet(path: Path) -> dict[int, dict[str, str]]:
    """Number of a quarantined row → column → its cell, of a sheet that ``write_sheet`` made and a spreadsheet saved."""
    table = open_table(path, Notation(encoding="utf-8"), lambda header: NUMBER in header)
    if NUMBER not in table.header:
        raise UnreadableSource(
            f"{path.name} has no column {NUMBER}; give a sheet made by: duecast quarantine list --sheet FILE"
        )
    header, found = [told_cell(name) for name in table.header], dict[int, dict[str, str]]()
    for line, cells in table.rows():
        told = dict(zip(header, map(told_cell, cells), strict=False))
        number = told.get(NUMBER, "").strip()
        if not number.isascii() or not number.isdigit() or len(cells) != len(header):
            raise UnreadableSource(
                f"{path.name}, line {line}: {NUMBER} {number!r} or the number of cells is not as it was written"
            )
        found[int(number)] = {name: cell for name, cell in told.items() if name not in OWN}
    return found


def mended_cells(row: Quarantined, changes: Mapping[str, str]) -> list[str]:
    """The row's cells with some columns changed, named by their header or by the ledger's field; ``InvalidValue`` names others."""
    header = list(row.file.header)
    columns: Mapping[str, str] = row.file.section["columns"]
    cells = [*row.current[: len(header)], *[""] * (len(header) - len(row.current))]
    for name, value in changes.items():
        column = name if name in header else columns.get(name, name)
        if column not in header:
            raise InvalidValue(f"row {row.quarantine_no} has no column {name!r}; its columns are {', '.join(header)}")
        cells[header.index(column)] = _writable(value)
    return cells


def _writable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidValue(f"{text!r} holds a character that no file can hold; write it in UTF-8") from None
    return text
