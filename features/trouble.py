"""What is wrong between a customer and the company: its oldest overdue item, and what it disputes; the subject left out."""

import numpy as np

from features.answers import customer_day
from features.index import FeatureIndex
from features.streams import Integers
from features.subjects import Subjects
from ledger.day import Days


def earliest_due(index: FeatureIndex, subjects: Subjects) -> Days:
    """Earliest due day of the customer's other open items, (n,); FOREVER where none fell due before ``as_of``."""
    day = customer_day(index, subjects)
    if day is not None:
        return day.earliest_due(subjects.item)
    return index.earliest_due.before(subjects.customer, subjects.item, subjects.as_of)


def disputed_others(index: FeatureIndex, subjects: Subjects, *, past: bool) -> Integers:
    """The customer's other invoices under an open dispute, or ever disputed, (n,)."""
    day = customer_day(index, subjects)
    if day is not None:
        invoices = day.ever_disputed if past else day.disputed
        return np.asarray((invoices != subjects.invoice[:, None]).sum(axis=1))
    by_customer, by_invoice = index.past_disputes if past else index.open_disputes
    own = by_invoice.before(subjects.invoice, subjects.as_of)[:, 0]
    return by_customer.before(subjects.customer, subjects.as_of)[:, 0] - own
