"""What a customer disputes and what it promised, the invoice asked about apart: shared as in ``features.answers``."""

from typing import NamedTuple

import numpy as np

from features.answers import customer_day, customer_key, remembered
from features.index import FeatureIndex
from features.promised import JUDGED
from features.streams import Integers
from features.subjects import Subjects


class Promises(NamedTuple):
    """Promises to pay that were kept, kept in part and broken, (n, 3) each."""

    of_others: Integers
    of_invoice: Integers


def disputed_others(index: FeatureIndex, subjects: Subjects, *, past: bool) -> Integers:
    """The customer's other invoices under an open dispute, or ever disputed, (n,)."""
    day = customer_day(index, subjects)
    if day is not None and day.disputes_alone:
        invoices = day.ever_disputed if past else day.disputed
        return np.asarray((invoices != subjects.invoice[:, None]).sum(axis=1))
    by_customer, by_invoice = index.past_disputes if past else index.open_disputes
    own, counted_for = by_invoice.before(subjects.invoice, subjects.as_of).T
    others = by_customer.before(subjects.customer, subjects.as_of)[:, 0]
    others -= own * (counted_for == subjects.customer + 1)
    return others


def promises(index: FeatureIndex, subjects: Subjects) -> Promises:
    """On the customer's other invoices, and on the subject's own."""

    def counts() -> Promises:
        if index.promised is None:
            none = np.zeros((len(subjects), len(JUDGED)), dtype=np.int64)
            return Promises(none, none)
        told = index.promised
        others = told.by_customer.sums_key(customer_key(index, subjects), None)
        others -= told.of_both(subjects.customer, subjects.invoice, subjects.as_of)
        return Promises(others, told.by_invoice.sums(subjects.invoice, subjects.as_of, None))

    return remembered(index, subjects, "promises", counts)
