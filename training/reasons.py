"""Why: SHAP values of a head by feature group, measured against typical items of the segment, in log-odds, points and words.

They compare ("compared with typical invoices"); they do not say what caused what.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from features.feature import Feature, Unit
from ledger.scores import GROUPS, Group, Reason, ReasonDetail
from training.linear_start import added
from training.model import P_LEAST, Floats, Head, Reference, logit, sigmoid

TYPICAL_ROWS = 4_000
FEWEST_OF_A_SEGMENT = 50
DETAILS = 3
_SMALL = 1e-9


class _Weekdays(NamedTuple):
    en: tuple[str, ...]
    zh: tuple[str, ...]


SHOWN_AS_ZERO = {"share": 0.005, "ratio": 0.05, "days": 0.05, "money": 0.5}
"""Below this a value would be printed as 0."""
WEEKDAYS = _Weekdays(
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A head's answer and what makes it, shape (n,) and (n, …): base + Σ contributions = margin, base + Σ points = p."""

    base_margin: Floats
    base_probability: Floats
    contributions: Floats  # (n, 7), in the order of GROUPS
    points: Floats  # (n, 7)
    features: Floats  # (n, features), log-odds


class Words(NamedTuple):
    """English and simplified Chinese."""

    en: str
    zh: str


def clipped(margin: Floats) -> tuple[Floats, Floats]:
    """Probability in [1e-4, 1 − 1e-4] and the margin that belongs to it, shape (n,) each."""
    p = np.clip(sigmoid(margin), P_LEAST, 1.0 - P_LEAST)
    limit = float(logit(np.array([1.0 - P_LEAST]))[0])
    return p, np.clip(margin, -limit, limit)


def reference(head: Head, x: Floats, segment: NDArray[np.object_], seed: int, threads: int) -> Reference:
    """Mean φ of typical items: rows of ``x`` (n, features), as a whole and by segment of 50 rows or more."""
    rows = np.arange(len(x))
    if len(rows) > TYPICAL_ROWS:
        rows = np.sort(np.random.default_rng(seed).choice(rows, TYPICAL_ROWS, replace=False))
    phi = head.contributions(x[rows], threads)
    names, means, counts = [""], [phi.mean(axis=0)], [len(rows)]
    for name in sorted(set(segment[rows].tolist()) - {""}):
        mine = segment[rows] == name
        if int(mine.sum()) >= FEWEST_OF_A_SEGMENT:
            names.append(name)
            means.append(phi[mine].mean(axis=0))
            counts.append(int(mine.sum()))
    return Reference(tuple(names), np.stack(means), tuple(counts))


def explanation(
    head: Head, x: Floats, segment: NDArray[np.object_], margin: Floats, group: NDArray[np.int64], threads: int
) -> Explanation:
    """Contributions of ``x`` (n, features) to ``margin`` (n,), the head's clipped margin; ``group`` (features,) indexes GROUPS.

    The calibrator's slope is applied to every φ, its intercept is part of the base. Where the probability was clipped all
    contributions of the row shrink by one factor, so that they still add up to what is shown.
    """
    typical = head.reference.mean[head.reference.rows_of(segment)]
    own = head.contributions(x, threads)
    features = head.calibrator.slope * (own[:, :-1] - typical[:, :-1])
    base = head.calibrator(added(typical))
    whole, wanted = added(features), margin - base
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(np.abs(whole) > _SMALL, wanted / whole, 1.0)
    features = features * np.where(np.abs(wanted - whole) > 1e-7, factor, 1.0)[:, None]
    contributions = np.stack([added(features[:, group == number]) for number in range(len(GROUPS))], axis=1)
    p, p0 = sigmoid(margin), sigmoid(base)
    gap = margin - base
    near = np.abs(gap) < _SMALL
    rate = np.where(near, p0 * (1.0 - p0), (p - p0) / np.where(near, 1.0, gap))
    return Explanation(base, p0, contributions, contributions * rate[:, None], features)


def reasons_of(
    catalog: tuple[Feature, ...],
    explains: Literal["p_late", "p_unpaid_30d"],
    values: Floats,
    features: Floats,
    contributions: Floats,
    points: Floats,
) -> tuple[Reason, ...]:
    """One item's reasons in words, the strongest group first; ``values``, ``features`` (k,), ``contributions``, ``points`` (7,).

    Points of a feature go with its contribution by the same rate as those of the groups: they add up too.

    A text names what is unusual; its contribution and points are what that means compared with typical invoices of the segment.
    """
    made = []
    order = np.argsort(-np.abs(contributions), kind="stable")
    largest = float(contributions[order[0]])
    rate = float(points[order[0]]) / largest if largest else 0.0
    for number in order:
        group, total = GROUPS[number], float(contributions[number])
        ranked = strongest(catalog, group, features)
        said = group_words(catalog, group, values, features, total)
        details = tuple(
            ReasonDetail(
                catalog[column].name, _finite(values[column]), float(features[column]), float(features[column]) * rate
            )
            for column in ranked
        )
        made.append(Reason(group, explains, total, float(points[number]), said.en, said.zh, details))
    return tuple(made)


def strongest(catalog: tuple[Feature, ...], group: Group, features: Floats) -> list[int]:
    """Columns of a group's three strongest features by their contributions ``features`` (k,)."""
    of_group = [column for column, feature in enumerate(catalog) if feature.group == group]
    return sorted(of_group, key=lambda column: -abs(features[column]))[:DETAILS]


def group_words(catalog: tuple[Feature, ...], group: Group, values: Floats, features: Floats, sign: float) -> Words:
    """What speaks for a group that moves the answer up (``sign`` > 0) or down: its strongest feature that points that way."""
    same_way = [column for column in strongest(catalog, group, features) if features[column] * sign > 0]
    if not same_way:
        return Words("nothing unusual", "无异常")
    return feature_words(catalog[same_way[0]], float(values[same_way[0]]))


def feature_words(feature: Feature, value: float | None) -> Words:
    """What a value of a feature says, in its unit; None or NaN: what its being missing means."""
    if value is None or not np.isfinite(value):
        return Words(feature.missing.en, feature.missing.zh)
    phrase = feature.reason
    if feature.reason_zero is not None and abs(value) < SHOWN_AS_ZERO.get(feature.unit, 1e-12):
        return Words(*feature.reason_zero)
    if feature.reason_one is not None and value == 1:
        phrase = feature.reason_one
    if value < 0 and feature.reason_negative is not None:
        phrase, value = feature.reason_negative, -value
    shown = value_words(value, feature.unit)
    return Words(phrase.en.replace("{value}", shown.en), phrase.zh.replace("{value}", shown.zh))


def value_words(value: float, unit: Unit) -> Words:
    """A value in its unit, as a controller reads it."""
    if unit == "days":
        number = f"{value:.0f}" if abs(value) >= 10 or value == round(value) else f"{value:.1f}"
        return Words(f"{number} day" if number in {"1", "-1"} else f"{number} days", f"{number} 天")
    if unit == "share":
        return Words(f"{value:.0%}", f"{value:.0%}")
    if unit == "money":
        return Words(f"{value:,.0f}", f"{value:,.0f}")
    if unit == "ratio":
        return Words(f"{value:.1f} times", f"{value:.1f} 倍")
    if unit == "weekday":
        return Words(WEEKDAYS.en[int(value)], WEEKDAYS.zh[int(value)])
    number = f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"
    return Words(number, number)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
