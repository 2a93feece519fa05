"""The version of a thing that was known before a day."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ledger.arrays import version_at


def version_slowly(pairs: list[tuple[int, int]], entity: int, day: int, first: bool) -> int:
    mine = [row for row, (other, _) in enumerate(pairs) if other == entity]
    known = [row for row in mine if pairs[row][1] < day]
    return known[-1] if known else (mine[0] if mine and first else -1)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-20, 20))), st.booleans())
def test_equals_the_slow_search(pairs: list[tuple[int, int]], first: bool) -> None:
    pairs = sorted(pairs)
    entity = np.array([pair[0] for pair in pairs], dtype=np.int32)
    known_on = np.array([pair[1] for pair in pairs], dtype=np.int32)
    wanted = [(e, d) for e in range(6) for d in range(-22, 23, 2)]
    rows = version_at(
        entity, known_on, np.array([w[0] for w in wanted], dtype=np.int32), np.array([w[1] for w in wanted], dtype=np.int32),
        first=first,
    )  # fmt: skip
    assert rows.tolist() == [version_slowly(pairs, e, d, first) for e, d in wanted]
