"""The frame as a Parquet file: one row an item, one column a feature, each with its meaning in the column's metadata."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from features.feature import Feature, Floats
from features.frame import build
from features.further import columns
from features.index import FeatureIndex
from features.streams import packed
from features.subjects import Subjects, subjects_at
from ledger.arrays import LedgerArrays
from ledger.day import Days
from ledger.policy import Policy
from ledger.settlement import closed_on

Progress = Callable[[str, float], None]
ROWS_AT_ONCE = 100_000
ABOUT = (
    ("invoice_id", "string"), ("instalment", "int32"), ("customer_id", "string"), ("as_of", "date32"),
    ("due_on", "date32"),
)  # fmt: skip


def write_features(
    arrays: LedgerArrays, policy: Policy, out: Path, *, at_issue: bool = False, progress: Progress | None = None
) -> int:
    """Write features of the items open at the start of ``arrays.as_of``, or of all items at their issue day; rows written.

    The file appears whole or not at all. Missing values are null.
    """
    show = progress or (lambda stage, share: None)
    show("sorting events", 0.2)
    index = FeatureIndex(arrays, policy)
    return write_rows(index, _subjects(index, at_issue), out, progress=show)


def write_rows(index: FeatureIndex, subjects: Subjects, out: Path, *, progress: Progress | None = None) -> int:
    """Write the features of any subjects, by customer and day; rows written. The file appears whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    show = progress or (lambda stage, share: None)
    arrays, wanted = index.arrays, columns(index.policy.further_features)
    told = schema(wanted)
    subjects = subjects.take(np.argsort(packed(subjects.customer, subjects.as_of), kind="stable"))
    frame = np.empty((min(ROWS_AT_ONCE, len(subjects)), len(wanted)), dtype=np.float64, order="F")
    written = out.with_name(f"{out.name}.part")
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        with pq.ParquetWriter(written, told, compression="lz4", use_dictionary=[name for name, _ in ABOUT]) as writer:
            for start in range(0, len(subjects), ROWS_AT_ONCE):
                show("writing rows", 0.3 + 0.7 * start / len(subjects))
                part = subjects.take(slice(start, start + ROWS_AT_ONCE))
                made = build(index, part, wanted, frame[: len(part)])
                rows = [
                    pa.array(arrays.invoice_id[part.item]), pa.array(arrays.instalment[part.item]),
                    pa.array(arrays.customer_id[part.customer]), _dates(part.as_of), _dates(part.due_on),
                ]  # fmt: skip
                rows += [_column(made[:, number]) for number in range(made.shape[1])]
                writer.write_table(pa.Table.from_arrays(rows, schema=told))
        written.replace(out)
    finally:
        written.unlink(missing_ok=True)
    return len(subjects)


def schema(wanted: tuple[Feature, ...]) -> "pa.Schema":  # type: ignore[name-defined]  # noqa: F821
    """The columns: what the row is about, then the features with their meanings."""
    import pyarrow as pa

    features = [
        pa.field(one.name, pa.float64(), metadata={"meaning": one.meaning.en, "含义": one.meaning.zh, "unit": one.unit})
        for one in wanted
    ]
    return pa.schema([*(pa.field(name, pa.type_for_alias(kind)) for name, kind in ABOUT), *features])


def _subjects(index: FeatureIndex, at_issue: bool) -> Subjects:
    versions, arrays = index.arrays.items, index.arrays
    item = np.unique(versions.item[~versions.credit_note]).astype(np.int32)
    if at_issue:
        first = np.searchsorted(versions.item, item)
        return subjects_at(index, item, versions.issued_on[first])
    as_of = np.full(len(item), arrays.as_of, dtype=np.int32)
    last = np.searchsorted(versions.item, item, side="right") - 1
    is_open = (closed_on(index.closings, item, as_of) < 0) & (versions.until[last] >= arrays.as_of)
    return subjects_at(index, item[is_open], as_of[is_open])


def _column(values: Floats) -> "pa.Array":  # type: ignore[name-defined]  # noqa: F821
    """NaN as null; the numbers are not copied."""
    import pyarrow as pa

    there = np.packbits(~np.isnan(values), bitorder="little")
    return pa.Array.from_buffers(pa.float64(), len(values), [pa.py_buffer(there), pa.py_buffer(values)])


def _dates(days: Days) -> "pa.Array":  # type: ignore[name-defined]  # noqa: F821
    import pyarrow as pa

    return pa.array(days, type=pa.int32()).cast(pa.date32())
