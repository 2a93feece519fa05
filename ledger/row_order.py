"""Rows in the order of (group, day): the sort under every running sum."""

import numpy as np
from numpy.typing import NDArray

AnyInteger = NDArray[np.int64] | NDArray[np.int32] | NDArray[np.int8]
FEW = 64
"""Rows that are sorted by two columns as quickly as by one made of them."""
MANY = 4_096
"""From so many rows on, each key carries its row."""


def row_order(group: AnyInteger, day: AnyInteger) -> NDArray[np.int64]:
    """Rows by group, then day, shape (n,); the order among equals is no matter.

    Integers that end in their row are sorted and cut down to it: half the cost of an argsort of a million, a third of one of
    three million, which fetches each key from where it lies.
    """
    if len(day) <= FEW:
        return np.lexsort((day, group))
    lowest, first, last = int(group.min()), int(day.min()), int(day.max())
    days, bits = last - first + 1, (len(day) - 1).bit_length()
    cells = (int(group.max()) - lowest + 1) * days
    if cells >= 1 << 63:
        return np.lexsort((day, group))
    key = group.astype(np.int64)
    key -= lowest
    key *= days
    key += day
    key -= first
    if len(key) < MANY or cells << bits >= 1 << 63:
        return np.argsort(key)
    key <<= bits
    key |= np.arange(len(key))
    key.sort()
    key &= (1 << bits) - 1
    return key
