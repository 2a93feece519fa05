"""The earliest due day among other open items equals a search through all of them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from features.earliest_due import EarliestDue
from features.spans import OpenSpans
from tests.features.plain import NEVER, days, money64

spans_of = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 60), st.one_of(st.just(NEVER), st.integers(1, 40)), st.integers(0, 70)),
    max_size=20,
)


@settings(max_examples=150)
@given(spans_of)
def test_it_finds_what_a_search_finds(made):
    customer, start = days([one[0] for one in made]), days([one[1] for one in made])
    end = days([NEVER if one[2] == NEVER else one[1] + one[2] for one in made])
    item, due = days(range(len(made))), days([one[3] for one in made])
    earliest = EarliestDue(OpenSpans(item, customer, start, end, due, money64([0] * len(made))))
    for as_of in range(0, 100, 9):
        for number in range(3):
            for own in (-1, 0, 1, 5):
                found = [
                    int(due[row])
                    for row in range(len(made))
                    if customer[row] == number and row != own and start[row] < as_of <= end[row] and due[row] < as_of
                ]
                got = earliest.before(days([number]), days([own]), days([as_of]))[0]
                assert got == min(found, default=NEVER)
