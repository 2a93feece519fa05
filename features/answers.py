"""What the index says about some subjects, looked up once and shared by the features that need it.

The subject is never part of its own history: its open amount, its version and its dispute are left out of its
customer's. That holds for an item of the ledger; one passed in is not there in the first place.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from features.customer_day import CustomerDay
from features.feature import Floats
from features.latest import DEPTH, MEDIAN, Walked
from features.like_dates import LIKENESSES, Likeness, kinds_of
from features.streams import AnyInteger, Integers, packed
from features.worth import worth
from ledger.arrays import Flags

if TYPE_CHECKING:
    from features.index import FeatureIndex
    from features.subjects import Subjects

Answer = TypeVar("Answer")
Numbers = TypeVar("Numbers", Integers, Floats)


class Settled(NamedTuple):
    """Sums over the customer's invoices settled in cash, (n,) each."""

    invoices: Floats
    delay: Floats
    delay_squared: Floats
    late: Floats
    over_5_days: Floats
    very_late: Floats
    on_due_day: Floats
    in_parts: Floats
    at_month_end: Floats
    value: Floats
    value_delay: Floats
    age: Floats
    part_lead: Floats


class Known(NamedTuple):
    """The customer's other invoices known, (n,) each."""

    invoices: Floats
    stated: Floats
    value: Floats
    terms: Floats


def remembered(index: "FeatureIndex", subjects: "Subjects", name: object, work_out: Callable[[], Answer]) -> Answer:
    """An answer of this index, worked out at the first question."""
    memo = subjects.memo
    if memo.get("index") is not index:
        memo.clear()
        memo["index"] = index
    if name not in memo:
        memo[name] = work_out()
    answer: Answer = memo[name]
    return answer


def customer_key(index: "FeatureIndex", subjects: "Subjects") -> Integers:
    """``packed(customer, as_of)``: what most look-ups need."""
    return remembered(index, subjects, "customer key", lambda: packed(subjects.customer, subjects.as_of))


def item_key(index: "FeatureIndex", subjects: "Subjects") -> Integers:
    """``packed(item, as_of)``."""
    return remembered(index, subjects, "item key", lambda: packed(subjects.item, subjects.as_of))


def customer_day(index: "FeatureIndex", subjects: "Subjects") -> CustomerDay | None:
    """The one day of the one customer that all subjects are about, if they are and its facts are few."""
    return remembered(index, subjects, "customer day", lambda: CustomerDay.of(index, subjects.customer, subjects.as_of))


def ratio(part: Floats, whole: Floats) -> Floats:
    """part ÷ whole, NaN where the whole is 0."""
    if len(whole) == 1 and whole.item() != 0:
        return np.asarray(part / whole)
    quotient: Floats = part / np.where(whole == 0, np.nan, whole)
    return quotient


def settled(index: "FeatureIndex", subjects: "Subjects", window: int | None = None) -> Settled:
    """Over everything, or the last 365 or 90 days of knowledge."""

    def upto() -> Integers:
        return index.settled.begun.totals.take(settled_row(index, subjects), axis=0)

    def sums() -> Settled:
        day = customer_day(index, subjects)
        if day is not None:
            return Settled(*float_columns(of_all(day.settled(window), subjects)))
        begun = partial(remembered, index, subjects, "settled upto", upto)
        return Settled(*float_columns(index.settled.sums_key(customer_key(index, subjects), window, begun)))

    return remembered(index, subjects, ("settled", window), sums)


def settled_row(index: "FeatureIndex", subjects: "Subjects") -> Integers:
    """Row of the timeline that ``index.settled``, ``index.latest`` and ``index.weekdays`` share."""
    return remembered(
        index,
        subjects,
        "settled row",
        lambda: index.settled.begun.timeline.before_key(customer_key(index, subjects)),
    )


def latest(index: "FeatureIndex", subjects: "Subjects") -> Floats:
    """Columns of ``features.latest``, (n, 6)."""

    def columns() -> Floats:
        day = customer_day(index, subjects)
        if day is not None:
            return of_all(day.latest, subjects)
        return index.latest.before(settled_row(index, subjects), _walked(index, subjects))

    return remembered(index, subjects, "latest", columns)


def latest_median(index: "FeatureIndex", subjects: "Subjects", window: int) -> Floats:
    """Median delay of the last few invoices settled in the last 365 or 90 days; NaN where none was."""
    day = customer_day(index, subjects)
    if day is not None:
        return np.full(len(subjects), day.latest_median(window))
    count = settled(index, subjects, window).invoices
    whole = np.minimum(settled(index, subjects).invoices, DEPTH) <= count
    table = latest(index, subjects)
    if whole.all():
        return table[:, MEDIAN]
    few = np.minimum(count, DEPTH).astype(np.int64)
    row, walked = settled_row(index, subjects), _walked(index, subjects)
    return index.latest.median_of_last(row, walked, few, table, whole)


def _walked(index: "FeatureIndex", subjects: "Subjects") -> Walked:
    return remembered(
        index,
        subjects,
        "walked",
        lambda: index.latest.walked(subjects.customer, subjects.as_of, settled_row(index, subjects)),
    )


