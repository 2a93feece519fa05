"""Look-ups in a timeline, by search and by number."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from features.timeline import ENTRIES_OF_LONGEST, Timeline
from tests.features.plain import days, money64


def test_the_last_entry_before_a_day_is_strictly_before_it():
    timeline = Timeline(days([2, 1, 1]), days([5, 7, 3]))
    assert timeline.before(days([1, 1, 1, 2, 0, -1]), days([3, 4, 8, 6, 9, 9])).tolist() == [0, 1, 2, 3, 0, 0]
    assert timeline.order.tolist() == [2, 1, 0]


def test_ties_are_put_in_the_order_asked_for():
    assert Timeline(days([1, 1]), days([3, 3]), money64([9, 4])).order.tolist() == [1, 0]


@given(st.lists(st.tuples(st.integers(0, 70), st.integers(0, 30)), max_size=150))
def test_many_look_ups_answer_as_one(made):
    """One group of many entries and many of few: gone through, or searched where they are longer than the walk; asked on
    days of entries too, which are not before."""
    group, day = (
        days([one[0] for one in made] + [71] * 2 * ENTRIES_OF_LONGEST),
        days([one[1] for one in made] + list(range(2 * ENTRIES_OF_LONGEST))),
    )
    timeline = Timeline(group, day)
    wanted = np.repeat(np.arange(-2, 75), 8).astype(np.int32), np.tile(np.arange(-1, 31, 4), 77).astype(np.int32)
    alone = [
        int(timeline.before(wanted[0][row : row + 1], wanted[1][row : row + 1])[0]) for row in range(len(wanted[0]))
    ]
    assert timeline.before(*wanted).tolist() == alone
