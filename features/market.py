"""What every row needs from the whole book: daily sums of what was settled, per country, industry and group of companies.

Built once from a whole ledger and passed in when the index of one customer is made, so that one customer, a partition
and a batch see the same integers. Keyed by the text of a country, an industry or a parent's id, never by codes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from features.credibility import Strengths
from features.market_part import DELAY_BOUNDS, DailySums, MarketPart, added_up, day_range, delay_bucket, market_part
from features.spans import OpenSpans, SettledSpans
from features.streams import LARGEST_TABLE, AnyInteger, Integers, Intervals, PrefixSums
from ledger.arrays import LedgerArrays, Texts
from ledger.day import Days

WINDOWS = (30, 90, 365)
SETTLED, DELAY, LATE = range(3)
BOOK = 0
"""Group number of the whole book."""
__all__ = ["BOOK", "DELAY", "DELAY_BOUNDS", "LATE", "SETTLED", "WINDOWS", "DayTable", "MarketTable", "delay_bucket"]


class DayTable:
    """Sums of a few groups on every day there is, so that a look-up is one step."""

    __slots__ = ("days", "first_day", "groups", "sums")

    def __init__(self, ask: Callable[[Integers, Days], Integers], first_day: int, days: int, groups: int) -> None:
        """``ask`` gives (n, k) for groups and days; before ``first_day`` it gives 0, from the last day on it stays the same."""
        self.first_day, self.days, self.groups = first_day, days, groups
        asked = np.arange(first_day, first_day + days, dtype=np.int32)
        made = [ask(np.full(days, group, dtype=np.int64), asked) for group in range(groups)]
        self.sums: Integers = np.concatenate([*made, np.zeros((1, made[0].shape[1]), dtype=np.int64)])

    def at(self, group: AnyInteger, as_of: Days) -> Integers:
        """(n, k), the caller's own; a group below 0: zeros."""
        if len(as_of) == 1:  # one item asked about online
            number, day = group.item(), min(max(as_of.item() - self.first_day, 0), self.days - 1)
            place = self.groups * self.days if number < 0 else day + number * self.days
            return self.sums[place : place + 1].copy()
        row = as_of.astype(np.int64)
        row -= self.first_day
        np.maximum(row, 0, out=row)
        np.minimum(row, self.days - 1, out=row)
        row += group * self.days
        row[group < 0] = self.groups * self.days
        return self.sums.take(row, axis=0)


@dataclass(frozen=True)
class MarketTable:
    """Groups are numbered: 0 is the whole book, others stand in ``numbers`` under ("country", "BR") and the like."""

    numbers: dict[tuple[str, str], int]
    parents: dict[str, list[tuple[int, int, int]]]
    """Customer id → (known on, until, group number) of each time a parent was known for it."""
    sums: Intervals
    book: Intervals
    """Of the whole book: settled invoices by bucket of the delay, then by weekday of the value date."""
    open: PrefixSums
    """Worth of what is open in the whole book, in hundredths."""
    strengths: Strengths
    """How many invoices a customer's own habit needs beside its segment's level."""
    tables: dict[object, DayTable | None] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def build(
        cls,
        arrays: LedgerArrays,
        spans: SettledSpans,
        owed: OpenSpans,
        grace_days: int,
        categories: Sequence[tuple[str, Texts]] = (),
    ) -> "MarketTable":
        """Of a whole ledger; see ``market_part``."""
        return cls.of([market_part(arrays, spans, owed, grace_days, categories)])

    @classmethod
    def of(cls, parts: Sequence[MarketPart]) -> "MarketTable":
        """Of the parts of a whole ledger."""
        whole = parts[0] if len(parts) == 1 else added_up(parts)
        worth = PrefixSums(whole.owed.group, whole.owed.start, list(whole.owed.sums.T))
        differing = PrefixSums(whole.evidence.group, whole.evidence.start, list(whole.evidence.sums.T))
        numbers = {name: number for number, name in enumerate(whole.names)}
        settled, habits = _intervals(whole.settled), _intervals(whole.habits)
        return cls(numbers, whole.parents, settled, habits, worth, Strengths(differing))

    def open_worth(self, as_of: Days) -> Integers:
        """(n,): worth of everything open in the book at the start of a day."""
        table = self._tabulated("open", self.open.before, self.open, 0, 1)
        book = np.zeros(len(as_of), dtype=np.int64)
        return (self.open.before(book, as_of) if table is None else table.at(book, as_of))[:, 0]

    def habits(self, as_of: Days) -> Integers:
        """(n, buckets + 7): the book's settled invoices of the last 365 days by bucket of the delay, and by weekday."""
        return self._windowed(self.book, np.zeros(len(as_of), dtype=np.int64), as_of, 365, 1)

    def levels(self, group: AnyInteger, as_of: Days, window: int | None) -> Integers:
        """(n, 3): SETTLED count, sum of DELAY days, LATE count of a group before a day; a group below 0: zeros."""
        return self._windowed(self.sums, group, as_of, window, len(self.numbers))

    def book_levels(self, as_of: Days, window: int | None) -> Integers:
        """The same of the whole book."""
        return self._windowed(self.sums, np.full(len(as_of), BOOK, dtype=np.int64), as_of, window, 1)

    def _windowed(self, sums: Intervals, group: AnyInteger, as_of: Days, window: int | None, groups: int) -> Integers:
        if window is None:
            return sums.sums(group, as_of, None)
        name = (sums is self.sums, window, groups)
        # a window beyond the last day nothing is inside any more
        table = self._tabulated(name, lambda group, day: sums.sums(group, day, window), sums.begun, window, groups)
        return sums.sums(group, as_of, window) if table is None else table.at(group, as_of)

    def _tabulated(
        self, name: object, ask: Callable[[Integers, Days], Integers], sums: PrefixSums, window: int, groups: int
    ) -> DayTable | None:
        """Worked out at the first question; None where groups and days are too many (or none)."""
        if name not in self.tables:
            day = sums.timeline.days()
            first, last = day_range(day)
            days = last - first + window + 2
            self.tables[name] = (
                DayTable(ask, first, days, groups) if groups * days <= LARGEST_TABLE and len(day) else None
            )
        return self.tables[name]


def _intervals(rows: DailySums) -> Intervals:
    return Intervals(rows.group, rows.start, rows.end, list(rows.sums.T), WINDOWS)
