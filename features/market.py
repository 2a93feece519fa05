"""What every row needs from the whole book: daily sums of what was settled, per country, industry and group of companies.

Built once from a whole ledger and passed in when the index of one customer is made, so that one customer, a partition
and a batch see the same integers. Keyed by the text of a country, an industry or a parent's id, never by codes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from features.spans import EARLIEST_DELAY_DAYS, LATEST_DELAY_DAYS, OpenSpans, SettledSpans
from features.streams import LARGEST_TABLE, AnyInteger, Integers, Intervals, PrefixSums
from ledger.arrays import Codes, LedgerArrays, Texts, version_at
from ledger.day import FOREVER, Days, weekday

WINDOWS = (30, 90, 365)
SETTLED, DELAY, LATE = range(3)
BOOK = 0
"""Group number of the whole book."""
DELAY_BOUNDS = np.array(
    [EARLIEST_DELAY_DAYS, -14, -7, -3, -1, 0, 1, 2, 3, 5, 8, 15, 31, 61, 121, LATEST_DELAY_DAYS + 1], dtype=np.int64
)
"""First day past due of each bucket into which delays are sorted, and the end of the last."""


class DayTable:
    """Windowed sums of a few groups on every day, so that a look-up is one step."""

    __slots__ = ("days", "first_day", "groups", "sums")

    def __init__(self, first_day: int, days: int, groups: int, sums: Integers) -> None:
        self.first_day, self.days, self.groups, self.sums = first_day, days, groups, sums

    @classmethod
    def of(cls, intervals: Intervals, window: int, groups: int) -> "DayTable | None":
        """None where the groups and days would be more than LARGEST_TABLE. ``intervals`` know the groups 0 … groups − 1."""
        day = intervals.begun.timeline.days()
        if not len(day):
            return None
        first_day = int(day.min())
        days = int(day.max()) - first_day + window + 2  # on the last of these days nothing is inside the window any more
        if groups * days > LARGEST_TABLE:
            return None
        asked = np.arange(first_day, first_day + days, dtype=np.int32)
        of_group = [intervals.sums(np.full(days, group, dtype=np.int64), asked, window) for group in range(groups)]
        nothing = np.zeros((1, of_group[0].shape[1]), dtype=np.int64)
        return cls(first_day, days, groups, np.concatenate([*of_group, nothing]))

    def at(self, group: AnyInteger, as_of: Days) -> Integers:
        """(n, k), the caller's own; a group below 0: zeros."""
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
    tables: "dict[tuple[int, int], DayTable | None]" = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def build(
        cls,
        arrays: LedgerArrays,
        spans: SettledSpans,
        owed: OpenSpans,
        grace_days: int,
        categories: Sequence[tuple[str, Texts]] = (),
    ) -> "MarketTable":
        """``spans`` and ``owed`` of the whole ledger; ``categories``: further columns by name, a text a span ("": none).

        A closing belongs to the groups its customer was known in when it was known."""
        numbers: dict[tuple[str, str], int] = {("book", ""): BOOK}
        versions = arrays.customers
        for kind, texts in (("country", versions.country), ("industry", versions.industry)):
            for text in sorted({text for text in texts if text}):
                numbers.setdefault((kind, text), len(numbers))
        for code in np.unique(versions.parent[versions.parent >= 0]).tolist():
            numbers.setdefault(("parent", arrays.customer_id[code]), len(numbers))
        parents: dict[str, list[tuple[int, int, int]]] = {}
        for row in np.flatnonzero(versions.parent >= 0).tolist():
            number = numbers["parent", arrays.customer_id[versions.parent[row]]]
            known = (int(versions.known_on[row]), int(versions.until[row]), number)
            parents.setdefault(arrays.customer_id[versions.customer[row]], []).append(known)
        version = version_at(versions.customer, versions.known_on, spans.customer, (spans.start + 1).astype(np.int32))
        group, member = _memberships(arrays, numbers, spans.customer, version)
        for name, texts in categories:
            for text in sorted(set(texts.tolist()) - {""}):
                numbers.setdefault((name, text), len(numbers))
            own = np.array([numbers.get((name, text), -1) for text in texts.tolist()], dtype=np.int32)
            inside = np.flatnonzero(own >= 0)
            group, member = np.concatenate([group, own[inside]]), np.concatenate([member, inside])
        late = (spans.delay > grace_days).astype(np.int64)
        columns: list[AnyInteger] = [np.ones(len(member), dtype=np.int64), spans.delay[member], late[member]]
        sums = Intervals(group, spans.start[member], spans.end[member], columns, WINDOWS, compact=True)
        bucket, paid_weekday = delay_bucket(spans.delay), weekday(spans.settled_on)
        habits: list[AnyInteger] = [(bucket == kind).astype(np.int64) for kind in range(len(DELAY_BOUNDS) - 1)]
        habits += [(paid_weekday == kind).astype(np.int64) for kind in range(7)]
        whole = np.zeros(len(late), dtype=np.int64)
        book = Intervals(whole, spans.start, spans.end, habits, WINDOWS, compact=True)
        return cls(numbers, parents, sums, book, _open_worth(owed))

    def open_worth(self, as_of: Days) -> Integers:
        """(n,): worth of everything open in the book at the start of a day."""
        return self.open.before(np.zeros(len(as_of), dtype=np.int64), as_of)[:, 0]

    def habits(self, as_of: Days) -> Integers:
        """(n, buckets + 7): the book's settled invoices of the last 365 days by bucket of the delay, and by weekday."""
        return self.book.sums(np.zeros(len(as_of), dtype=np.int64), as_of, 365)

    def levels(self, group: AnyInteger, as_of: Days, window: int) -> Integers:
        """(n, 3): SETTLED count, sum of DELAY days, LATE count of a group before a day; group −1: zeros."""
        table = self._tabulated(window, max(self.numbers.values()) + 1)
        return self.sums.sums(group, as_of, window) if table is None else table.at(group, as_of)

    def book_levels(self, as_of: Days, window: int) -> Integers:
        """The same of the whole book."""
        table = self._tabulated(window, 1)
        book = np.full(len(as_of), BOOK, dtype=np.int64)
        return self.sums.sums(book, as_of, window) if table is None else table.at(book, as_of)

    def _tabulated(self, window: int, groups: int) -> "DayTable | None":
        """The sums of ``groups`` groups on every day there is, worked out at the first question; None: too many."""
        if (window, groups) not in self.tables:
            self.tables[window, groups] = DayTable.of(self.sums, window, groups)
        return self.tables[window, groups]


