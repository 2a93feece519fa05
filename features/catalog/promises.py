"""Does this customer keep its word? Promises are judged after the last day of each and the policy's tolerance."""

import numpy as np

from features.answers import ratio
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.promised import COUNTED_BROKEN, COUNTED_KEPT, COUNTED_PARTIALLY
from features.subjects import Subjects
from features.trouble import promises


@feature(
    name="promised_in_days",
    group="trouble",
    unit="days",
    meaning=(
        "Days until the day for which payment of the invoice is promised; negative: past it, within the tolerance",
        "距承诺付款日的天数；为负表示已过承诺日但仍在宽限内",
    ),
    reason=("payment is promised in {value}", "承诺 {value}后付款"),
    reason_negative=("payment was promised for {value} ago", "承诺付款日已过 {value}"),
    reason_zero=("payment is promised for today", "承诺今日付款"),
    needs="open promise",
    about="invoice",
    missing=("no promise is open on the invoice", "该发票没有未到期的付款承诺"),
)
def promised_in_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    if index.promised is None:
        return np.full(len(subjects), np.nan)
    day, found = index.promised.open_until(subjects.invoice, subjects.as_of)
    return np.where(found, day.astype(np.float64) - subjects.as_of, np.nan)


@feature(
    name="promise_broken",
    group="trouble",
    unit="flag",
    meaning=(
        "1 where a promise to pay the invoice was broken, or kept in part only",
        "该发票的付款承诺曾被违背（或仅部分兑现）时为 1",
    ),
    reason=("a promise to pay it was broken", "付款承诺曾被违背"),
    reason_zero=("no promise to pay it was broken", "没有被违背的付款承诺"),
    riskier="higher",
    about="invoice",
    missing=("never missing", "不会缺失"),
)
def promise_broken(index: FeatureIndex, subjects: Subjects) -> Floats:
    own = promises(index, subjects).of_invoice
    return np.asarray(own[:, COUNTED_PARTIALLY] + own[:, COUNTED_BROKEN] > 0, dtype=np.float64)


@feature(
    name="promises_broken_count",
    group="trouble",
    unit="count",
    meaning=(
        "Promises of the customer on its other invoices that were broken: nothing came in time",
        "客户在其他发票上违背的付款承诺次数（到期未付分文）",
    ),
    reason=("broke {value} promises to pay", "曾 {value} 次违背付款承诺"),
    reason_one=("broke one promise to pay", "曾 1 次违背付款承诺"),
    reason_zero=("broke no promise to pay", "未曾违背付款承诺"),
    riskier="higher",
    missing=("never missing", "不会缺失"),
)
def promises_broken_count(index: FeatureIndex, subjects: Subjects) -> Floats:
    return promises(index, subjects).of_others[:, COUNTED_BROKEN].astype(np.float64)


@feature(
    name="promises_kept_share",
    group="trouble",
    unit="share",
    meaning=(
        "Share kept in full of the customer's promises on its other invoices that were kept, kept in part or broken",
        "客户在其他发票上已到期的付款承诺中完全兑现的比例",
    ),
    reason=("keeps {value} of its promises to pay", "{value} 的付款承诺得到兑现"),
    riskier="lower",
    needs="promise",
    missing=("no promise of the customer on another invoice was judged yet", "客户在其他发票上尚无已到期的付款承诺"),
)
def promises_kept_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    judged = promises(index, subjects).of_others.astype(np.float64)
    return ratio(judged[:, COUNTED_KEPT], judged[:, 0] + judged[:, 1] + judged[:, 2])
