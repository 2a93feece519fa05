"""Columns of the heads: the catalogue's features at as_of, and what the customer's habit says of the days until the head's day.

The hazard sees the customer's delays, weekdays and days of the month in each bin; a head speaks of one day and sees them over the
stretch from as_of to it. Without these columns it knew less than the curve that is bent to agree with it (docs/models.md).
"""

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from features.bin_columns import BIN_FEATURES, BIN_MEANINGS
from features.bins import bin_features
from features.feature import Feature, Floats, Text, Unit
from features.further import columns
from features.index import FeatureIndex
from features.subjects import Subjects
from ledger.curve import HORIZON_DAYS
from ledger.scores import Group

OVERDUE_DAYS = 30


def asked_days(index: FeatureIndex, subjects: Subjects) -> NDArray[np.int64]:
    """Days from as_of to the day the risk target speaks of, shape (n,): due + grace, or 30 days on once past it; 0 … 365."""
    to_due = subjects.due_on.astype(np.int64) + index.policy.grace_days - subjects.as_of
    return np.where(to_due < 0, OVERDUE_DAYS, np.minimum(to_due, HORIZON_DAYS))


def stretch(index: FeatureIndex, subjects: Subjects) -> Floats:
    """The window's columns, shape (n, len(WINDOW)), in its order."""
    row = np.arange(len(subjects), dtype=np.int64)
    bins = bin_features(index, subjects, row, np.zeros_like(row), asked_days(index, subjects) + 1)
    return bins[:, [BIN_FEATURES.index(name) for name, *_ in _DECLARED]]


def head_rows(index: FeatureIndex, subjects: Subjects, x: Floats) -> Floats:
    """Features of the catalogue ``x`` (n, k) with the window's columns beside them, shape (n, k + len(WINDOW))."""
    return np.concatenate([x, stretch(index, subjects)], axis=1)


@lru_cache
def head_features(declared: tuple[str, ...] = ()) -> tuple[Feature, ...]:
    """Declarations of the heads' columns, in their order; ``declared`` (policy ``further_features``) beside the catalogue."""
    return columns(declared) + WINDOW


_DECLARED: tuple[tuple[str, Group, Unit, Text, Literal["higher", "lower"] | None], ...] = (
    ("bin_past_usual_delay_days", "habit", "days",
     Text("{value} past the usual day of payment", "已过通常付款日 {value}"), None),
    ("bin_past_recent_delay_days", "trend", "days",
     Text("{value} past the day it paid lately", "已过其近期付款日 {value}"), None),
    ("bin_past_usual_age_days", "habit", "days",
     Text("{value} older than invoices usually get", "账龄超过通常付款账龄 {value}"), None),
    ("bin_usual_hazard", "habit", "share",
     Text("{value} of such invoices are usually paid by then", "通常到那时此类发票已付 {value}"), None),
    ("bin_weekday_share", "timing", "ratio",
     Text("the usual paying weekdays come {value} by then", "到那时经过的惯常付款星期相当于一轮的 {value}"), None),
    ("bin_month_day_share", "timing", "ratio",
     Text("the usual paying days of the month come {value} by then", "到那时经过的惯常付款日相当于一轮的 {value}"), None),
    ("bin_end_after_paying_day_days", "timing", "days",
     Text("{value} since its last usual paying day by then", "届时距其最近的惯常付款日已有 {value}"), None),
    ("bin_rest_share", "timing", "share",
     Text("{value} of the days until then are weekends or holidays", "到那时有 {value} 为周末或假日"), None),
)  # fmt: skip
BIN_GROUPS: dict[str, Group] = {name: group for name, group, *_ in _DECLARED} | {
    "bin_past_rolled_due_days": "timing",
    "bin_to_usual_weekday_days": "timing",
    "bin_paying_chance": "timing",
    "bin_start_after_paying_day_days": "timing",
}
"""Group of each column of a bin that differs between customers; the others are the bin itself."""
_BEFORE = {
    "bin_past_usual_delay_days": Text("{value} before the usual day of payment", "距通常付款日还有 {value}"),
    "bin_past_recent_delay_days": Text("{value} before the day it paid lately", "距其近期付款日还有 {value}"),
    "bin_past_usual_age_days": Text("{value} younger than invoices usually get", "账龄小于通常付款账龄 {value}"),
}
_NONE = {
    "bin_usual_hazard": Text("hardly any such invoices are usually paid by then", "通常到那时几乎没有付款"),
    "bin_weekday_share": Text("no usual paying weekday comes by then", "到那时没有惯常付款的星期"),
    "bin_month_day_share": Text("no usual paying day of the month comes by then", "到那时没有惯常付款日"),
    "bin_end_after_paying_day_days": Text("then is one of its usual paying days", "届时正是其惯常付款日"),
    "bin_rest_share": Text("no weekend or holiday until then", "到那时没有周末或假日"),
}
"""By then: by the day the risk speaks of."""
_MISSING = Text("no payments known yet", "尚无付款记录")


def _declare(
    column: int, name: str, group: Group, unit: Unit, reason: Text, riskier: Literal["higher", "lower"] | None
) -> Feature:
    meaning = BIN_MEANINGS[name]
    return Feature(
        name=name.replace("bin_", "until_risk_day_"),
        group=group,
        family="until_risk_day",
        unit=unit,
        meaning=Text(
            f"{meaning.en}; the bin runs from as_of to the day the risk speaks of",
            f"{meaning.zh}；区间自基准日至风险所指之日",
        ),
        reason=reason,
        riskier=riskier,
        missing=_MISSING,
        compute=lambda index, subjects: stretch(index, subjects)[:, column],
        reason_negative=_BEFORE.get(name),
        reason_zero=_NONE.get(name),
    )


WINDOW: tuple[Feature, ...] = tuple(_declare(column, *one) for column, one in enumerate(_DECLARED))
