"""Any delimited text, by a mapping."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

from ledger.errors import InvalidMapping
from ledger.further_columns import FurtherColumn
from sources.allocation_rows import allocation_rows
from sources.blocks import TOGETHER
from sources.cell_columns import Everywhere
from sources.cells import Cells
from sources.customer_rows import customer_rows
from sources.dirt import BadCell
from sources.dispute_rows import dispute_rows
from sources.figure_rows import figure_rows
from sources.interaction_rows import interaction_rows
from sources.invoice_rows import invoice_rows
from sources.mapping import Mapping, Section
from sources.payment_rows import payment_rows
from sources.promise_rows import promise_rows
from sources.rate_rows import rate_rows
from sources.source import Block, Reading, SourceRow
from sources.table import Table, is_parquet, is_workbook, open_table

LONGEST_HEADER = 100
READERS: dict[str, Callable[[Table, Cells, Reading], Iterator[SourceRow | Block]]] = {
    "customers": customer_rows,
    "invoices": invoice_rows,
    "payments": payment_rows,
    "allocations": allocation_rows,
    "disputes": dispute_rows,
    "interactions": interaction_rows,
    "promises": promise_rows,
    "rates": rate_rows,
    "customer_figures": figure_rows,
}


class MappedCsv:
    name = "mapped_csv"

    def __init__(self, mapping: Mapping):
        self.mapping = mapping

    def claims(self, path: Path) -> bool:
        return not is_workbook(path) and not is_parquet(path) and self._open(path) is not None

    def kind(self, path: Path) -> str:
        return self._opened(path)[1].kind

    def currencies(self, path: Path) -> Counter[str]:
        table, section = self._opened(path)
        cells, counts = Cells(table.name, section, table.header), Counter[str]()
        currency, at = cells.currency(), cells.place("currency")
        for _, rows in table.chunks(TOGETHER):
            told = Counter("" if at is None else row[at] for row in rows if len(row) == len(table.header))
            for text, count in told.items():
                with suppress(BadCell):  # said when the row is read for good
                    counts[currency(Everywhere(text))] += count
        return counts

    def rows(self, path: Path, reading: Reading) -> Iterator[SourceRow | Block]:
        table, section = self._opened(path)
        return READERS[section.kind](table, Cells(table.name, section, table.header), reading)

    def raw(self, path: Path) -> tuple[Section, Sequence[str], Iterator[tuple[int, list[str]]]]:
        table, section = self._opened(path)
        return section, table.header, table.rows()

    def features(self, path: Path) -> list[FurtherColumn]:
        return self._opened(path)[1].features

    def refusal(self, path: Path) -> Exception:
        """The section that lacks the fewest columns, what it lacks, and what the file has instead."""
        section = self._nearest(path)
        header = open_table(path, section.notation, lambda header: False).header
        lacking = [column for column in section.wanted if column not in header]
        if not lacking:
            barred = sorted(section.without & set(header))
            return InvalidMapping(f"{path.name} has the columns {barred}, which [{section.kind}] must not have")
        if len(header) == 1:
            return InvalidMapping(
                f"the header of {path.name} is one column, {header[0][:LONGEST_HEADER]!r}; where its columns are set apart by "
                'another sign than comma, semicolon, tab or bar, say it in a mapping: delimiter = "^"'
            )
        near = get_close_matches(lacking[0], header, 1)
        hint = f" (is it {near[0]!r}?)" if near else ""
        return InvalidMapping(
            f"{path.name} fits no section of the mapping {self.mapping.name}: for [{section.kind}] it lacks the column "
            f"{lacking[0]!r}{hint}; its header has {', '.join(map(repr, header))}"
        )

    def _nearest(self, path: Path) -> Section:
        def misfits(section: Section) -> int:
            header = set(open_table(path, section.notation, lambda header: False).header)
            return len(set(section.wanted) - header) + len(section.without & header)

        return min(self.mapping.sections.values(), key=misfits)

    def _opened(self, path: Path) -> tuple[Table, Section]:
        found = self._open(path)
        if found is None:
            raise self.refusal(path)
        return found

    def _open(self, path: Path) -> tuple[Table, Section] | None:
        for notation in dict.fromkeys(section.notation for section in self.mapping.sections.values()):
            table = open_table(path, notation, self._knows)
            section = self.mapping.section(table.header)
            if section is not None and section.notation == notation:
                return table, section
        return None

    def _knows(self, header: Sequence[str]) -> bool:
        return self.mapping.section(header) is not None


def source(mapping: Mapping | None) -> MappedCsv | None:
    return None if mapping is None else MappedCsv(mapping)
