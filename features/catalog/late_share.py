"""What share of its invoices does this customer pay late, very late, or exactly on the due date?"""

from features.answers import ratio, settled
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.subjects import Subjects

NONE = ("no invoice of this customer was settled yet", "该客户尚无已结清的发票")
NONE_365D = ("no invoice of this customer was settled in the last 365 days", "该客户最近 365 天内没有结清过发票")
NONE_90D = ("no invoice of this customer was settled in the last 90 days", "该客户最近 90 天内没有结清过发票")


@feature(
    name="late_share",
    group="habit",
    unit="share",
    meaning=("Share of all settled invoices paid after due date and grace", "已结清发票中逾期（超过宽限期）付款的比例"),
    reason=("pays {value} of its invoices late", "{value} 的发票逾期付款"),
    riskier="higher",
    needs="settled",
    missing=NONE,
)
def late_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects)
    return ratio(past.late, past.invoices)


@feature(
    name="late_share_365d",
    group="habit",
    unit="share",
    meaning=("Share paid late of the invoices settled in the last 365 days", "最近 365 天结清的发票中逾期付款的比例"),
    reason=("paid {value} of its invoices late in the last year", "最近一年 {value} 的发票逾期付款"),
    riskier="higher",
    needs="settled",
    missing=NONE_365D,
)
def late_share_365d(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects, 365)
    return ratio(past.late, past.invoices)


@feature(
    name="late_share_90d",
    group="habit",
    unit="share",
    meaning=("Share paid late of the invoices settled in the last 90 days", "最近 90 天结清的发票中逾期付款的比例"),
    reason=("paid {value} of its invoices late in the last 90 days", "最近 90 天 {value} 的发票逾期付款"),
    riskier="higher",
    needs="settled",
    missing=NONE_90D,
)
def late_share_90d(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects, 90)
    return ratio(past.late, past.invoices)


@feature(
    name="over_5_days_share",
    group="habit",
    unit="share",
    meaning=("Share of all settled invoices paid more than 5 days late", "已结清发票中逾期超过 5 天付款的比例"),
    reason=("pays {value} of its invoices more than 5 days late", "{value} 的发票逾期 5 天以上付款"),
    riskier="higher",
    needs="settled",
    missing=NONE,
)
def over_5_days_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects)
    return ratio(past.over_5_days, past.invoices)


@feature(
    name="over_5_days_share_365d",
    group="habit",
    unit="share",
    meaning=(
        "Share paid more than 5 days late of the invoices settled in the last 365 days",
        "最近 365 天结清的发票中逾期超过 5 天付款的比例",
    ),
    reason=(
        "paid {value} of its invoices more than 5 days late in the last year",
        "最近一年 {value} 的发票逾期 5 天以上付款",
    ),
    riskier="higher",
    needs="settled",
    missing=NONE_365D,
)
def over_5_days_share_365d(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects, 365)
    return ratio(past.over_5_days, past.invoices)


@feature(
    name="over_5_days_share_90d",
    group="habit",
    unit="share",
    meaning=(
        "Share paid more than 5 days late of the invoices settled in the last 90 days",
        "最近 90 天结清的发票中逾期超过 5 天付款的比例",
    ),
    reason=(
        "paid {value} of its invoices more than 5 days late in the last 90 days",
        "最近 90 天 {value} 的发票逾期 5 天以上付款",
    ),
    riskier="higher",
    needs="settled",
    missing=NONE_90D,
)
def over_5_days_share_90d(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects, 90)
    return ratio(past.over_5_days, past.invoices)


@feature(
    name="very_late_share",
    group="habit",
    unit="share",
    meaning=("Share of all settled invoices paid more than 30 days late", "已结清发票中逾期超过 30 天付款的比例"),
    reason=("pays {value} of its invoices more than 30 days late", "{value} 的发票逾期 30 天以上付款"),
    riskier="higher",
    needs="settled",
    missing=NONE,
)
def very_late_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects)
    return ratio(past.very_late, past.invoices)


@feature(
    name="very_late_share_365d",
    group="habit",
    unit="share",
    meaning=(
        "Share paid more than 30 days late of the invoices settled in the last 365 days",
        "最近 365 天结清的发票中逾期超过 30 天付款的比例",
    ),
    reason=(
        "paid {value} of its invoices more than 30 days late in the last year",
        "最近一年 {value} 的发票逾期 30 天以上付款",
    ),
    riskier="higher",
    needs="settled",
    missing=NONE_365D,
)
def very_late_share_365d(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects, 365)
    return ratio(past.very_late, past.invoices)


@feature(
    name="very_late_share_90d",
    group="habit",
    unit="share",
    meaning=(
        "Share paid more than 30 days late of the invoices settled in the last 90 days",
        "最近 90 天结清的发票中逾期超过 30 天付款的比例",
    ),
    reason=(
        "paid {value} of its invoices more than 30 days late in the last 90 days",
        "最近 90 天 {value} 的发票逾期 30 天以上付款",
    ),
    riskier="higher",
    needs="settled",
    missing=NONE_90D,
)
def very_late_share_90d(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects, 90)
    return ratio(past.very_late, past.invoices)


@feature(
    name="on_due_day_share",
    group="habit",
    unit="share",
    meaning=("Share of all settled invoices paid exactly on the due date", "已结清发票中恰好在到期日付款的比例"),
    reason=("pays {value} of its invoices exactly on the due date", "{value} 的发票恰好在到期日付款"),
    needs="settled",
    missing=NONE,
)
def on_due_day_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects)
    return ratio(past.on_due_day, past.invoices)


@feature(
    name="on_due_day_share_365d",
    group="habit",
    unit="share",
    meaning=(
        "Share paid exactly on the due date of the invoices settled in the last 365 days",
        "最近 365 天结清的发票中恰好在到期日付款的比例",
    ),
    reason=(
        "paid {value} of its invoices exactly on the due date in the last year",
        "最近一年 {value} 的发票恰好在到期日付款",
    ),
    needs="settled",
    missing=NONE_365D,
)
def on_due_day_share_365d(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects, 365)
    return ratio(past.on_due_day, past.invoices)


@feature(
    name="settled_count",
    group="habit",
    unit="count",
    meaning=(
        "Invoices the customer has settled: how much history the habits rest on",
        "客户已结清的发票数：习惯判断所依据的历史",
    ),
    reason=("{value} invoices settled so far", "迄今已结清 {value} 张发票"),
    reason_one=("one invoice settled so far", "迄今已结清 1 张发票"),
    reason_zero=("no invoice settled so far", "迄今没有结清的发票"),
    needs="nothing",
    missing=("never missing: 0 without history", "不会缺失：无历史时为 0"),
)
def settled_count(index: FeatureIndex, subjects: Subjects) -> Floats:
    return settled(index, subjects).invoices


@feature(
    name="settled_365d_count",
    group="habit",
    unit="count",
    meaning=("Invoices that became known as settled in the last 365 days", "最近 365 天得知结清的发票数"),
    reason=("{value} invoices settled in the last year", "最近一年结清 {value} 张发票"),
    reason_one=("one invoice settled in the last year", "最近一年结清 1 张发票"),
    reason_zero=("no invoice settled in the last year", "最近一年没有结清的发票"),
    needs="nothing",
    missing=("never missing: 0 without history", "不会缺失：无历史时为 0"),
)
def settled_365d_count(index: FeatureIndex, subjects: Subjects) -> Floats:
    return settled(index, subjects, 365).invoices
