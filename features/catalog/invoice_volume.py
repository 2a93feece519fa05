"""Does this customer buy more or less than it used to? The subject itself is left out."""

import numpy as np

from features.answers import known_count, ratio
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.subjects import Subjects


@feature(
    name="invoices_90d_count",
    group="trend",
    unit="count",
    meaning=(
        "Other invoices of the customer that became known in the last 90 days",
        "最近 90 天得知的该客户其他发票数量",
    ),
    reason=("{value} other invoices in the last 90 days", "最近 90 天另有 {value} 张发票"),
    reason_one=("one other invoice in the last 90 days", "最近 90 天另有 1 张发票"),
    reason_zero=("no other invoice in the last 90 days", "最近 90 天没有其他发票"),
    needs="nothing",
    missing=("never missing: 0 without history", "不会缺失：无历史时为 0"),
)
def invoices_90d_count(index: FeatureIndex, subjects: Subjects) -> Floats:
    return known_count(index, subjects, 90)


@feature(
    name="invoice_volume_change",
    group="trend",
    unit="ratio",
    meaning=(
        "Invoices a day in the last 90 days ÷ invoices a day in the last 365 days, both since its first invoice became "
        "known: below 1 the customer buys less",
        "最近 90 天日均发票数 ÷ 最近 365 天日均发票数（均自得知其第一张发票起）：小于 1 表示购买减少",
    ),
    reason=("buys at {value} the year's rate", "近期购买频率为全年的 {value}"),
    reason_zero=("bought hardly anything in the last 90 days", "最近 90 天几乎没有购买"),
    needs="invoices",
    missing=("no other invoice became known in the last 365 days", "最近 365 天没有其他发票"),
)
def invoice_volume_change(index: FeatureIndex, subjects: Subjects) -> Floats:
    days = np.maximum(subjects.as_of.astype(np.float64) - index.customer_known[subjects.customer], 1.0)
    quarter, year = (known_count(index, subjects, window) / np.minimum(days, window) for window in (90, 365))
    return ratio(quarter, year)
