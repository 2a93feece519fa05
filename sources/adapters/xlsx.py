"""Excel workbooks (.xlsx): the one sheet whose header fits, read as a file of the same names or the same mapping."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ledger.errors import UnreadableSource
from sources.adapters.mapped_csv import MappedCsv
from sources.mapping import Mapping, Notation, Section, find_mapping
from sources.sheet import Sheet
from sources.table import Table, is_workbook
from sources.workbook_limits import check_workbook


class Xlsx(MappedCsv):
    """Everything after the cells is the delimited text's: same fields, checks and findings; a line is a row of the sheet."""

    name = "xlsx"

    def __init__(self, mapping: Mapping):
        super().__init__(mapping)
        self._sheets: dict[tuple[Path, int, Notation], list[Sheet]] = {}
        self._why: list[str] = []

    def claims(self, path: Path) -> bool:
        return is_workbook(path) and self._opened(path) is not None

    def refusal(self, path: Path) -> Exception:
        sheets = self._all_sheets(path, next(iter(self.mapping.sections.values())).notation)
        headers = [f"{sheet.sheet!r} has {', '.join(map(repr, sheet.header))}" for sheet in sheets]
        found = "; ".join([*headers, *self._why])
        return UnreadableSource(
            f"{path.name} has no sheet whose first row bears the columns of a section of the mapping {self.mapping.name}: "
            f"{found or 'all are empty'}; docs/import.md names them"
        )

    def _open(self, path: Path) -> tuple[Table, Section] | None:
        fitting: list[tuple[Table, Section]] = []
        for notation in dict.fromkeys(section.notation for section in self.mapping.sections.values()):
            for sheet in self._all_sheets(path, notation):
                section = self.mapping.section(sheet.header)
                if section is not None and section.notation == notation:
                    fitting.append((sheet, section))
        if len(fitting) > 1:
            names = ", ".join(repr(table.sheet) for table, _ in fitting if isinstance(table, Sheet))
            raise UnreadableSource(
                f"{path.name} has several sheets that can be read ({names}); save each as a workbook of its own"
            )
        return fitting[0] if fitting else None

    def _all_sheets(self, path: Path, notation: Notation) -> list[Sheet]:
        """Every sheet with something in it; read once a workbook."""
        key = (path, path.stat().st_mtime_ns, notation)
        if key not in self._sheets:
            check_workbook(path)
            self._sheets[key] = []
            for name, cells in _calamine(path):
                try:
                    self._sheets[key].append(Sheet(path, name, notation, cells.iter_rows))
                except UnreadableSource as error:  # a sheet of notes may look like anything
                    self._why.append(f"{name!r}: {error}")
        return self._sheets[key]


def _calamine(path: Path) -> Sequence[tuple[str, Any]]:
    """(name, sheet) of each sheet that holds a cell."""
    import python_calamine as calamine

    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            worksheets = [meta.name for meta in book.sheets_metadata if meta.typ == calamine.SheetTypeEnum.WorkSheet]
            sheets = [(name, book.get_sheet_by_name(name)) for name in worksheets]
            return [(name, sheet) for name, sheet in sheets if sheet.start is not None]
    except calamine.CalamineError as error:
        raise UnreadableSource(f"{path.name} is a damaged workbook ({error}); save it anew, or as CSV") from None


def source(mapping: Mapping | None) -> Xlsx:
    return Xlsx(mapping if mapping is not None else find_mapping("ledger"))