def delay_bucket(delay: Integers) -> Integers:
    """Number of the bucket of a clipped delay, shape as given."""
    return np.searchsorted(DELAY_BOUNDS, delay, side="right") - 1


def _open_worth(owed: OpenSpans) -> PrefixSums:
    over = np.flatnonzero(owed.end < FOREVER)
    day = np.concatenate([owed.start, owed.end[over]])
    change = np.concatenate([owed.value, -owed.value[over]])
    made = PrefixSums(np.zeros(len(day), dtype=np.int64), day, [change], compact=True)
    made.timeline.tabulate()
    return made


def _memberships(
    arrays: LedgerArrays, numbers: dict[tuple[str, str], int], customer: Codes, version: Integers
) -> tuple[Codes, Integers]:
    """Every (group number, row) that a closing belongs to."""
    versions = arrays.customers
    rows = np.arange(len(customer))
    groups = [np.zeros(len(customer), dtype=np.int32)]
    members = [rows]
    own = np.array([numbers.get(("parent", name), -1) for name in arrays.customer_id] or [-1], dtype=np.int32)
    texts = (
        np.array([numbers.get(("country", text), -1) for text in versions.country] + [-1], dtype=np.int32)[version],
        np.array([numbers.get(("industry", text), -1) for text in versions.industry] + [-1], dtype=np.int32)[version],
    )
    parent = np.append(versions.parent, np.int32(-1))[version]
    grouped = own[np.where(parent >= 0, parent, customer)]
    for group in (*texts, grouped):
        inside = group >= 0
        groups.append(group[inside])
        members.append(rows[inside])
    return np.concatenate(groups).astype(np.int32), np.concatenate(members)
