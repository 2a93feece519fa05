"""Has this customer gone silent: how long since it last paid anything, beside its usual gap?

Any payment counts, allocated or on account, and cash applied to items, by value date. The last day known may lie after
others known later; a reversed payment stops counting on the day the reversal is known.
"""

import numpy as np

from features.answers import ratio, remembered
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.rhythm import paid_days
from features.subjects import Subjects


def _gaps(index: FeatureIndex, subjects: Subjects) -> tuple[Floats, Floats]:
    """Days since the last payment day, and mean days between payment days; NaN where there are too few."""

    def work_out() -> tuple[Floats, Floats]:
        count, first, last = paid_days(index, subjects)
        since = np.where(count > 0, subjects.as_of - last, np.nan)
        gap = ratio((last - first).astype(np.float64), np.maximum(count - 1, 0).astype(np.float64))
        return since, gap

    return remembered(index, subjects, "gaps", work_out)


@feature(
    name="since_last_payment_days",
    group="trend",
    unit="days",
    meaning=("Days since the customer last paid anything, by value date", "距客户上次付款（按起息日）的天数"),
    reason=("last paid anything {value} ago", "上次付款是 {value}前"),
    needs="payment",
    missing=("the customer has never paid", "该客户从未付款"),
)
def since_last_payment_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return _gaps(index, subjects)[0]


@feature(
    name="usual_payment_gap_days",
    group="trend",
    unit="days",
    meaning=("Mean days from one payment day of the customer to the next", "客户相邻付款日之间的平均天数"),
    reason=("usually pays every {value}", "通常每 {value}付款一次"),
    needs="payments",
    missing=("the customer has paid on fewer than two days", "该客户的付款日少于两天"),
)
def usual_payment_gap_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return _gaps(index, subjects)[1]


@feature(
    name="silence",
    group="trend",
    unit="ratio",
    meaning=(
        "Days since the last payment ÷ the usual gap between payment days: above 1 a payment is missing",
        "距上次付款的天数 ÷ 通常付款间隔：大于 1 表示缺少一次付款",
    ),
    reason=("silent for {value} its usual gap", "沉默时间为通常间隔的 {value}"),
    reason_zero=("has only just paid", "刚刚付过款"),
    needs="payments",
    missing=("the customer has paid on fewer than two days", "该客户的付款日少于两天"),
)
def silence(index: FeatureIndex, subjects: Subjects) -> Floats:
    since, gap = _gaps(index, subjects)
    return ratio(since, gap)
