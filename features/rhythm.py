"""On which days a customer pays: looked up once and shared by the features that need it, as in ``features.answers``."""

import numpy as np

from features.answers import customer_day, customer_key, of_all, remembered, settled_row
from features.index import FeatureIndex
from features.streams import Integers
from features.subjects import Subjects
from ledger.day import Days


def paid_weekdays(index: FeatureIndex, subjects: Subjects) -> Integers:
    """(n, 7): the customer's settled invoices by weekday of the value date, Monday first."""

    def counts() -> Integers:
        day = customer_day(index, subjects)
        if day is not None:
            return of_all(day.paid_weekdays, subjects)

        def upto() -> Integers:
            return index.weekdays.begun.totals.take(settled_row(index, subjects), axis=0)

        return index.weekdays.sums_key(customer_key(index, subjects), None, upto)

    return remembered(index, subjects, "paid weekdays", counts)


def month_days_squared(index: FeatureIndex, subjects: Subjects) -> Integers:
    """(n,): Σ over the days of the month of the squared count of the customer's invoices settled on it."""
    day = customer_day(index, subjects)
    if day is not None:
        return np.full(len(subjects), day.paid_month_days @ day.paid_month_days)
    return index.month_days_squared.before(subjects.customer, subjects.as_of)[:, 0]


def paid_on_month_day(index: FeatureIndex, subjects: Subjects, month_day: Days) -> Integers:
    """(n,): the customer's invoices settled on a day of the month, one a subject."""
    day = customer_day(index, subjects)
    if day is not None:
        return day.paid_month_days.take(month_day)
    group = subjects.customer.astype(np.int64) * 32 + month_day
    group[subjects.customer < 0] = -1
    return index.month_days.sums(group, subjects.as_of, None)[:, 0]


def paid_days(index: FeatureIndex, subjects: Subjects) -> tuple[Integers, Integers, Integers]:
    """Days on which the customer paid, (n,) each: how many, the first, the last; of none the days mean nothing."""
    day = customer_day(index, subjects)
    if day is None:
        return index.pay_days.before(subjects.customer, subjects.as_of)
    count, first, last = (np.full(len(subjects), number, dtype=np.int64) for number in day.paid_days)
    return count, first, last
