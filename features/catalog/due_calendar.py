"""On what kind of day does the invoice fall due, and was it issued?"""

import numpy as np

from features.answers import customer_version
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.lunar_new_year import first_days
from features.subjects import Subjects
from ledger.day import day_of_month, month_end, weekday, year_end

LUNAR_NEW_YEAR_REACH_DAYS = 45
NEVER = ("never missing", "不会缺失")


@feature(
    name="due_in_days",
    about="invoice",
    group="timing",
    unit="days",
    meaning=("Days from today to the due date; negative once it has passed", "从当日到到期日的天数；已过期为负"),
    reason=("falls due in {value}", "{value}后到期"),
    reason_negative=("fell due {value} ago", "{value}前到期"),
    reason_zero=("falls due today", "今日到期"),
    needs="nothing",
    missing=NEVER,
)
def due_in_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return (subjects.due_on - subjects.as_of).astype(np.float64)


@feature(
    name="due_weekday",
    about="invoice",
    group="timing",
    unit="weekday",
    meaning=("Weekday of the due date: Monday 0 … Sunday 6", "到期日是星期几：周一为 0，周日为 6"),
    reason=("falls due on a {value}", "{value}到期"),
    needs="nothing",
    missing=NEVER,
)
def due_weekday(index: FeatureIndex, subjects: Subjects) -> Floats:
    return weekday(subjects.due_on).astype(np.float64)


@feature(
    name="due_month_day",
    about="invoice",
    group="timing",
    unit="month_day",
    meaning=("Day of the month of the due date, 1 … 31", "到期日是每月几号（1 至 31）"),
    reason=("falls due on day {value} of the month", "每月 {value} 日到期"),
    needs="nothing",
    missing=NEVER,
)
def due_month_day(index: FeatureIndex, subjects: Subjects) -> Floats:
    return day_of_month(subjects.due_on).astype(np.float64)


@feature(
    name="due_to_month_end_days",
    about="invoice",
    group="timing",
    unit="days",
    meaning=("Days from the due date to the end of its month; 0: the last day", "到期日距当月月末的天数；0 为最后一天"),
    reason=("falls due {value} before the end of the month", "到期日距月末 {value}"),
    reason_zero=("falls due on the last day of the month", "月末最后一天到期"),
    needs="nothing",
    missing=NEVER,
)
def due_to_month_end_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return (month_end(subjects.due_on) - subjects.due_on).astype(np.float64)


@feature(
    name="due_on_rest_day",
    about="invoice",
    group="timing",
    unit="flag",
    meaning=(
        "1 where the due date is a weekend day or public holiday in the customer's country (unknown country: weekend)",
        "到期日在客户所在国为周末或公共假日时为 1（国家未知时仅看周末）",
    ),
    reason=("falls due on a weekend or holiday", "到期日为周末或假日"),
    reason_zero=("falls due on a working day", "到期日为工作日"),
    needs="nothing",
    missing=NEVER,
)
def due_on_rest_day(index: FeatureIndex, subjects: Subjects) -> Floats:
    workdays, country = index.workdays
    return workdays.rests(country[customer_version(index, subjects)], subjects.due_on).astype(np.float64)


@feature(
    name="issue_weekday",
    about="invoice",
    group="timing",
    unit="weekday",
    meaning=("Weekday of issue: Monday 0 … Sunday 6", "开票日是星期几：周一为 0，周日为 6"),
    reason=("issued on a {value}", "{value}开票"),
    needs="nothing",
    missing=NEVER,
)
def issue_weekday(index: FeatureIndex, subjects: Subjects) -> Floats:
    return weekday(subjects.issued_on).astype(np.float64)


@feature(
    name="due_to_year_end_days",
    about="invoice",
    group="timing",
    unit="days",
    meaning=(
        "Days from the due date to the end of its year; 0: 31 December",
        "到期日距当年年末的天数；0 为 12 月 31 日",
    ),
    reason=("falls due {value} before the end of the year", "到期日距年末 {value}"),
    reason_zero=("falls due on 31 December", "12 月 31 日到期"),
    needs="nothing",
    missing=NEVER,
)
def due_to_year_end_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return (year_end(subjects.due_on) - subjects.due_on).astype(np.float64)


@feature(
    name="due_to_lunar_new_year_days",
    about="invoice",
    group="timing",
    unit="days",
    meaning=(
        "Days from the due date to the first day of the nearest Chinese New Year, where the customer's country keeps it; "
        "negative after it",
        "到期日距最近春节（正月初一）的天数（仅限过春节的国家和地区）；春节之后为负",
    ),
    reason=("falls due {value} before the Chinese New Year", "春节前 {value}到期"),
    reason_negative=("falls due {value} after the Chinese New Year", "春节后 {value}到期"),
    reason_zero=("falls due on the Chinese New Year", "春节当天到期"),
    needs="details",
    missing=(
        "not kept in the customer's country, or more than 45 days away",
        "客户所在国不过春节，或相距超过 45 天",
    ),
)
def due_to_lunar_new_year_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    away = np.full(len(subjects), np.nan)
    rows = np.flatnonzero(index.keeps_lunar_new_year[customer_version(index, subjects)])
    if len(rows):
        first, due = first_days(), subjects.due_on[rows]
        after = np.minimum(np.searchsorted(first, due), len(first) - 1)
        before = np.maximum(after - 1, 0)
        to, since = first[after] - due, first[before] - due
        nearest = np.where(np.abs(since) < np.abs(to), since, to)
        away[rows] = np.where(np.abs(nearest) <= LUNAR_NEW_YEAR_REACH_DAYS, nearest, np.nan)
    return away
