"""Rows are put in the order of (group, day), however many there are and however far apart."""

import numpy as np
import pytest

from ledger.row_order import MANY, row_order


@pytest.mark.parametrize("rows", [0, 1, 2, MANY - 1, MANY, 3 * MANY + 1])
@pytest.mark.parametrize("groups", [1, 1_000, 1 << 40, 1 << 62])
def test_rows_stand_by_group_and_day(rows, groups):
    chance = np.random.default_rng(rows)
    group = chance.integers(-groups, groups, rows)
    day = chance.integers(-25_567, 40_000, rows).astype(np.int32)
    order = row_order(group, day)
    assert sorted(order.tolist()) == list(range(rows))
    assert list(zip(group[order].tolist(), day[order].tolist(), strict=True)) == sorted(
        zip(group.tolist(), day.tolist(), strict=True)
    )
