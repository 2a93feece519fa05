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


def write_rows(index: FeatureIndex, subjects: Subjects, out: Path, *, progress: Progress | None = None) -> int:
    """Write the features of any subjects, by customer and day; rows written. The file appears whole or not at all."""
    wanted = columns(index.policy.further_features)
    frame = np.empty((min(ROWS_AT_ONCE, len(subjects)), len(wanted)), dtype=np.float64, order="F")
    shown = stretch_of(progress, 0.3, 1.0)
    return write_tables(tables(index, subjects, wanted, shown, frame), schema(wanted), out)


def stretch_of(progress: Progress | None, first: float, last: float) -> Progress:
    """The part of a bar from ``first`` to ``last``, filled by shares from 0 to 1 of its own."""
    return lambda stage, share: None if progress is None else progress(stage, first + (last - first) * share)


def tables(
    index: FeatureIndex,
    subjects: Subjects,
    wanted: tuple[Feature, ...],
    show: Progress,
    frame: Floats | None = None,
) -> "Iterator[pa.Table]":
    """The rows of any subjects, by customer and day, ROWS_AT_ONCE at a time; with ``frame`` each lives until the next."""
    import pyarrow as pa

    arrays, told = index.arrays, schema(wanted)
    subjects = subjects.take(np.argsort(packed(subjects.customer, subjects.as_of), kind="stable"))
    for start in range(0, len(subjects), ROWS_AT_ONCE):
        show("writing rows", start / len(subjects))
        part = subjects.take(slice(start, start + ROWS_AT_ONCE))
        kept = np.empty((len(part), len(wanted)), dtype=np.float64, order="F") if frame is None else frame
        made = build(index, part, wanted, kept[: len(part)])
        rows = [
            pa.array(arrays.invoice_id[part.item]), pa.array(arrays.instalment[part.item]),
            pa.array(arrays.customer_id[part.customer]), _dates(part.as_of), _dates(part.due_on),
        ]  # fmt: skip
        rows += [_column(made[:, number]) for number in range(made.shape[1])]
        yield pa.Table.from_arrays(rows, schema=told)


def write_tables(rows: "Iterator[pa.Table]", told: "pa.Schema", out: Path) -> int:
    """Write what comes, ROWS_AT_ONCE together, however it is cut; rows written. The file appears whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    written = out.with_name(f"{out.name}.part")
    out.parent.mkdir(parents=True, exist_ok=True)
    waiting, count = pa.table(told.empty_table()), 0
    try:
        with pq.ParquetWriter(written, told, compression="lz4", use_dictionary=[name for name, _ in ABOUT]) as writer:
            for made in rows:
                count += len(made)
                waiting = pa.concat_tables([waiting, made]) if len(waiting) else made
                while len(waiting) >= ROWS_AT_ONCE:
                    writer.write_table(waiting.slice(0, ROWS_AT_ONCE).combine_chunks())
                    waiting = waiting.slice(ROWS_AT_ONCE)
            if len(waiting):
                writer.write_table(waiting.combine_chunks())
        written.replace(out)
    finally:
        written.unlink(missing_ok=True)
    return count


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

    there = np.packbits(~np.isnan(values), bitorder="little")
    return pa.Array.from_buffers(pa.float64(), len(values), [pa.py_buffer(there), pa.py_buffer(values)])


def _dates(days: Days) -> "pa.Array":
    import pyarrow as pa

    return pa.array(days, type=pa.int32()).cast(pa.date32())
