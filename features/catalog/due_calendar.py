"""On what kind of day does the invoice fall due, and was it issued?"""

import numpy as np

from features.answers import customer_version
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.subjects import Subjects
from ledger.day import day_of_month, month_start, weekday

NEVER = ("never missing", "不会缺失")


@feature(
    name="due_in_days",
    group="timing",
    unit="days",
    meaning=("Days from today to the due date; negative once it has passed", "从当日到到期日的天数；已过期为负"),
    reason=("falls due in {value}", "{value}后到期"),
    reason_negative=("fell due {value} ago", "{value}前到期"),
    missing=NEVER,
)
def due_in_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return (subjects.due_on - subjects.as_of).astype(np.float64)


@feature(
    name="due_weekday",
    group="timing",
    unit="weekday",
    meaning=("Weekday of the due date: Monday 0 … Sunday 6", "到期日是星期几：周一为 0，周日为 6"),
    reason=("falls due on a {value}", "{value}到期"),
    missing=NEVER,
)
def due_weekday(index: FeatureIndex, subjects: Subjects) -> Floats:
    return weekday(subjects.due_on).astype(np.float64)


@feature(
    name="due_month_day",
    group="timing",
    unit="month_day",
    meaning=("Day of the month of the due date, 1 … 31", "到期日是每月几号（1 至 31）"),
    reason=("falls due on day {value} of the month", "每月{value}日到期"),
    missing=NEVER,
)
def due_month_day(index: FeatureIndex, subjects: Subjects) -> Floats:
    return day_of_month(subjects.due_on).astype(np.float64)


@feature(
    name="due_to_month_end_days",
    group="timing",
    unit="days",
    meaning=("Days from the due date to the end of its month; 0: the last day", "到期日距当月月末的天数；0 为最后一天"),
    reason=("falls due {value} before the end of the month", "到期日距月末{value}"),
    missing=NEVER,
)
def due_to_month_end_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    following = month_start((month_start(subjects.due_on) + 31).astype(np.int32))
    return (following - subjects.due_on - 1).astype(np.float64)


@feature(
    name="due_on_rest_day",
    group="timing",
    unit="flag",
    meaning=(
        "1 where the due date is a weekend day or public holiday in the customer's country (unknown country: weekend)",
        "到期日在客户所在国为周末或公共假日时为 1（国家未知时仅看周末）",
    ),
    reason=("falls due on a weekend or holiday", "到期日为周末或假日"),
    reason_zero=("falls due on a working day", "到期日为工作日"),
    missing=NEVER,
)
def due_on_rest_day(index: FeatureIndex, subjects: Subjects) -> Floats:
    workdays, country = index.workdays
    return workdays.rests(country[customer_version(index, subjects)], subjects.due_on).astype(np.float64)


@feature(
    name="issue_weekday",
    group="timing",
    unit="weekday",
    meaning=("Weekday of issue: Monday 0 … Sunday 6", "开票日是星期几：周一为 0，周日为 6"),
    reason=("issued on a {value}", "{value}开票"),
    missing=NEVER,
)
def issue_weekday(index: FeatureIndex, subjects: Subjects) -> Floats:
    return weekday(subjects.issued_on).astype(np.float64)
