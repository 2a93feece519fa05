"""Why this date: what each group of features moves the whole curve by, in days and in probability points.

Exact Shapley values over the seven groups of CONTRACTS, on the curve that is shown. A coalition of groups has the item's own
features; all others are those of a typical item *asked on the item's own dates*, so that the calendar and the days already past
due are the same on both sides and what is left is the customer and the invoice. A coalition's curve is the mean over the typical
items, its day the median of that curve. Adding up the SHAP values of the hazard's bins instead would add up log-odds of different
days, which is no day; the mean of the typical items' medians would be the day of the few that never reach one.
"""

from dataclasses import dataclass, replace
from math import factorial

import numpy as np
from numpy.typing import NDArray

from features.bin_columns import BIN_FEATURES
from features.frame import build
from features.further import columns
from features.index import FeatureIndex
from features.subjects import Subjects
from ledger.curve import HORIZON_DAYS, Curves, bin_starts
from ledger.errors import InvalidValue
from ledger.scores import FORECAST_DAYS, GROUPS
from training.anchoring import anchored
from training.head_columns import BIN_GROUPS, asked_days, head_features, head_rows
from training.model import CashIn, Floats, Head
from training.models.cash_in import bin_rows, ends_of_bins
from training.reasons import clipped
from training.scorer import Scorer, checked, from_issue
from training.segment import segment_names

TYPICAL_ITEMS = 8
CANDIDATES = 96
FEWEST_OF_A_SEGMENT = 24


@dataclass(frozen=True, slots=True)
class DateReasons:
    """typical + Σ groups = this item, in days (median, H where not reached) and for each day of ``FORECAST_DAYS`` in probability.

    ``typical``: the mean curve of the typical items.
    """

    typical_days: float
    expected_days: float
    days: Floats  # (7,), in the order of GROUPS; above 0: later
    typical_paid: Floats  # (len(FORECAST_DAYS),): P(paid within) of the typical items
    paid: Floats  # (len(FORECAST_DAYS),): of this one
    points: Floats  # (7, len(FORECAST_DAYS)); above 0: sooner
    typical_items: int
    """How many typical items it was compared with."""


def date_reasons(scorer: Scorer, index: FeatureIndex, item: Subjects, typical: Subjects) -> DateReasons:
    """Of one item (``item`` of length 1) against typical ones (``typical_of``). ``InvalidValue`` where no model answers."""
    model = scorer.model
    if model.cash_in is None:
        raise InvalidValue(
            f"basis {model.basis}: dates are those of the segment, no model explains them; train one first"
        )
    if not len(typical):
        raise InvalidValue("there is no other open item to compare this one with")
    overdue = bool(item.as_of[0] > item.due_on[0] + scorer.policy.grace_days)
    head = model.unpaid_30d if overdue else model.late_payment
    asked = asked_days(index, from_issue(item)).astype(np.int32)
    own, others = (_Columns.of(scorer, index, one, asked) for one in (item, _on_the_dates_of(typical, item)))
    cdf = np.mean(
        [_coalitions(model.cash_in, head, own, others, row, asked, scorer.threads) for row in range(len(typical))],
        axis=0,
    )
    curves = _curves(own, asked, cdf)
    median = curves.quantile(0.5)
    said = [np.where(np.isnan(median), HORIZON_DAYS, median), *(curves.at(day) for day in FORECAST_DAYS)]
    within = np.stack(said, axis=1)
    phi = SHAPLEY @ within
    return DateReasons(
        typical_days=float(within[0, 0]),
        expected_days=float(within[-1, 0]),
        days=phi[:, 0],
        typical_paid=within[0, 1:],
        paid=within[-1, 1:],
        points=phi[:, 1:],
        typical_items=len(typical),
    )