def like_due(index: "FeatureIndex", subjects: "Subjects") -> dict[Likeness, Floats]:
    """Count, late count and days of delay of the customer's settled invoices whose due date is like the subject's, (3, n)."""

    def sums() -> dict[Likeness, Floats]:
        day = customer_day(index, subjects)
        if day is not None:
            return dict(zip(LIKENESSES, day.like_due(subjects.due_on), strict=True))
        wanted = packed(kinds_of(subjects.customer, subjects.due_on), subjects.as_of[:, None])
        total = index.like_due_dates.sums_key(wanted.T.ravel(), None).reshape(len(LIKENESSES), len(subjects), 3)
        return {name: float_columns(total[number]) for number, name in enumerate(LIKENESSES)}

    return remembered(index, subjects, "like due", sums)


def known(index: "FeatureIndex", subjects: "Subjects") -> Known:
    """Other invoices known of the customer."""

    def sums() -> Known:
        total = _known_with_own(index, subjects, None)
        row, found = own_version(index, subjects)
        if len(index.item_columns):
            own = index.item_columns.take(row, axis=0, mode="clip")
            own *= found[:, None]
            total -= own
        return Known(*float_columns(total))

    return remembered(index, subjects, "known", sums)


def known_count(index: "FeatureIndex", subjects: "Subjects", window: int) -> Floats:
    """How many other invoices of the customer became known in the last 365 or 90 days, (n,)."""

    def count() -> Floats:
        invoices = _known_with_own(index, subjects, window)[:, 0]
        row, found = own_version(index, subjects)
        if len(index.item_columns):
            heard_of = index.arrays.items.known_on.take(row, mode="clip")
            invoices = invoices - (found & (heard_of >= subjects.as_of - window))
        return invoices.astype(np.float64)

    return remembered(index, subjects, ("known count", window), count)


def _known_with_own(index: "FeatureIndex", subjects: "Subjects", window: int | None) -> Integers:
    """Columns of ``index.items``, the subject itself among them."""

    def upto() -> Integers:
        return index.items.begun.before_key(customer_key(index, subjects))

    day = customer_day(index, subjects)
    if day is not None:
        return of_all(day.known(window), subjects)
    begun = partial(remembered, index, subjects, "known upto", upto)
    return index.items.sums_key(customer_key(index, subjects), window, begun)


def own_version(index: "FeatureIndex", subjects: "Subjects") -> tuple[Integers, Flags]:
    """Row in ``arrays.items`` of the subject as the index knows it on the day, and whether it does."""

    def find() -> tuple[Integers, Flags]:
        entry = index.item_versions.before_key(item_key(index, subjects))
        row, versions = np.maximum(entry - 1, 0), index.arrays.items
        if not len(versions.item):
            return row, np.zeros(len(row), dtype=np.bool_)
        return row, (entry > 0) & (versions.until[row] >= subjects.as_of) & ~versions.credit_note[row]

    return remembered(index, subjects, "own version", find)


def subject_worth(index: "FeatureIndex", subjects: "Subjects") -> Floats:
    """Worth of the subject in hundredths of the base currency; NaN where no amount is stated, or no rate known."""

    def work_out() -> Floats:
        value = worth(subjects.base, subjects.base_known, index.base_decimals)
        return np.where(value > 0, value, np.nan)

    return remembered(index, subjects, "worth", work_out)


def customer_version(index: "FeatureIndex", subjects: "Subjects") -> Integers:
    """1 + row in ``arrays.customers`` as known on the day, 0 where nothing was."""
    return remembered(
        index,
        subjects,
        "customer version",
        lambda: index.customer_versions.before_key(customer_key(index, subjects)),
    )


def customer_column(
    index: "FeatureIndex", subjects: "Subjects", column: AnyInteger, unknown: int | np.int32
) -> AnyInteger:
    """A column of ``arrays.customers`` as known on the day, (n,); ``unknown`` where nothing was."""
    version = customer_version(index, subjects)
    if not len(column):
        return np.full(len(version), unknown, dtype=np.int64)
    return np.where(version > 0, column.take(version - 1, mode="clip"), unknown)


def level(index: "FeatureIndex", subjects: "Subjects", segment: str, window: int) -> Integers:
    """(n, 3) sums of ``MarketTable.levels`` of the subject's "book", "country", "industry" or "parent"."""

    def sums() -> Integers:
        if segment == "book":
            return index.market.book_levels(subjects.as_of, window)
        return index.market.levels(_segment(index, subjects, segment), subjects.as_of, window)

    return remembered(index, subjects, ("level", segment, window), sums)


def _segment(index: "FeatureIndex", subjects: "Subjects", segment: str) -> Integers:
    if segment == "parent":
        if index.parents is None:
            return np.full(len(subjects), -1, dtype=np.int64)
        timeline, until, group = index.parents
        entry = timeline.before(subjects.customer, subjects.as_of)
        row = np.maximum(entry - 1, 0)
        return np.where((entry > 0) & (until[row] >= subjects.as_of), group[row], -1)
    country, industry = index.segments
    return (country if segment == "country" else industry)[customer_version(index, subjects)]


def of_all(sums: Numbers, subjects: "Subjects") -> Numbers:
    """(n, k), the caller's own: the same (k,) for every subject."""
    return sums[None, :].repeat(len(subjects), axis=0)


def float_columns(total: Integers) -> Floats:
    """(k, n) of sums (n, k): a row a column."""
    columns: Floats = total.T.astype(np.float64, order="C")
    return columns
