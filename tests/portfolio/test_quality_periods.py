"""Periods of one length up to the newest day; a change is sudden against the spread of earlier ones, not against their mean."""

import numpy as np
import pytest

from portfolio.quality_periods import Periods, change


def test_days_fall_into_periods() -> None:
    made = Periods(7, np.array([107, 114, 121]))
    assert made.of(np.array([100, 101, 107, 108, 121, 122], dtype=np.int32)).tolist() == [-1, 0, 0, 1, 2, -1]


@pytest.mark.parametrize(
    ("values", "sudden"),
    [
        ([100, 104, 98, 101, 99, 100, 55], True),
        ([100, 104, 98, 101, 99, 100, 110], False),
        ([100, 104, 1000, 101, 99, 100, 55], True),
        ([100, 40, 160, 70, 130, 100, 30], False),
        ([4, 4, 4, 4, 4, 4, 9], False),
        ([0, 0, 0, 0, 0, 0, 50], True),
    ],
    ids=["fell by 45 %", "10 % are not worth a look", "one wild period", "a wild business", "counting alone", "out of nothing"],
)  # fmt: skip
def test_sudden(values: list[float], sudden: bool) -> None:
    earlier = float(np.median(values[:-1]))
    seen = change(np.array(values, dtype=np.float64), counted=True, least=0.25 * max(earlier, 1.0))
    assert (seen.sudden, seen.newest, seen.median) == (sudden, values[-1], earlier)
