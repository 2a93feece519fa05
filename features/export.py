"""The frame as a Parquet file: one row an item, one column a feature, each with its meaning in the column's metadata."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from features.feature import Feature, Floats
from features.frame import build
from features.further import columns
from features.index import FeatureIndex
from features.streams import packed
from features.subjects import Subjects, subjects_at
from ledger.day import Days
from ledger.settlement import closed_on

if TYPE_CHECKING:
    import pyarrow as pa

Progress = Callable[[str, float], None]
ROWS_AT_ONCE = 100_000
ABOUT = (
    ("invoice_id", "string"), ("instalment", "int32"), ("customer_id", "string"), ("as_of", "date32"),
    ("due_on", "date32"),
)  # fmt: skip


Asked = tuple[FeatureIndex, Subjects, Progress]
"""Subjects, the index that answers for them, and who is told how far they are."""


def write_rows(index: FeatureIndex, subjects: Subjects, out: Path, *, progress: Progress | None = None) -> int:
    """Write the features of any subjects, by customer and day; rows written. The file appears whole or not at all."""
    asked = (index, subjects, stretch_of(progress, 0.3, 1.0))
    return write_asked(iter([asked]), columns(index.policy.further_features), out)


def stretch_of(progress: Progress | None, first: float, last: float) -> Progress:
    """The part of a bar from ``first`` to ``last``, filled by shares from 0 to 1 of its own."""
    return lambda stage, share: None if progress is None else progress(stage, first + (last - first) * share)


def write_asked(asked: Iterator[Asked], wanted: tuple[Feature, ...], out: Path) -> int:
    """Write the features of what is asked of one index after another, each by customer and day, ROWS_AT_ONCE together; rows
    written. The file appears whole or not at all."""
    import pyarrow.parquet as pq

    written, told, count = out.with_name(f"{out.name}.part"), schema(wanted), 0
    out.parent.mkdir(parents=True, exist_ok=True)
    about = [name for name, _ in ABOUT]
    try:
        with pq.ParquetWriter(
            written,
            told,
            compression="lz4",
            use_dictionary=about,
            write_statistics=about,
            write_batch_size=ROWS_AT_ONCE,
        ) as writer:
            for made in _tables(asked, wanted, told):
                writer.write_table(made)
                count += len(made)
        written.replace(out)
    finally:
        written.unlink(missing_ok=True)
    return count


def _tables(asked: Iterator[Asked], wanted: tuple[Feature, ...], told: "pa.Schema") -> "Iterator[pa.Table]":
    """ROWS_AT_ONCE rows each, in the same memory: one lives until the next."""
    import pyarrow as pa

    frame = np.empty((ROWS_AT_ONCE, len(wanted)), dtype=np.float64, order="F")
    about: list[list[pa.Array]] = []
    filled = 0

    def table() -> "pa.Table":
        rows = [pa.concat_arrays(pieces) for pieces in zip(*about, strict=True)]
        rows += [_column(frame[:filled, number]) for number in range(len(wanted))]
        return pa.Table.from_arrays(rows, schema=told)

    for index, any_order, show in asked:
        subjects = any_order.take(np.argsort(packed(any_order.customer, any_order.as_of), kind="stable"))
        invoice_id, customer_id = pa.array(index.arrays.invoice_id), pa.array(index.arrays.customer_id)
        start = 0
        while start < len(subjects):
            show("writing rows", start / len(subjects))
            part = subjects.take(slice(start, start + ROWS_AT_ONCE - filled))
            build(index, part, wanted, frame[filled : filled + len(part)])
            about.append([
                invoice_id.take(pa.array(part.item)), pa.array(index.arrays.instalment[part.item]),
                customer_id.take(pa.array(part.customer)), _dates(part.as_of), _dates(part.due_on),
            ])  # fmt: skip
            start += len(part)
            filled += len(part)
            if filled == ROWS_AT_ONCE:
                yield table()
                about, filled = [], 0
    if filled:
        yield table()


def schema(wanted: tuple[Feature, ...]) -> "pa.Schema":
    """The columns: what the row is about, then the features with their meanings."""
    import pyarrow as pa

    features = [
        pa.field(one.name, pa.float64(), metadata={"meaning": one.meaning.en, "含义": one.meaning.zh, "unit": one.unit})
        for one in wanted
    ]
    return pa.schema([*(pa.field(name, pa.type_for_alias(kind)) for name, kind in ABOUT), *features])


def items_asked(index: FeatureIndex, at_issue: bool) -> Subjects:
    """Items open at the start of the ledger's day, or all at their issue day; credit notes left out."""
    versions, arrays = index.arrays.items, index.arrays
    item = np.bincount(versions.item[~versions.credit_note]).nonzero()[0].astype(np.int32)
    if at_issue:
        first = np.searchsorted(versions.item, item)
        return subjects_at(index, item, versions.issued_on[first])
    as_of = np.full(len(item), arrays.as_of, dtype=np.int32)
    last = np.searchsorted(versions.item, item, side="right") - 1
    is_open = (closed_on(index.closings, item, as_of) < 0) & (versions.until[last] >= arrays.as_of)
    return subjects_at(index, item[is_open], as_of[is_open])


def _column(values: Floats) -> "pa.Array":
    """NaN as null; the numbers are not copied."""
    import pyarrow as pa

    missing = np.isnan(values)
    if not missing.any():
        return pa.array(values)
    there = np.packbits(~missing, bitorder="little")
    return pa.Array.from_buffers(pa.float64(), len(values), [pa.py_buffer(there), pa.py_buffer(values)])


def _dates(days: Days) -> "pa.Array":
    import pyarrow as pa

    return pa.array(days, type=pa.int32()).cast(pa.date32())