def typical_of(scorer: Scorer, index: FeatureIndex, item: Subjects, book: Subjects) -> Subjects:
    """Items of ``book`` (open, as of the item's day) that stand for it: the same stage, the item's segment where it has 24.

    Of at most 96, taken evenly, those in the middle of eight equal parts by risk: the same for every item of the segment and day.
    """
    others = np.flatnonzero((book.item != item.item[0]) | (book.item < 0))
    grace = scorer.policy.grace_days
    late = book.as_of > book.due_on + grace
    same_stage = others[late[others] == bool(item.as_of[0] > item.due_on[0] + grace)]
    others = same_stage if len(same_stage) else others
    segment = segment_names(index.arrays, item.customer, item.as_of)[0]
    mine = others[segment_names(index.arrays, book.customer[others], book.as_of[others]) == segment]
    others = mine if segment and len(mine) >= FEWEST_OF_A_SEGMENT else others
    if len(others) > CANDIDATES:
        others = others[np.linspace(0, len(others) - 1, CANDIDATES).astype(np.int64)]
    if len(others) <= TYPICAL_ITEMS:
        return book.take(others)
    risk = scorer.score(index, book.take(others), explain=False).risk_target
    middle = ((np.arange(TYPICAL_ITEMS) + 0.5) / TYPICAL_ITEMS * len(others)).astype(np.int64)
    return book.take(others[np.argsort(risk, kind="stable")[middle]])


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the head and the hazards see of n items over the same bins: (n, features) and (n, bins, features + bin features)."""

    head: Floats
    bins: Floats
    starts: NDArray[np.int32]  # (bins,)
    past_due: NDArray[np.int32]  # (1,)
    head_group: NDArray[np.int64]  # group of each column, −1: the same for all
    bin_group: NDArray[np.int64]

    @classmethod
    def of(cls, scorer: Scorer, index: FeatureIndex, subjects: Subjects, asked: NDArray[np.int32]) -> "_Columns":
        declared = columns(scorer.model.further)
        x = checked(build(index, subjects, declared), len(declared))
        subjects = from_issue(subjects)
        past_due = (subjects.as_of[:1] - subjects.due_on[:1]).astype(np.int32)
        starts = bin_starts(past_due, asked)[0]
        ends = np.append(starts[1:], HORIZON_DAYS + 1)
        count = len(subjects)
        row = np.repeat(np.arange(count, dtype=np.int64), len(starts))
        bins = bin_rows(
            index, subjects, x, row, np.tile(starts, count).astype(np.int64), np.tile(ends, count).astype(np.int64)
        )
        group_of = [GROUPS.index(one.group) for one in declared]
        of_bins = [GROUPS.index(BIN_GROUPS[name]) if name in BIN_GROUPS else -1 for name in BIN_FEATURES]
        return cls(
            head=checked(head_rows(index, subjects, x), len(scorer.model.feature_names)),
            bins=bins.reshape(count, len(starts), -1),
            starts=starts,
            past_due=past_due,
            head_group=np.array([GROUPS.index(one.group) for one in head_features(scorer.model.further)]),
            bin_group=np.array(group_of + of_bins),
        )


def _coalitions(
    cash_in: CashIn,
    head: Head | None,
    own: _Columns,
    others: _Columns,
    row: int,
    asked: NDArray[np.int32],
    threads: int,
) -> Floats:
    """F at the bins' ends of each coalition's curve against one typical item, shape (128, bins)."""
    bins = np.where(_chosen(own.bin_group)[:, None, :], own.bins[0], others.bins[row])
    count, width = bins.shape[:2]
    starts = np.broadcast_to(own.starts, (count, width))
    cdf, _ = ends_of_bins(cash_in, bins.reshape(count * width, -1), starts, threads)
    if head is None:
        return cdf
    curves = _curves(own, asked, cdf)
    rows = np.where(_chosen(own.head_group), own.head[0], others.head[row])
    return anchored(curves, curves.anchor, clipped(head.margin(rows, threads))[0])[0].cdf


def _curves(own: _Columns, asked: NDArray[np.int32], cdf: Floats) -> Curves:
    """Curves over the item's own bins, a row a coalition."""
    count = len(cdf)
    anchor = np.repeat(asked, count)
    return Curves(np.repeat(own.past_due, count), anchor, np.broadcast_to(own.starts, cdf.shape).copy(), cdf)


def _chosen(group: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which columns are the item's own in each coalition, shape (128, columns); a column of no group always is."""
    return np.where(group >= 0, COALITIONS[:, np.maximum(group, 0)], True)


def _on_the_dates_of(typical: Subjects, item: Subjects) -> Subjects:
    """Typical items as if issued, due and asked about on the item's days."""
    count = len(typical)
    same = {name: np.repeat(getattr(item, name), count) for name in ("issued_on", "due_on", "as_of")}
    return replace(typical, **same, memo={})


def _shapley() -> tuple[NDArray[np.bool_], Floats]:
    """Coalitions (128, 7), the empty one first and all last, and the weights (7, 128) that turn their values into Shapley values.

    φᵢ = Σ_{S∌i} |S|! (k − 1 − |S|)! / k! · (v(S ∪ i) − v(S)); Shapley, "A value for n-person games", 1953.
    """
    groups = len(GROUPS)
    member = (np.arange(2**groups)[:, None] >> np.arange(groups)) & 1 == 1
    size = member.sum(axis=1)
    weights = np.zeros((groups, len(member)))
    for group in range(groups):
        for number, inside in enumerate(member[:, group]):
            before = int(size[number]) - int(inside)
            weight = factorial(before) * factorial(groups - 1 - before) / factorial(groups)
            weights[group, number] = weight if inside else -weight
    return member, weights


COALITIONS, SHAPLEY = _shapley()
