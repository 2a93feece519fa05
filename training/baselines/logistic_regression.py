"""Logistic regression on a handful of facts a credit controller would look at; the date stays the due date."""

import numpy as np

from features.subjects import Subjects
from training.baseline import Floats, Forecasts, days_past_due, point_forecasts
from training.baselines import customer_median
from training.delay_history import DelayHistory
from training.lessons import Ground, learned_chances

SHRUNK_BY = 5.0
RECENT_ITEMS = 60


class LogisticBaseline:
    name = "logistic_regression"
    says = "logistic regression on the customer's past and the invoice's terms; paid on its due date"

    def forecast(self, ground: Ground, subjects: Subjects) -> Forecasts:
        return point_forecasts(-days_past_due(subjects), learned_chances(ground, subjects, facts))


def facts(history: DelayHistory, subjects: Subjects) -> Floats:
    """(n, 12), as known before each ``as_of``; customers with few settled invoices are shrunk to the market."""
    customer, as_of = subjects.customer, subjects.as_of
    late = (history.delay > 0).astype(np.int64)
    total, count = history.customer_sum(history.delay, customer, as_of)
    late_count, _ = history.customer_sum(late, customer, as_of)
    mean = (total + SHRUNK_BY * history.market_mean(history.delay, as_of)) / (count + SHRUNK_BY)
    share = (late_count + SHRUNK_BY * history.market_mean(late, as_of)) / (count + SHRUNK_BY)
    row, delay, state = history.recent_items(customer, subjects.item, as_of, RECENT_ITEMS)
    overdue = np.bincount(row, (state == 0) & (delay > 0), len(customer))
    recent = np.bincount(row, minlength=len(customer))
    past = days_past_due(subjects)
    columns = (
        np.arcsinh(mean),
        np.log((share + 0.01) / (1.01 - share)),
        np.arcsinh(customer_median.BASELINE.delay(history, customer, as_of)),
        np.log1p(count),
        count == 0,
        np.clip(subjects.due_on.astype(np.int64) - subjects.issued_on, 0, 180),
        np.log1p(np.maximum(subjects.amount, 0)),
        np.clip(past, -90, 0),
        np.clip(past, 0, 180),
        past > 0,
        overdue / np.maximum(recent, 1),
        (subjects.due_on + 3) % 7 >= 5,
    )
    return np.stack([np.asarray(column, dtype=np.float64) for column in columns], axis=1)


BASELINE = LogisticBaseline()
