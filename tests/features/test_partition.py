"""A ledger in parts gives the rows of the undivided one, bit for bit."""

from functools import partial
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from features.frame import build
from features.further import columns
from features.index import FeatureIndex
from features.partition import part_of_customers, write_partitions
from features.subjects import Subjects, subjects_at
from ledger.arrays import LedgerArrays
from tests.features.contract import FURTHER, POLICY
from tests.features.plain import Plain, days, random_ledger

PARTS = 3


def share(plain: Plain, number: int) -> LedgerArrays:
    versions = plain.arrays().customers
    ids = plain.arrays().customer_id
    child = np.flatnonzero(versions.parent >= 0)
    part = part_of_customers(ids, versions.customer[child], versions.parent[child], PARTS)
    return plain.arrays(only=set(ids[part == number].tolist()))


def everything(index: FeatureIndex) -> Subjects:
    item = np.unique(index.arrays.items.item[~index.arrays.items.credit_note]).astype(np.int32)
    return subjects_at(index, item, np.full(len(item), 300, dtype=np.int32))


@pytest.mark.parametrize("workers", [1, 2])
def test_parts_side_by_side_are_the_whole(tmp_path: Path, workers: int) -> None:
    plain = random_ledger(4)
    rows = write_partitions(partial(share, plain), PARTS, POLICY, everything, tmp_path, workers)
    index = FeatureIndex(plain.arrays(), POLICY)
    subjects = everything(index)
    frame = build(index, subjects, columns(FURTHER))
    expected = {
        (str(index.arrays.invoice_id[item]), int(index.arrays.instalment[item])): frame[row]
        for row, item in enumerate(subjects.item.tolist())
    }
    assert rows == len(expected)
    names = [one.name for one in columns(FURTHER)]
    for number in range(PARTS):
        table = pq.read_table(tmp_path / f"part-{number:04d}.parquet")
        made = np.column_stack([table[name].to_numpy() for name in names])
        for row, key in enumerate(zip(table["invoice_id"].to_pylist(), table["instalment"].to_pylist(), strict=True)):
            assert np.array_equal(made[row], expected.pop(key), equal_nan=True)
    assert not expected


def test_companies_of_one_group_stay_together() -> None:
    names = np.array([f"C{number}" for number in range(40)], dtype=object)
    part = part_of_customers(names, days([7, 3, 20]), days([3, 1, 21]), 8)
    assert part[1] == part[3] == part[7] and part[20] == part[21]
    assert len(set(part.tolist())) > 4
