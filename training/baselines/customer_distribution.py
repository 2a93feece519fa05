"""The customer's own distribution of days late, shrunk to the market's: the best of the naive forecasts.

A product-limit estimate over the customer's last MOST invoices, with WEIGHT invoices' worth of the market's hazard on each
day. Unpaid invoices count as not settled so far, so that a customer who has stopped paying does not look good; the invoice's
own age is taken into account (given still unpaid today).
"""

import numpy as np

from features.subjects import Subjects
from ledger.arrays import Codes
from ledger.day import Days
from training.baseline import Floats, Forecasts, Ints, days_past_due, from_distribution, same_week
from training.delay_history import COLUMNS, DelayHistory, conditional_cdf, counts, survival
from training.lessons import Ground

MOST = 60
WEIGHT = 5.0


class CustomerDistribution:
    name = "customer_distribution"
    says = "the customer's own distribution of days late, shrunk to the market's"

    def forecast(self, ground: Ground, subjects: Subjects) -> Forecasts:
        past = days_past_due(subjects)

        def cdf(rows: Ints) -> Floats:
            asked = subjects.customer[rows], subjects.item[rows], subjects.as_of[rows]
            return conditional_cdf(shrunk_survival(ground.history, *asked), past[rows])

        return from_distribution(cdf, subjects, ground.grace_days)


def shrunk_survival(history: DelayHistory, customer: Codes, item: Codes, as_of: Days) -> Floats:
    """P(not settled by each day late), shape (n, COLUMNS)."""
    row, delay, state = history.recent_items(customer, item, as_of, MOST)
    settled, at_risk = counts(row, delay, state, len(customer))
    out = np.empty((len(customer), COLUMNS))
    for rows in same_week(as_of):
        market = survival(*history.market(int(as_of[rows[0]])))
        hazard = 1 - market / np.concatenate([[1.0], market[:-1]])
        hazard = (settled[rows] + WEIGHT * hazard) / (at_risk[rows] + WEIGHT)
        out[rows] = np.cumprod(1 - hazard, axis=1)
    return out


BASELINE = CustomerDistribution()
