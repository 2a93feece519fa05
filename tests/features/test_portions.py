"""A ledger worked on in portions gives the rows of the undivided one, bit for bit."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from features import portions
from features.frame import build
from features.further import columns
from features.index import FeatureIndex
from features.portions import write_features
from features.subjects import subjects_at
from ledger.array_parts import customer_parts
from tests.features.contract import FURTHER, POLICY
from tests.features.plain import given_away, random_ledger


@pytest.mark.parametrize(("seed", "invoices_given_away"), [(0, False), (9, False), (10, False), (12, True), (13, True)])
def test_portions_are_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, invoices_given_away: bool
) -> None:
    plain = random_ledger(seed)
    if invoices_given_away:  # and nobody of a group, else all would stand together
        plain = given_away(random_ledger(seed, customers=15), seed, 0.05)
        plain.who = [replace(one, parent="") for one in plain.who]
    arrays, out, told = plain.arrays(), tmp_path / "features.parquet", []
    monkeypatch.setattr(portions, "PORTION", 5)
    assert len(customer_parts(arrays, 5)) > 1
    rows = write_features(arrays, POLICY, out, at_issue=True, progress=lambda stage, share: told.append(share))
    table = pq.read_table(out)
    index = FeatureIndex(arrays, POLICY)
    place = {
        key: item for item, key in enumerate(zip(arrays.invoice_id.tolist(), arrays.instalment.tolist(), strict=True))
    }
    item = [place[key] for key in zip(table["invoice_id"].to_pylist(), table["instalment"].to_pylist(), strict=True)]
    assert rows == len(item) == len(set(item)) == len(np.unique(arrays.items.item[~arrays.items.credit_note]))
    as_of = table["as_of"].cast("int32").to_numpy()
    frame = build(index, subjects_at(index, np.array(item, dtype=np.int32), as_of), columns(FURTHER))
    for number, column in enumerate(columns(FURTHER)):
        assert np.array_equal(table[column.name].to_numpy(), frame[:, number], equal_nan=True), column.name
    assert told == sorted(told) and told[-1] < 1
