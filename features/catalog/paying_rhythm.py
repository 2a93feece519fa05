"""How regular are the days on which this customer pays, and when does the next one come?

The next usual day is counted from the due date, or from today once that has passed: nobody pays on a day that is over.
"""

import numpy as np

from features.answers import latest, ratio, remembered, settled
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.latest import MONTH_DAY
from features.rhythm import month_days_squared, paid_weekdays
from features.subjects import Subjects
from ledger.day import month_end, month_start, weekday

NONE = ("no invoice of this customer was settled yet", "该客户尚无已结清的发票")
TOO_FEW = ("fewer than two invoices were settled", "已结清的发票少于两张")


@feature(
    name="weekday_concentration",
    group="timing",
    unit="share",
    meaning=(
        "Chance that two of the customer's payments fall on the same weekday: 1/7 without a habit, 1 with a fixed weekday",
        "客户任意两次付款落在同一星期几的概率：无习惯约为 1/7，固定星期几为 1",
    ),
    reason=(
        "two of its payments fall on the same weekday in {value} of cases",
        "两次付款落在同一星期几的概率为 {value}",
    ),
    needs="two settled",
    missing=TOO_FEW,
)
def weekday_concentration(index: FeatureIndex, subjects: Subjects) -> Floats:
    counts = paid_weekdays(index, subjects)
    squares = np.einsum("ij,ij->i", counts, counts)
    return _same_day(squares.astype(np.float64), settled(index, subjects).invoices)


@feature(
    name="month_day_concentration",
    group="timing",
    unit="share",
    meaning=(
        "Chance that two of the customer's payments fall on the same day of the month: 1 with a fixed day",
        "客户任意两次付款落在每月同一天的概率：固定日期为 1",
    ),
    reason=(
        "two of its payments fall on the same day of the month in {value} of cases",
        "两次付款落在每月同一天的概率为 {value}",
    ),
    needs="two settled",
    missing=TOO_FEW,
)
def month_day_concentration(index: FeatureIndex, subjects: Subjects) -> Floats:
    squares = month_days_squared(index, subjects)
    return _same_day(squares.astype(np.float64), settled(index, subjects).invoices)


@feature(
    name="month_end_paid_share",
    group="timing",
    unit="share",
    meaning=(
        "Share of the customer's settled invoices paid on one of the last 3 days of a month",
        "客户已结清发票中在月末最后 3 天付款的比例",
    ),
    reason=("makes {value} of its payments at the end of a month", "{value} 的付款发生在月末"),
    needs="settled",
    missing=NONE,
)
def month_end_paid_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects)
    return ratio(past.at_month_end, past.invoices)


@feature(
    name="usual_weekday_in_days",
    about="invoice",
    group="timing",
    unit="days",
    meaning=(
        "Days from the due date (from today once it has passed) to the weekday on which the customer pays most often",
        "从到期日（已过期则从当日）到客户最常付款的星期几的天数",
    ),
    reason=("its usual paying weekday comes {value} later", "其惯常付款的星期在 {value}后"),
    reason_zero=("its usual paying weekday", "恰为其惯常付款的星期"),
    needs="settled",
    missing=NONE,
)
def usual_weekday_in_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    wait = (paid_weekdays(index, subjects).argmax(axis=1) - weekday(_from_day(index, subjects))) % 7
    return np.where(settled(index, subjects).invoices > 0, wait, np.nan)


@feature(
    name="usual_month_day_in_days",
    about="invoice",
    group="timing",
    unit="days",
    meaning=(
        "Days from the due date (from today once it has passed) to the next day of the month on which most of the "
        "customer's last 16 payments came; in a short month to its end",
        "从到期日（已过期则从当日）到客户最近 16 次付款最常见的每月日期的天数；短月按月末计",
    ),
    reason=("its usual paying day of the month comes {value} later", "其惯常付款的每月日期在 {value}后"),
    reason_zero=("its usual paying day of the month", "恰为其惯常付款的每月日期"),
    needs="settled",
    missing=NONE,
)
def usual_month_day_in_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    usual = latest(index, subjects)[:, MONTH_DAY]
    day, place = _from_day(index, subjects), np.where(np.isnan(usual), 1.0, usual).astype(np.int64)
    end = month_end(day)
    here = np.minimum(month_start(day) + place - 1, end)
    there = np.minimum(end + place, month_end(end + np.int32(1)))
    return np.where(np.isnan(usual), np.nan, np.where(here >= day, here, there) - day)


def _from_day(index: FeatureIndex, subjects: Subjects) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    return remembered(index, subjects, "paying from", lambda: np.maximum(subjects.due_on, subjects.as_of))


def _same_day(squares: Floats, invoices: Floats) -> Floats:
    return ratio(squares - invoices, invoices * (invoices - 1))
