"""The frame as a Parquet file: a row an item, a column a feature, for analysts and other programs."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from features.feature import catalog
from features.frame import build
from features.index import FeatureIndex
from features.subjects import Subjects, subjects_at
from ledger.arrays import LedgerArrays, version_at
from ledger.policy import Policy
from ledger.settlement import closed_on

ROWS_AT_ONCE = 1 << 17
Progress = Callable[[str, float], object]


def write_features(
    arrays: LedgerArrays, policy: Policy, out: Path, *, at_issue: bool, progress: Progress | None = None
) -> int:
    """Write the features of all items on their issue day, or of those open at the start of ``arrays.as_of``; rows written.

    Columns: invoice_id, instalment, customer_id, as_of, due_on, then the features (double, null = missing). The file
    appears whole or not at all.
    """
    import pyarrow as pa  # heavy: only where a file is written
    import pyarrow.parquet as pq

    show = progress or (lambda text, share: None)
    show("sorting and cumulating", 0.2)
    index = FeatureIndex(arrays, policy)
    subjects = subjects_at(index, *(_all_at_issue(arrays) if at_issue else _open(index)))
    count = len(subjects)
    half_written = out.with_name(f".{out.name}.part")
    names = [one.name for one in catalog()]
    schema = pa.schema(
        [("invoice_id", pa.string()), ("instalment", pa.int32()), ("customer_id", pa.string()), ("as_of", pa.date32()),
         ("due_on", pa.date32()), *((name, pa.float64()) for name in names)]
    )  # fmt: skip
    try:
        with pq.ParquetWriter(half_written, schema) as writer:
            for first in range(0, count, ROWS_AT_ONCE):
                part = subjects.take(slice(first, first + ROWS_AT_ONCE))
                writer.write_table(pa.table([*_keys(arrays, part), *build(index, part).T], schema=schema))
                show("working out features", 0.3 + 0.7 * min(first + ROWS_AT_ONCE, count) / count)
        half_written.replace(out)
    finally:
        half_written.unlink(missing_ok=True)
    return count


def _keys(arrays: LedgerArrays, part: Subjects) -> list[np.ndarray]:
    dates = (part.as_of.astype("datetime64[D]"), part.due_on.astype("datetime64[D]"))
    return [arrays.invoice_id[part.item], arrays.instalment[part.item], arrays.customer_id[part.customer], *dates]


def _all_at_issue(arrays: LedgerArrays) -> tuple[np.ndarray, np.ndarray]:
    item = np.arange(arrays.item_count, dtype=np.int32)
    first = np.searchsorted(arrays.items.item, item)
    kept = ~arrays.items.credit_note[first]
    return item[kept], arrays.items.issued_on[first][kept]


def _open(index: FeatureIndex) -> tuple[np.ndarray, np.ndarray]:
    arrays = index.arrays
    item = np.arange(arrays.item_count, dtype=np.int32)
    as_of = np.full(len(item), arrays.as_of, dtype=np.int32)
    row = version_at(arrays.items.item, arrays.items.known_on, item, as_of)
    standing = (row >= 0) & (arrays.items.until[row] >= as_of) & ~arrays.items.credit_note[row]
    standing &= closed_on(index.closings, item, as_of) < 0
    return item[standing], as_of[standing]
