"""What a customer owes besides the invoice asked about: looked up once and shared, as in ``features.answers``."""

from typing import NamedTuple

import numpy as np

from features.answers import customer_day, customer_key, float_columns, item_key, remembered
from features.customer_day import open_columns
from features.feature import Floats
from features.index import WEEKS, FeatureIndex, week_of
from features.spans import LATEST_DELAY_DAYS
from features.streams import Integers
from features.subjects import Subjects
from ledger.arrays import Flags
from ledger.day import Days


class Standing(NamedTuple):
    """The customer's other open items at the start of ``as_of``, (n,) each; worth in hundredths of the base currency."""

    open_count: Floats
    open_value: Floats
    overdue_value: Floats
    overdue_count: Floats
    overdue_days: Floats
    """Days past due summed over the overdue ones, each clipped at 365: delays not over yet."""


def standing(index: FeatureIndex, subjects: Subjects) -> Standing:
    """The open book of the customer, the subject left out."""

    def sums() -> Standing:
        day = customer_day(index, subjects)
        if day is None:
            total = index.standing.before_key(customer_key(index, subjects))
            row, found = own_open(index, subjects)
            some = np.flatnonzero(found)
            total[some] -= open_columns(index, row[some], subjects.as_of[some])
        else:
            total = day.standing(subjects.item)
        # integers below 2 ** 53, as exact in float64
        count, value, overdue, fresh, fresh_due, old = float_columns(total)
        days = fresh * subjects.as_of - fresh_due + old * LATEST_DELAY_DAYS
        return Standing(count, value, overdue, fresh + old, days)

    return remembered(index, subjects, "standing", sums)


def own_open(index: FeatureIndex, subjects: Subjects) -> tuple[Integers, Flags]:
    """Row in ``index.open_spans`` of the subject itself where the index has it as open on the day, and whether."""

    def find() -> tuple[Integers, Flags]:
        entry = index.own_open.before_key(item_key(index, subjects))
        row = np.maximum(entry - 1, 0)
        if not len(index.open_spans.item):
            return row, np.zeros(len(row), dtype=np.bool_)
        return row, (entry > 0) & (index.open_spans.end[row] >= subjects.as_of)

    return remembered(index, subjects, "own open", find)


def due_same_week(index: FeatureIndex, subjects: Subjects) -> tuple[Floats, Floats]:
    """Count and worth of the customer's other open items that fall due in the week of the subject's due day."""

    def sums() -> tuple[Floats, Floats]:
        week = week_of(subjects.due_on)
        day = customer_day(index, subjects)
        if day is None:
            group = np.where(subjects.customer >= 0, subjects.customer.astype(np.int64) * WEEKS + week, -1)
            total = index.due_weeks.before(group, subjects.as_of)
            row, found = own_open(index, subjects)
            some = np.flatnonzero(found)
            own = row.take(some)
            same = np.flatnonzero(week_of(index.open_spans.due_on.take(own)) == week.take(some))
            total[some.take(same)] -= np.stack(
                [np.ones_like(same), index.open_spans.value.take(own.take(same))], axis=1
            )
        else:
            total = day.due_in_week(week, subjects.item)
        count, value = float_columns(total)
        return count, value

    return remembered(index, subjects, "due same week", sums)


def earliest_due(index: FeatureIndex, subjects: Subjects) -> Days:
    """Earliest due day of the customer's other open items, (n,); FOREVER where none fell due before ``as_of``."""
    day = customer_day(index, subjects)
    if day is not None:
        return day.earliest_due(subjects.item)
    return index.earliest_due.before(subjects.customer, subjects.item, subjects.as_of)
