"""Entries sorted by (group, day), and the look-up of the last one before a day: by search, or by number where few."""

import numpy as np
from numpy.typing import NDArray

from ledger.row_order import MANY, row_order

Integers = NDArray[np.int64]
AnyInteger = NDArray[np.int64] | NDArray[np.int32] | NDArray[np.int8]

DAY_BITS = 24
FEW = 64
"""Below so many look-ups at once the whole is searched."""
DENSE = 64
"""Group numbers up to so many times the entries are looked up by number."""
ENTRIES_OF_FEW, ENTRIES_OF_LONGEST = 8, 256
"""Groups of so few entries on average, and at most, are searched each by itself."""
_OFFSET = 1 << (DAY_BITS - 1)
_NONE = np.int64(-(2**63))


def packed(group: AnyInteger, day: AnyInteger) -> Integers:
    """(group, day) as one sortable integer, shape as given; groups of up to 39 bits, days within ±8 million."""
    key: Integers = group.astype(np.int64)
    key <<= DAY_BITS
    if len(day) != len(key):  # one for all
        return key + (day.astype(np.int64) + _OFFSET)
    key += day
    key += _OFFSET
    return key


class Timeline:
    """Entries sorted by (group, day). Row 0 stands for "nothing"; entry i of the sorted order is row i + 1."""

    __slots__ = ("_starts", "keys", "order")

    def __init__(self, group: AnyInteger, day: AnyInteger, tie: Integers | None = None) -> None:
        keys = packed(group, day)
        self.order: Integers
        if len(keys) > 1 and not (keys[1:] >= keys[:-1]).all():
            # the order among equal keys changes no sum
            self.order = np.argsort(keys) if len(keys) < MANY else row_order(group, day)
            keys = keys.take(self.order)
        else:
            self.order = np.arange(len(keys))
        if tie is not None:
            _break_ties(keys, self.order, tie)
        self.keys: Integers = np.empty(len(keys) + 1, dtype=np.int64)
        self.keys[0] = _NONE
        self.keys[1:] = keys
        self._starts: Integers | None = None

    def days(self) -> Integers:
        """Day of each entry, shape (entries,)."""
        day: Integers = (self.keys[1:] & ((1 << DAY_BITS) - 1)) - _OFFSET
        return day

    def before(self, group: AnyInteger, day: AnyInteger) -> Integers:
        """Row of the group's last entry with an entry day < ``day``, shape (n,); 0 where it has none."""
        return self.before_key(packed(group, day))

    def before_key(self, wanted: Integers) -> Integers:
        """The same for ``packed(group, day)``."""
        if len(wanted) < FEW:
            row = self.keys.searchsorted(wanted)
            row -= 1
            if len(wanted) == 1:  # one item asked about online
                if (self.keys.item(row.item()) ^ wanted.item()) >> DAY_BITS:
                    row[0] = 0
                return row
        else:
            if self._starts is None:
                self._starts = self._starts_of_groups()
            if len(self._starts):
                return self._within_group(self._starts, wanted)
            # a chunk's keys lie close together: searching their stretch alone keeps it in the processor's cache
            low = max(int(np.searchsorted(self.keys, wanted.min())) - 1, 0)
            high = int(np.searchsorted(self.keys, wanted.max())) + 1
            row = np.searchsorted(self.keys[low:high], wanted)
            row += low - 1
        found = self.keys.take(row)
        found ^= wanted
        found >>= DAY_BITS
        row[found != 0] = 0
        return row

    def _starts_of_groups(self) -> Integers:
        """Where the entries of group g begin, at place g + 1; the ends stand for groups beyond. Empty: not for these."""
        none = np.zeros(0, dtype=np.int64)
        group = self.keys[1:] >> DAY_BITS
        if len(group) == 0 or group[0] < 0 or group[-1] > DENSE * (len(group) + 64):
            return none
        counts = np.bincount(group)
        if len(group) > ENTRIES_OF_FEW * np.count_nonzero(counts) or counts.max() > ENTRIES_OF_LONGEST:
            return none
        starts = np.zeros(len(counts) + 3, dtype=np.int64)
        np.cumsum(counts, out=starts[2:-1])
        starts[-1] = starts[-2]
        return starts

    def _within_group(self, starts: Integers, wanted: Integers) -> Integers:
        """Bisect the entries of the group alone: where they are few, that is less than a search in all."""
        row = np.zeros(len(wanted), dtype=np.int64)
        place = wanted >> DAY_BITS
        place += 1
        before = starts.take(place, mode="clip")
        place += 1
        last = starts.take(place, mode="clip")
        active = np.flatnonzero(before < last)
        if not len(active):
            return row
        before, last, asked = before.take(active), last.take(active), wanted.take(active)
        reached = before.copy()
        step = 1 << (int((last - before).max()).bit_length() - 1)
        while step:
            further = reached + step
            earlier = further <= last
            earlier &= self.keys.take(further, mode="clip") < asked
            reached += step * earlier
            step >>= 1
        row[active] = reached * (reached > before)
        return row

    def first_of_group(self) -> NDArray[np.bool_]:
        """Flag of each group's first entry, shape (entries,)."""
        group = self.keys >> DAY_BITS
        first: NDArray[np.bool_] = group[1:] != group[:-1]
        return first


def _break_ties(keys: Integers, order: Integers, tie: Integers) -> None:
    """Put entries of equal keys into the order of ``tie``, in place."""
    same = np.zeros(len(keys) + 1, dtype=np.bool_)
    same[1:-1] = keys[1:] == keys[:-1]
    among = np.flatnonzero(same[1:] | same[:-1])
    if len(among):
        rows = order[among]
        order[among] = rows[np.lexsort((tie[rows], keys[among]))]
