from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from ledger.day import weekday
from ledger.demo.oracle import oracle
from ledger.demo.pairs import demo_pairs, write_oracle
from ledger.demo.simulation import Simulation


def test_pairs_are_every_issue_day_and_every_monday_while_open(small: Simulation) -> None:
    index, as_of = demo_pairs(small, limit=10**9)
    found = set(zip(index.tolist(), as_of.tolist(), strict=True))
    expected = set()
    ends = np.minimum(np.minimum(small.outcome.settled_on, small.outcome.closed_on), small.until).tolist()
    for item, (issued, end) in enumerate(zip(small.items.issued_on.tolist(), ends, strict=True)):
        expected.add((item, issued))
        expected.update((item, day) for day in range(issued + 1, end + 1) if (day + 3) % 7 == 0)
    assert found == expected
    assert len(found) == len(index)


def test_a_limit_keeps_pairs_of_both_kinds_at_the_same_rate(small: Simulation) -> None:
    index, as_of = demo_pairs(small, limit=6_000)
    every, all_days = demo_pairs(small, limit=10**9)
    assert len(index) == 6_000
    at_issue = (as_of == small.items.issued_on[index]).sum() / 6_000
    assert abs(at_issue - (all_days == small.items.issued_on[every]).mean()) < 0.025
    assert (np.diff(as_of) >= 0).all()
    again, _ = demo_pairs(small, limit=6_000)
    assert (again == index).all()
    assert (weekday(as_of[as_of > small.items.issued_on[index]]) == 0).all()


def test_the_parquet_file_holds_the_oracles_answers(small: Simulation, tmp_path: Path) -> None:
    pairs = demo_pairs(small, limit=300)
    table = pq.read_table(write_oracle(small, pairs, tmp_path / "oracle.parquet"))
    assert table.column_names == ["invoice_id", "instalment", "as_of", "cdf"]
    cdf = np.array(table["cdf"].to_pylist())
    assert cdf.shape == (300, 366)
    assert np.abs(cdf - oracle(small, *pairs)).max() < 1e-6
    assert table["invoice_id"][0].as_py() == f"INV{small.items.invoice[pairs[0][0]] + 1:07d}"
    assert np.datetime64(table["as_of"][0].as_py(), "D").astype(int) == pairs[1][0]
