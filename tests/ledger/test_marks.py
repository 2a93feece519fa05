"""Marks: a set of 64-bit hashes that grows by the thousand."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.marks import Marks, marks_of, sorted_contains


@given(st.lists(st.lists(st.integers(-5, 40), max_size=20), max_size=12), st.lists(st.integers(-10, 45), max_size=20))
def test_it_is_a_set(added: list[list[int]], wanted: list[int]) -> None:
    marks, plain = Marks(), set[int]()
    for some in added:
        marks.add(marks_of(some, len(some)))
        plain |= set(map(hash, some))
    assert marks.among(marks_of(wanted, len(wanted))).tolist() == [hash(one) in plain for one in wanted]
    assert all((hash(one) in marks) == (hash(one) in plain) for one in wanted)


def test_equal_keys_have_equal_marks_and_others_others() -> None:
    keys = [("a", 1), ("a", 2), ("b", 1), ("a", 1)]
    first, second, third, again = marks_of(keys, 4).tolist()
    assert first == again == hash(("a", 1))
    assert len({first, second, third}) == 3


def test_nothing_is_among_nothing() -> None:
    assert sorted_contains(marks_of([], 0), marks_of([1, 2], 2)).tolist() == [False, False]
