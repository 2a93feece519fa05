"""Dense codes, from 0, of the numbers under which the ledger knows things, and of words."""

import numpy as np
from numpy.typing import NDArray

from ledger.marks import sorted_contains

Integers = NDArray[np.int64]
SPARSE = 8
"""A table of codes is made where one number in so many is given."""


class Codes:
    """The place of each number among those given, shape (n,), no two of them equal."""

    def __init__(self, numbers: Integers):
        rising = bool((numbers[1:] > numbers[:-1]).all())
        self._order = None if rising else np.argsort(numbers, kind="stable").astype(np.int32)
        self._sorted = numbers if self._order is None else numbers[self._order]
        self._table: NDArray[np.int32] | None = None
        if len(numbers) > 1 and self._sorted[-1] - self._sorted[0] < SPARSE * len(numbers):
            self._table = np.full(self._sorted[-1] - self._sorted[0] + 1, -1, dtype=np.int32)
            self._table[numbers - self._sorted[0]] = np.arange(len(numbers), dtype=np.int32)

    def of(self, numbers: Integers) -> NDArray[np.int32]:
        """Codes of numbers that are all there, shape as given."""
        if self._table is not None:
            found: NDArray[np.int32] = self._table[numbers - self._sorted[0]]
            return found
        if len(self._sorted) == 1:
            return np.zeros(len(numbers), dtype=np.int32)
        place = np.searchsorted(self._sorted, numbers)
        return place.astype(np.int32) if self._order is None else self._order[place]

    def holds(self, numbers: Integers) -> NDArray[np.bool_]:
        """Which numbers are there, shape as given."""
        if self._table is None:
            return sorted_contains(self._sorted, numbers)
        place = numbers - self._sorted[0]
        near: NDArray[np.bool_] = (place >= 0) & (place < len(self._table))
        near[near] = self._table[place[near]] >= 0
        return near


class WordCodes:
    """Words in the order in which they first come."""

    def __init__(self) -> None:
        self._code: dict[str, int] = {}

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self._code)

    def of(self, words: list[str]) -> NDArray[np.int32]:
        """Codes, shape (n,); words not met before get new ones."""
        if words and words.count(words[0]) == len(words):
            return np.full(len(words), self._code.setdefault(words[0], len(self._code)), dtype=np.int32)
        for word in dict.fromkeys(words):
            self._code.setdefault(word, len(self._code))
        return np.fromiter(map(self._code.__getitem__, words), dtype=np.int32, count=len(words))
