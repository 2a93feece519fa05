"""A short way to ask a small ledger for features of one item on some days."""

import numpy as np

from features.feature import catalog, left_out
from features.frame import build
from features.index import FeatureIndex
from features.subjects import subjects_at
from ledger.policy import Policy
from tests.features.plain import Plain, days


def ask(plain: Plain, invoice: str, as_of: list[int], *names: str, policy: Policy | None = None) -> list[list[float]]:
    """One list a day, one value a name; NaN stands as None."""
    index = FeatureIndex(plain.arrays(), policy or Policy())
    item = list(index.arrays.invoice_id).index(invoice)
    declared = {one.name: one for one in (*catalog(), *left_out())}
    subjects = subjects_at(index, days([item] * len(as_of)), days(as_of))
    frame = build(index, subjects, [declared[name] for name in names])
    return [[None if np.isnan(value) else float(value) for value in row] for row in frame]
