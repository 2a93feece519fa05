"""Codes are places among the numbers given, whether those lie close together or far apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.codes import Codes, WordCodes

NUMBERS = st.lists(st.integers(0, 40) | st.integers(0, 2**62), unique=True)


@given(NUMBERS, st.lists(st.integers(0, 40)))
def test_codes_are_places(numbers: list[int], others: list[int]) -> None:
    codes = Codes(np.array(numbers, dtype=np.int64))
    assert codes.of(np.array(numbers, dtype=np.int64)).tolist() == list(range(len(numbers)))
    assert codes.of(np.array(numbers, dtype=np.int64)).dtype == "int32"
    assert codes.holds(np.array(others, dtype=np.int64)).tolist() == [number in numbers for number in others]


@pytest.mark.parametrize("numbers", [[7], [3, 1, 2], [5, 10**12, 1], []])
def test_repeated_numbers_have_one_code(numbers: list[int]) -> None:
    twice = np.array(numbers + numbers[::-1], dtype=np.int64)
    assert Codes(np.array(numbers, dtype=np.int64)).of(twice).tolist() == [numbers.index(number) for number in twice]


def test_words_are_numbered_as_they_come() -> None:
    codes = WordCodes()
    assert codes.of(["EUR", "EUR"]).tolist() == [0, 0]
    assert codes.of(["USD", "EUR", "JPY", "USD"]).tolist() == [1, 0, 2, 1]
    assert codes.of([]).dtype == "int32"
    assert codes.words == ("EUR", "USD", "JPY")
