"""Prefix sums and intervals give what adding up fact by fact gives."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from features.streams import FEW_ASKED, Intervals, PrefixSums, squared_counts
from tests.features.plain import NEVER, days, money64

facts = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(-5, 30), st.one_of(st.just(NEVER), st.integers(1, 20)), st.integers(-9, 9)
    ),
    max_size=25,
)


@given(facts, st.booleans())
def test_prefix_sums_add_up_what_came_before(made, compact):
    group, day = days([one[0] for one in made]), days([one[1] for one in made])
    value = money64([one[3] for one in made])
    sums = PrefixSums(group, day, [value, value * 0 + 1], compact=compact)
    for asked in range(-6, 33, 3):
        got = sums.before(np.arange(4), np.full(4, asked))
        for number in range(4):
            mine = [one[3] for one in made if one[0] == number and one[1] < asked]
            assert got[number].tolist() == [sum(mine), len(mine)]


@given(facts)
def test_intervals_count_what_is_in_force_in_the_window(made):
    start = days([one[1] for one in made])
    end = days([NEVER if one[2] == NEVER else one[1] + one[2] for one in made])
    group, value = days([one[0] for one in made]), money64([one[3] for one in made])
    intervals = Intervals(group, start, end, [value], (7, 12))
    for asked in range(-6, 60, 4):
        for window in (None, 7, 12):
            got = intervals.sums(np.arange(4), np.full(4, asked), window)[:, 0]
            for number in range(4):
                expected = sum(
                    int(value[row])
                    for row in range(len(made))
                    if group[row] == number
                    and start[row] < asked <= end[row]
                    and (window is None or start[row] >= asked - window)
                )
                assert got[number] == expected


@given(facts)
def test_squared_counts_are_those_of_the_kinds_in_force(made):
    """The last column, 0 … 8 here, is the kind."""
    start = days([one[1] for one in made])
    end = days([NEVER if one[2] == NEVER else one[1] + one[2] for one in made])
    group, kind = days([one[0] for one in made]), days([abs(one[3]) for one in made])
    sums = squared_counts(group, kind, start, end, 10)
    for asked in range(-6, 60, 4):
        got = sums.before(np.arange(4), np.full(4, asked))[:, 0]
        for number in range(4):
            held = [one for one in zip(group, kind, start, end, strict=True) if one[0] == number]
            standing = [int(one[1]) for one in held if one[2] < asked <= one[3]]
            assert got[number] == sum(standing.count(one) ** 2 for one in set(standing))


@given(facts)
def test_sums_along_a_timeline_are_those_of_their_own(made):
    group, day = days([one[0] for one in made]), days([one[1] for one in made])
    first, more = money64([one[3] for one in made]), money64([one[3] ** 2 for one in made])
    timeline = PrefixSums(group, day, [first]).timeline
    asked = np.arange(4), np.full(4, 9)
    assert (
        PrefixSums(group, day, [more], timeline=timeline).before(*asked).tolist()
        == PrefixSums(group, day, [more]).before(*asked).tolist()
    )


@given(facts)
def test_few_questions_and_many_have_the_same_answers(made):
    start = days([one[1] for one in made])
    end = days([NEVER if one[2] == NEVER else one[1] + one[2] for one in made])
    group, value = days([one[0] for one in made]), money64([one[3] for one in made])
    few, many = (Intervals(group, start, end, [value, value * value], (7, 12)) for _ in range(2))
    asked = np.arange(-6, 60)
    for number in range(-1, 4):
        for window in (None, 7, 12):
            at_once = many.sums(np.full(len(asked), number), asked, window)
            assert len(asked) > FEW_ASKED
            assert few.sums(np.full(20, number), asked[::4][:20].repeat(2)[:20], window).shape == (20, 2)
            for place in range(0, len(asked), 5):
                assert few.sums(np.array([number]), asked[place : place + 1], window).tolist() == [
                    at_once[place].tolist()
                ]


def test_totals_are_the_same_in_blocks(monkeypatch):
    chance = np.random.default_rng(1)
    group, day = chance.integers(0, 9, 200), chance.integers(0, 50, 200)
    columns = [chance.integers(-(2**61), 2**61, 200) for _ in range(3)]
    whole = PrefixSums(group, day, columns).totals
    for block in (1, 7, 64):
        monkeypatch.setattr("features.streams.BLOCK", block)
        assert (PrefixSums(group, day, columns).totals == whole).all()
