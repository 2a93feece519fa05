"""What some of a ledger's customers add to the market table: integer sums a day, which parts of a ledger add up to.

Customers of one group of companies must be in one part (``features.partition``): a parent is known by its own customers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from features.credibility import evidence
from features.spans import EARLIEST_DELAY_DAYS, LATEST_DELAY_DAYS, OpenSpans, SettledSpans, stretch
from features.streams import Integers
from ledger.arrays import Codes, LedgerArrays, Texts, version_at
from ledger.day import FOREVER, Days, weekday

DELAY_BOUNDS = np.array(
    [EARLIEST_DELAY_DAYS, -14, -7, -3, -1, 0, 1, 2, 3, 5, 8, 15, 31, 61, 121, LATEST_DELAY_DAYS + 1], dtype=np.int64
)
"""First day past due of each bucket into which delays are sorted, and the end of the last."""
BUCKETS, WEEKDAYS = len(DELAY_BOUNDS) - 1, 7
SPARSE = 4
"""With more cells than so many times the rows, days are told apart by sorting."""
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class DailySums:
    """Facts by group and day: sums (n, k) of those that began on ``start`` and are over on ``end`` (FOREVER: never)."""

    group: Integers
    start: Days
    end: Days
    sums: Integers


@dataclass(frozen=True, slots=True)
class MarketPart:
    """``names``: what the groups are, by number; 0 is the whole book."""

    names: tuple[Name, ...]
    parents: dict[str, list[tuple[int, int, int]]]  # customer id → (known on, until, group of the parent)
    settled: DailySums  # count, delay, late
    habits: DailySums  # of the book: count by bucket of the delay, then by weekday of the value date
    owed: DailySums  # of the book: by how much the worth of what is open changed
    evidence: DailySums  # of the book: how customers differ (``features.credibility``)


def market_part(
    arrays: LedgerArrays,
    spans: SettledSpans,
    owed: OpenSpans,
    grace_days: int,
    categories: Sequence[tuple[str, Texts]] = (),
) -> MarketPart:
    """``categories``: further columns by name, a text a span ("": none).

    A closing belongs to the groups its customer was known in when it was known.
    """
    numbers: dict[Name, int] = {("book", ""): 0}
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
    groups = [np.zeros(len(spans.customer), dtype=np.int32), *_segments(arrays, numbers, spans)]
    for name, texts in categories:
        for text in sorted(set(texts.tolist()) - {""}):
            numbers.setdefault((name, text), len(numbers))
        groups.append(np.array([numbers.get((name, text), -1) for text in texts.tolist()], dtype=np.int32))
    ones = np.ones(len(spans.customer), dtype=np.int64)
    columns = [ones, spans.delay, (spans.delay > grace_days).astype(np.int64)]
    span, day, change = stretch(np.arange(len(owed.start)), owed.start, owed.end, [owed.value])
    for_ever = np.full(len(day), FOREVER, dtype=np.int32)
    return MarketPart(
        tuple(numbers),
        parents,
        settled=_joined([_summed(group, spans.start, spans.end, columns, len(numbers)) for group in groups]),
        habits=_habits(spans),
        owed=_summed(np.zeros(len(span), dtype=np.int64), day, for_ever, change, 1),
        evidence=_evidence(spans, grace_days),
    )


def delay_bucket(delay: Integers) -> Integers:
    """Number of the bucket of a clipped delay, shape as given."""
    return np.searchsorted(DELAY_BOUNDS, delay, side="right") - 1


def day_range(day: Integers | Days) -> tuple[int, int]:
    """The first and the last day; of none: 0 and 0."""
    return (int(day.min()), int(day.max())) if len(day) else (0, 0)


def added_up(parts: Sequence[MarketPart]) -> MarketPart:
    """The part that several together are; groups are numbered anew."""
    numbers: dict[Name, int] = {("book", ""): 0}
    parents: dict[str, list[tuple[int, int, int]]] = {}
    settled: list[DailySums] = []
    for part in parts:
        new = np.array([numbers.setdefault(name, len(numbers)) for name in part.names], dtype=np.int64)
        settled.append(DailySums(new[part.settled.group], part.settled.start, part.settled.end, part.settled.sums))
        for customer, known in part.parents.items():
            parents[customer] = [(start, end, int(new[group])) for start, end, group in known]
    habits, owed = [part.habits for part in parts], [part.owed for part in parts]
    differing = [part.evidence for part in parts]
    return MarketPart(
        tuple(numbers),
        parents,
        _less(_joined(settled), len(numbers)),
        _less(_joined(habits), 1),
        _less(_joined(owed), 1),
        _less(_joined(differing), 1),
    )


def _segments(arrays: LedgerArrays, numbers: dict[Name, int], spans: SettledSpans) -> list[Codes]:
    """Country, industry and group of companies of each closing, −1: none."""
    versions = arrays.customers
    version = version_at(versions.customer, versions.known_on, spans.customer, (spans.start + 1).astype(np.int32))
    made: list[Codes] = []
    for kind, texts in (("country", versions.country), ("industry", versions.industry)):
        made.append(np.array([numbers.get((kind, text), -1) for text in texts] + [-1], dtype=np.int32)[version])
    own = np.array([numbers.get(("parent", name), -1) for name in arrays.customer_id] or [-1], dtype=np.int32)
    parent = np.append(versions.parent, np.int32(-1))[version]
    made.append(own[np.where(parent >= 0, parent, spans.customer)])
    return made


def _habits(spans: SettledSpans) -> DailySums:
    kinds = BUCKETS + WEEKDAYS
    bucket, paid_on = delay_bucket(spans.delay), BUCKETS + weekday(spans.settled_on)
    ended = np.flatnonzero(spans.end < FOREVER)
    first, latest = day_range(spans.start)
    cell = (spans.start.astype(np.int64) - first) * kinds
    days = latest - first + 1
    counts = np.bincount(cell + bucket, minlength=days * kinds) + np.bincount(cell + paid_on, minlength=days * kinds)
    for kind in (bucket, paid_on):
        np.subtract.at(counts, (cell + kind)[ended], 1)
    counts = counts.reshape(days, kinds)
    there = np.flatnonzero(counts.any(axis=1))
    flags = np.zeros((len(ended), kinds), dtype=np.int64)
    flags[np.arange(len(ended)), bucket[ended]] = 1
    flags[np.arange(len(ended)), paid_on[ended]] = 1
    standing = DailySums(
        np.zeros(len(there), dtype=np.int64), (there + first).astype(np.int32),
        np.full(len(there), FOREVER, dtype=np.int32), counts[there],
    )  # fmt: skip
    over = DailySums(np.zeros(len(ended), dtype=np.int64), spans.start[ended], spans.end[ended], flags)
    return _joined([standing, over])


def _evidence(spans: SettledSpans, grace_days: int) -> DailySums:
    day, columns = evidence(spans, grace_days)
    return _summed(np.zeros(len(day), dtype=np.int64), day, np.full(len(day), FOREVER, dtype=np.int32), columns, 1)


def _summed(group: Integers | Codes, start: Days, end: Days, columns: list[Integers], groups: int) -> DailySums:
    """Those that stand for ever as one row a group and day, the few others as they are; a group below 0 left out."""
    kept = np.flatnonzero((group >= 0) & (end == FOREVER))
    others = np.flatnonzero((group >= 0) & (end < FOREVER))
    first, latest = day_range(start[kept])
    days = latest - first + 1
    cell = group[kept].astype(np.int64) * days + (start[kept].astype(np.int64) - first)
    if groups * days > SPARSE * len(kept) + 1024:
        cells, cell = np.unique(cell, return_inverse=True)
        count = np.bincount(cell, minlength=len(cells))
    else:
        count = np.bincount(cell, minlength=groups * days)
        cells = np.arange(groups * days)
    there = np.flatnonzero(count)
    sums = [_exact(cell, column[kept], len(count))[there] for column in columns]
    standing = DailySums(
        cells[there] // days, (cells[there] % days + first).astype(np.int32), np.full(len(there), FOREVER, dtype=np.int32),
        np.stack(sums, axis=1),
    )  # fmt: skip
    over = np.stack([column[others] for column in columns], axis=1)
    return _joined([standing, DailySums(group[others].astype(np.int64), start[others], end[others], over)])


def _exact(cell: Integers, value: Integers, cells: int) -> Integers:
    """Sums of integers by cell: by ``bincount`` where 53 bits hold them."""
    if len(value) and float(np.abs(value).max()) * len(value) >= 2.0**53:
        total = np.zeros(cells, dtype=np.int64)
        np.add.at(total, cell, value)
        return total
    return np.bincount(cell, weights=value, minlength=cells).astype(np.int64)


def _less(rows: DailySums, groups: int) -> DailySums:
    """The same in as few rows as can be."""
    return _summed(rows.group, rows.start, rows.end, list(rows.sums.T), groups)


def _joined(parts: list[DailySums]) -> DailySums:
    return DailySums(
        np.concatenate([part.group for part in parts]), np.concatenate([part.start for part in parts]),
        np.concatenate([part.end for part in parts]), np.concatenate([part.sums for part in parts]),
    )  # fmt: skip
