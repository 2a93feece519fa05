"""Parquet files, as data warehouses write them: typed columns, streamed, under the same names or the same mapping."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from math import isnan
from pathlib import Path
from typing import Any

from ledger.errors import UnreadableSource
from sources.adapters.mapped_csv import MappedCsv
from sources.frame_schema import check_columns
from sources.mapping import Mapping, Notation, Section, find_mapping
from sources.sheet import Sheet
from sources.table import Table, is_parquet

ROWS_AT_ONCE = 5_000


class Parquet(MappedCsv):
    """Everything after the cells is the delimited text's. Line 1 is the header: line 2 is the first row."""

    name = "parquet"

    def claims(self, path: Path) -> bool:
        return is_parquet(path) and self._opened(path) is not None

    def refusal(self, path: Path) -> Exception:
        header = ", ".join(map(repr, _header(path)))
        return UnreadableSource(
            f"{path.name} does not have the columns of any section of the mapping {self.mapping.name}; it has {header}"
        )

    def _open(self, path: Path) -> tuple[Table, Section] | None:
        header = _header(path)
        section = self.mapping.section(header)
        if section is None:
            return None
        check_columns(path.name, _empty(path), section)
        return Sheet(path, "", section.notation, partial(_rows, path, section.notation)), section


def _file(path: Path) -> Any:
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        return ParquetFile(path)
    except (ArrowException, OSError) as error:
        raise UnreadableSource(f"{path.name} is a damaged Parquet file ({error}); write it anew") from None


def _header(path: Path) -> list[str]:
    with _file(path) as file:
        return list(file.schema_arrow.names)


def _empty(path: Path) -> Any:
    """A frame of no rows with the file's columns and Arrow types."""
    import pandas as pd

    with _file(path) as file:
        return file.schema_arrow.empty_table().to_pandas(types_mapper=pd.ArrowDtype)


def _rows(path: Path, notation: Notation) -> Iterator[Sequence[Any]]:
    from pyarrow import ArrowException

    with _file(path) as file:
        yield file.schema_arrow.names
        try:
            for batch in file.iter_batches(ROWS_AT_ONCE):
                columns = [[_plain(cell, notation) for cell in column.to_pylist()] for column in batch.columns]
                yield from zip(*columns, strict=True)
        except (ArrowException, OSError) as error:
            raise UnreadableSource(f"{path.name} is a damaged Parquet file ({error}); write it anew") from None


def _plain(cell: Any, notation: Notation) -> Any:
    """What a sheet would hold: no NaN, decimals in the notation's own mark."""
    if isinstance(cell, float) and isnan(cell):
        return None
    if isinstance(cell, float) and cell in {float("inf"), float("-inf")}:
        return str(cell)
    if isinstance(cell, Decimal):
        return format(cell, "f").replace(".", notation.decimal_mark)
    return cell


def source(mapping: Mapping | None) -> Parquet:
    return Parquet(mapping if mapping is not None else find_mapping("ledger"))
