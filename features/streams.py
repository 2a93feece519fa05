"""Sort once, cumulate, look up: the one machine under every feature.

A fact that counts from one knowledge day to another is an interval [start, end): on a day t it is in force iff
start < t ≤ end (strictly before the start of the day, CONTRACTS). Sums over a group's facts in force are differences of
exact integer prefix sums, found by one binary search; they do not depend on the order of rows, on other groups, nor on
anything known later.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from features.timeline import DAY_BITS, AnyInteger, Integers, Timeline, packed
from ledger.day import FOREVER

LARGEST_TABLE = 1 << 21
FEW_ENTRIES, FEW_ASKED = 4_096, 32
"""Up to so many entries nothing is sorted before so many questions come at once."""
BLOCK = 1 << 13
"""Entries summed at once."""
__all__ = [
    "DAY_BITS", "FEW_ASKED", "FEW_ENTRIES", "LARGEST_TABLE", "AnyInteger", "Integers", "Intervals", "PrefixSums",
    "Timeline", "packed", "side_by_side", "squared_counts",
]  # fmt: skip


Columns = Sequence[AnyInteger] | Integers
"""One a sum, of an entry each; or (k, entries)."""


class PrefixSums:
    """Running totals of integer columns within each group. ``columns`` is (k, entries); totals are (entries + 1, k).

    With ``compact`` the entries of one (group, day) become one. Few entries (one customer's) are sorted only if asked for
    much: a few questions are answered by adding up what they are about, to the same integers.
    """

    __slots__ = ("_columns", "_facts", "_keys", "_rows", "_some", "_timeline", "_totals", "nothing", "width")

    def __init__(
        self,
        group: AnyInteger,
        day: AnyInteger,
        columns: Columns,
        tie: Integers | None = None,
        *,
        compact: bool = False,
        timeline: Timeline | None = None,
    ) -> None:
        """``timeline``: that of other sums over the same entries, so that one look-up serves both."""
        if compact and len(group):
            group, day, columns = _a_row_a_day(group, day, columns)
        self._facts, self._columns = (group, day, tie), columns
        self.nothing, self.width = len(day) == 0, len(columns)
        self._timeline = timeline
        self._totals: Integers | None = None
        self._keys: Integers | None = None
        self._rows: Integers | None = None
        self._some: NDArray[np.bool_] | None = None
        if len(day) > FEW_ENTRIES:
            self._build()

    @property
    def timeline(self) -> Timeline:
        if self._timeline is None:
            self._timeline = Timeline(*self._facts)
        return self._timeline

    @property
    def totals(self) -> Integers:
        return self._build() if self._totals is None else self._totals

    def _build(self) -> Integers:
        self._totals = totals = _running_totals(self.timeline, self._columns)
        self._columns = ()
        if len(self._facts[0]) > FEW_ENTRIES:  # what is sorted need not be kept unsorted too
            self._facts = (self._facts[0][:0].copy(), self._facts[1][:0].copy(), None)
        return totals

    def before(self, group: AnyInteger, day: AnyInteger) -> Integers:
        """Sums over the group's entries with an entry day < ``day``, shape (n, k)."""
        return self.before_key(packed(group, day))

    def before_key(self, wanted: Integers) -> Integers:
        """The same for ``packed(group, day)``."""
        if self.nothing:
            return np.zeros((len(wanted), self.width), dtype=np.int64)
        if self.adds_up(wanted):
            asked = distinct(wanted)
            keys, rows = self.entries()
            inside = (keys < asked) & (keys >= group_floor(asked))
            return repeated(inside @ rows, len(wanted))
        return self.totals.take(self.timeline.before_key(wanted), axis=0)

    def take_off(self, total: Integers, rows: Integers, wanted: Integers) -> None:
        """Less the answers for ``wanted`` in the ``rows`` of ``total``; most sums are 0 where all that counted is over."""
        if self.nothing or not len(rows):
            return
        entry = self.timeline.before_key(wanted)
        if self._some is None:
            self._some = np.logical_or.reduce(self.totals, axis=1)
        some = np.flatnonzero(self._some.take(entry))
        total[rows.take(some)] -= self.totals.take(entry.take(some), axis=0)

    def adds_up(self, wanted: Integers) -> bool:
        """Whether questions are so few that nothing is sorted for them."""
        return self._totals is None and len(wanted) <= FEW_ASKED

    def entries(self) -> tuple[Integers, Integers]:
        """Keys (entries,) and columns (entries, k) as given, before anything was sorted."""
        if self._keys is None or self._rows is None:
            group, day, _ = self._facts
            self._keys, self._rows = packed(group, day), side_by_side(self._columns, len(day))
        return self._keys, self._rows


def distinct(wanted: Integers) -> Integers:
    """Questions as (m, 1): one where all are the same."""
    return wanted[:1, None] if len(wanted) and (wanted == wanted[0]).all() else wanted[:, None]


def repeated(sums: Integers, count: int) -> Integers:
    """Answers to ``distinct`` questions for each of the questions."""
    return sums if len(sums) == count else np.repeat(sums, count, axis=0)


def group_floor(wanted: Integers) -> Integers:
    """The first key that a group of each ``packed`` key can have."""
    return (wanted >> DAY_BITS) << DAY_BITS


def _running_totals(timeline: Timeline, columns: Columns) -> Integers:
    """(entries + 1, k): totals of the columns within each group after each entry; row 0 is nothing.

    Worked out in blocks that stay in the processor's cache: over all entries, then less what the groups before summed to
    (integers that overflow on the way come back).
    """
    order = timeline.order
    totals = np.zeros((len(order) + 1, len(columns)), dtype=np.int64)
    if not len(order):
        return totals
    changes = side_by_side(columns, len(order))
    if len(order) <= BLOCK:
        changes.take(order, axis=0, out=totals[1:], mode="clip")
        np.add.accumulate(totals, axis=0, out=totals)
        first = np.flatnonzero(timeline.first_of_group())
        if len(first) > 1:
            entries = np.append(first[1:], len(order)) - first
            totals[1:] -= np.repeat(totals.take(first, axis=0), entries, axis=0)
        return totals
    first = np.flatnonzero(timeline.first_of_group())
    groups_before = np.searchsorted(first, np.arange(0, len(order) + BLOCK, BLOCK))
    base = after = totals[0]
    for number, start in enumerate(range(0, len(order), BLOCK)):
        rows = order[start : start + BLOCK]
        part, so_far = totals[start + 1 : start + 1 + len(rows)], after
        changes.take(rows, axis=0, out=part, mode="clip")  # "raise" would go through a buffer
        part[0] += so_far
        np.add.accumulate(part, axis=0, out=part)
        after = part[-1].copy()
        begins = first[groups_before[number] : groups_before[number + 1]] - start
        bases = np.concatenate([base[None, :], part.take(begins - 1, axis=0)])
        if len(begins) and begins[0] == 0:
            bases[1] = so_far
        part -= np.repeat(bases, np.diff(begins, prepend=0, append=len(rows)), axis=0)
        base = bases[-1]
    return totals


def side_by_side(columns: Columns, entries: int) -> Integers:
    """(entries, k): what belongs to an entry stands together, so that reordering fetches each once.

    What stands so already, as the transpose of (entries, k) integers, is not copied.
    """
    if isinstance(columns, np.ndarray) and columns.T.flags.c_contiguous and columns.dtype == np.int64:
        return columns.T
    rows = np.empty((entries, len(columns)), dtype=np.int64)
    for start in range(0, entries, BLOCK):
        for at, column in enumerate(columns):
            rows[start : start + BLOCK, at] = column[start : start + BLOCK]
    return rows


class Intervals:
    """Sums over a group's facts in force on a day, over all of them or those that became known in the last days.

    A fact counts in the window of W days before t iff start ≥ t − W and start < t ≤ end. With few facts that end
    (reversals, corrections), it is what began in the window, less a small stream of what ended while inside it.
    """

    __slots__ = ("_end_keys", "_ended", "_facts", "_touched", "_windows", "begun")

    def __init__(
        self,
        group: AnyInteger,
        start: AnyInteger,
        end: AnyInteger,
        columns: Columns,
        windows: Sequence[int],
        tie: Integers | None = None,
        *,
        compact: bool = False,
        timeline: Timeline | None = None,
    ) -> None:
        self.begun = PrefixSums(group, start, columns, tie, compact=compact, timeline=timeline)
        self._facts, self._windows = (group, start, end, columns), tuple(windows)
        self._touched = np.zeros(0, dtype=np.bool_)
        self._end_keys: Integers | None = None
        self._ended: dict[int | None, PrefixSums] | None = None
        if len(start) > FEW_ENTRIES or compact:
            self._build_ended()

    @property
    def ended(self) -> dict[int | None, PrefixSums]:
        """By window: what is to be taken off the sums of what began in it."""
        return self._build_ended() if self._ended is None else self._ended

    def _build_ended(self) -> dict[int | None, PrefixSums]:
        group, start, end, columns = self._facts
        ended: dict[int | None, PrefixSums] = {}
        over = np.flatnonzero(end < FOREVER)
        if len(over):
            self._touched = _flags_of(group[over])
            group, start, end = group[over], start[over], end[over]
            values = [column[over] for column in columns]
            ended[None] = PrefixSums(group, end, values)
            for window in self._windows:
                ended[window] = _ended_inside(group, start, end, values, window)
        self._ended = ended
        if len(self._facts[1]) > FEW_ENTRIES:
            self._facts = (group[:0].copy(), start[:0].copy(), end[:0].copy(), ())
        return ended

    def sums(self, group: AnyInteger, day: AnyInteger, window: int | None) -> Integers:
        """Shape (n, k), the caller's own."""
        return self.sums_key(packed(group, day), window)

    def sums_key(self, wanted: Integers, window: int | None, upto: Callable[[], Integers] | None = None) -> Integers:
        """The same for ``packed(group, day)``. ``upto`` gives the sums of everything begun before, looked up elsewhere."""
        if self._ended is None and self.begun.adds_up(wanted):
            return self._added_up(wanted, window)
        total = self.begun.before_key(wanted) if upto is None else upto().copy()
        if window is not None:
            total -= self.begun.before_key(wanted - window)
        if self.ended:
            some = np.flatnonzero(self._touched.take((wanted >> DAY_BITS) + 1, mode="clip"))
            self.ended[window].take_off(total, some, wanted.take(some))
        return total

    def _added_up(self, wanted: Integers, window: int | None) -> Integers:
        keys, rows = self.begun.entries()
        if self._end_keys is None:
            self._end_keys = packed(self._facts[0], self._facts[2])
        asked = distinct(wanted)
        inside = (keys < asked) & (self._end_keys >= asked)
        inside &= keys >= (group_floor(asked) if window is None else asked - window)
        return repeated(inside @ rows, len(wanted))


def squared_counts(group: AnyInteger, kind: AnyInteger, start: AnyInteger, end: AnyInteger, kinds: int) -> PrefixSums:
    """Σ count² over a group's kinds (0 … kinds − 1) of facts in force, as a running total: how concentrated they are."""
    over = np.flatnonzero(end < FOREVER)
    of = np.concatenate([np.arange(len(group)), over])
    day = np.concatenate([start, end[over]])
    sign = np.concatenate([np.ones(len(group), dtype=np.int64), np.full(len(over), -1, dtype=np.int64)])
    owner, pair = group[of], group[of].astype(np.int64) * kinds + kind[of]
    running = PrefixSums(pair, day, [sign])
    order = running.timeline.order
    count = running.totals[1:, 0]  # of its kind, after the event; before it: less by the event's sign
    return PrefixSums(owner[order], day[order], [count * count - (count - sign[order]) ** 2])


def _flags_of(group: AnyInteger) -> NDArray[np.bool_]:
    """Whether a group is among these, at place group + 1; False at both ends stands for groups beyond."""
    flags = np.zeros(int(group.max()) + 3, dtype=np.bool_)
    flags[group + 1] = True
    flags[0] = False
    return flags


def _ended_inside(
    group: AnyInteger, start: AnyInteger, end: AnyInteger, values: list[AnyInteger], window: int
) -> PrefixSums:
    """What to take off a window's sum: counted from the end of a fact until its start leaves the window."""
    inside = np.flatnonzero(end - start < window)
    group, start, end = group[inside], start[inside], end[inside]
    columns = [np.concatenate([value[inside], -value[inside]]) for value in values]
    return PrefixSums(np.concatenate([group, group]), np.concatenate([end, start + window]), columns)


def _a_row_a_day(
    group: AnyInteger, day: AnyInteger, columns: Columns
) -> tuple[AnyInteger, AnyInteger, Sequence[AnyInteger]]:
    order = np.argsort(packed(group, day))  # the order among equals changes no sum
    group, day = group[order], day[order]
    first = np.flatnonzero(np.append(True, (group[1:] != group[:-1]) | (day[1:] != day[:-1])))
    return group[first], day[first], [np.add.reduceat(column[order].astype(np.int64), first) for column in columns]
