"""The Parquet file holds the frame, bit for bit, with what each column means."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from features.feature import catalog
from features.frame import build
from features.index import FeatureIndex
from features.portions import write_features
from features.subjects import subjects_at
from tests.book import Book


@pytest.mark.parametrize(("at_issue", "invoices"), [(False, ["2", "4", "4"]), (True, ["1", "2", "3", "4", "4"])])
def test_rows_are_those_of_the_frame(book: Book, tmp_path: Path, at_issue: bool, invoices: list[str]) -> None:
    """1 is paid, 2 half paid, 3 credited, 4 has two instalments.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 90.00, issued 5 Jan, due 4 Feb
    invoice 3 to A: 80.00, issued 6 Jan, due 5 Feb
    invoice 4/1 to B: 10.00, issued 7 Jan, due 6 Feb
    invoice 4/2 to B: 10.00, issued 7 Jan, due 6 Mar
    payment of 1: paid 20 Jan
    payment of 2: 45.00, paid 21 Jan
    credit of 3: on 22 Jan
    """
    arrays, out = book.arrays("1 Feb"), tmp_path / "made" / "features.parquet"
    assert write_features(arrays, book.policy(), out, at_issue=at_issue) == len(invoices)
    table = pq.read_table(out)
    assert sorted(table["invoice_id"].to_pylist()) == invoices
    index = FeatureIndex(arrays, book.policy())
    item = [
        book.item(arrays, f"{a}/{b}")
        for a, b in zip(table["invoice_id"].to_pylist(), table["instalment"].to_pylist(), strict=True)
    ]
    as_of = table["as_of"].cast("int32").to_numpy()
    frame = build(index, subjects_at(index, np.array(item, dtype=np.int32), as_of))
    assert len(set(table.column_names)) == table.num_columns
    for number, column in enumerate(catalog()):
        assert np.array_equal(table[column.name].to_numpy(), frame[:, number], equal_nan=True)
        assert table.schema.field(column.name).metadata[b"meaning"].decode() == column.meaning.en
    assert [path.name for path in out.parent.iterdir()] == ["features.parquet"]
