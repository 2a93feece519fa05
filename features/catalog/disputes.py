"""Is this invoice disputed, and does this customer dispute?"""

import numpy as np

from features.answers import known, ratio
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.subjects import Subjects
from features.trouble import disputed_others


@feature(
    name="disputed",
    about="invoice",
    group="trouble",
    unit="flag",
    meaning=("1 while a dispute is open on the invoice", "发票存在未了结的争议时为 1"),
    reason=("the invoice is disputed", "该发票存在争议"),
    reason_zero=("the invoice is not disputed", "该发票没有争议"),
    riskier="higher",
    needs="nothing",
    missing=("never missing", "不会缺失"),
)
def disputed(index: FeatureIndex, subjects: Subjects) -> Floats:
    return subjects.disputed.astype(np.float64)


@feature(
    name="open_disputes_count",
    group="trouble",
    unit="count",
    meaning=("Other invoices of the customer under an open dispute", "客户其他存在未了结争议的发票数量"),
    reason=("{value} other invoices are disputed", "另有 {value} 张发票存在争议"),
    reason_one=("one other invoice is disputed", "另有 1 张发票存在争议"),
    reason_zero=("no other invoice is disputed", "没有其他有争议的发票"),
    needs="nothing",
    missing=("never missing", "不会缺失"),
)
def open_disputes_count(index: FeatureIndex, subjects: Subjects) -> Floats:
    return disputed_others(index, subjects, past=False).astype(np.float64)


@feature(
    name="disputed_share",
    group="trouble",
    unit="share",
    meaning=("Share of the customer's other invoices that were ever disputed", "客户其他发票中曾有争议的比例"),
    reason=("{value} of its invoices were disputed", "{value} 的发票曾有争议"),
    needs="invoices",
    missing=("no other invoice of the customer is known", "没有该客户的其他发票"),
)
def disputed_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    return ratio(disputed_others(index, subjects, past=True).astype(np.float64), known(index, subjects).invoices)
