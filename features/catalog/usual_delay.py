"""How many days after the due date does this customer usually pay?"""

import numpy as np

from features.answers import ratio, settled
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.subjects import Subjects

NONE = ("no invoice of this customer was settled yet", "该客户尚无已结清的发票")
NONE_365D = ("no invoice of this customer was settled in the last 365 days", "该客户最近 365 天内没有结清过发票")
NONE_90D = ("no invoice of this customer was settled in the last 90 days", "该客户最近 90 天内没有结清过发票")
UNSTATED = ("no invoice of stated amount was settled yet", "尚未结清过金额已知的发票")
UNSTATED_365D = (
    "no invoice of stated amount was settled in the last 365 days",
    "最近 365 天内没有结清过金额已知的发票",
)
UNSTATED_90D = ("no invoice of stated amount was settled in the last 90 days", "最近 90 天内没有结清过金额已知的发票")
REASON = ("usually pays {value} after the due date", "通常在到期后 {value}付款")
BEFORE = ("usually pays {value} before the due date", "通常在到期前 {value}付款")


@feature(
    name="usual_delay_days",
    group="habit",
    unit="days",
    meaning=(
        "Mean days from due date to payment of all invoices the customer has settled; −90 … 365 each",
        "客户已结清的全部发票从到期日到付款的平均天数（每张限于 −90 至 365 天）",
    ),
    reason=REASON,
    reason_negative=BEFORE,
    reason_zero=("usually pays on the due date", "通常在到期日付款"),
    riskier="higher",
    needs="settled",
    missing=NONE,
)
def usual_delay_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects)
    return ratio(past.delay, past.invoices)


@feature(
    name="usual_delay_365d_days",
    group="habit",
    unit="days",
    meaning=(
        "Mean days from due date to payment of the invoices that became known as settled in the last 365 days",
        "最近 365 天内得知结清的发票从到期日到付款的平均天数",
    ),
    reason=("in the last year paid {value} after the due date on average", "最近一年平均在到期后 {value}付款"),
    reason_negative=(
        "in the last year paid {value} before the due date on average",
        "最近一年平均在到期前 {value}付款",
    ),
    reason_zero=("in the last year paid on the due date on average", "最近一年平均在到期日付款"),
    riskier="higher",
    needs="settled",
    missing=NONE_365D,
)
def usual_delay_365d_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects, 365)
    return ratio(past.delay, past.invoices)


@feature(
    name="usual_delay_90d_days",
    group="habit",
    unit="days",
    meaning=(
        "Mean days from due date to payment of the invoices that became known as settled in the last 90 days",
        "最近 90 天内得知结清的发票从到期日到付款的平均天数",
    ),
    reason=("in the last 90 days paid {value} after the due date on average", "最近 90 天平均在到期后 {value}付款"),
    reason_negative=(
        "in the last 90 days paid {value} before the due date on average",
        "最近 90 天平均在到期前 {value}付款",
    ),
    reason_zero=("in the last 90 days paid on the due date on average", "最近 90 天平均在到期日付款"),
    riskier="higher",
    needs="settled",
    missing=NONE_90D,
)
def usual_delay_90d_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects, 90)
    return ratio(past.delay, past.invoices)


@feature(
    name="amount_weighted_delay_days",
    group="habit",
    unit="days",
    meaning=(
        "Mean days from due date to payment of all settled invoices of stated amount, weighted by amount",
        "客户已结清且金额已知的发票，按金额加权的到期日至付款平均天数",
    ),
    reason=(
        "pays its money {value} after the due date, large invoices counting more",
        "按金额加权，通常在到期后 {value}付款",
    ),
    reason_negative=(
        "pays its money {value} before the due date, large invoices counting more",
        "按金额加权，通常在到期前 {value}付款",
    ),
    reason_zero=("pays its money on the due date, large invoices counting more", "按金额加权，通常在到期日付款"),
    riskier="higher",
    needs="settled",
    missing=("no invoice of stated amount was settled yet", "尚无金额已知的已结清发票"),
)
def amount_weighted_delay_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects)
    return ratio(past.value_delay, past.value)


@feature(
    name="amount_weighted_delay_365d_days",
    group="habit",
    unit="days",
    meaning=(
        "Mean days from due date to payment of the invoices of stated amount settled in the last 365 days, weighted by amount",
        "最近 365 天结清且金额已知的发票，按金额加权的到期日至付款平均天数",
    ),
    reason=(
        "in the last year paid its money {value} after the due date, large invoices counting more",
        "按金额加权，最近一年在到期后 {value}付款",
    ),
    reason_negative=(
        "in the last year paid its money {value} before the due date, large invoices counting more",
        "按金额加权，最近一年在到期前 {value}付款",
    ),
    reason_zero=(
        "in the last year paid its money on the due date, large invoices counting more",
        "按金额加权，最近一年在到期日付款",
    ),
    riskier="higher",
    needs="settled",
    missing=UNSTATED_365D,
)
def amount_weighted_delay_365d_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects, 365)
    return ratio(past.value_delay, past.value)


@feature(
    name="amount_weighted_delay_90d_days",
    group="habit",
    unit="days",
    meaning=(
        "Mean days from due date to payment of the invoices of stated amount settled in the last 90 days, weighted by amount",
        "最近 90 天结清且金额已知的发票，按金额加权的到期日至付款平均天数",
    ),
    reason=(
        "in the last 90 days paid its money {value} after the due date, large invoices counting more",
        "按金额加权，最近 90 天在到期后 {value}付款",
    ),
    reason_negative=(
        "in the last 90 days paid its money {value} before the due date, large invoices counting more",
        "按金额加权，最近 90 天在到期前 {value}付款",
    ),
    reason_zero=(
        "in the last 90 days paid its money on the due date, large invoices counting more",
        "按金额加权，最近 90 天在到期日付款",
    ),
    riskier="higher",
    needs="settled",
    missing=UNSTATED_90D,
)
def amount_weighted_delay_90d_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects, 90)
    return ratio(past.value_delay, past.value)


@feature(
    name="usual_days_to_pay",
    group="habit",
    unit="days",
    meaning=(
        "Mean days from issue to payment of all invoices the customer has settled; 0 … 730 each",
        "客户已结清发票从开票到付款的平均天数（每张限于 0 至 730 天）",
    ),
    reason=("usually pays {value} after the invoice is issued", "通常在开票后 {value}付款"),
    needs="settled",
    missing=NONE,
)
def usual_days_to_pay(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects)
    return ratio(past.age, past.invoices)


def _spread(past_count: Floats, past_sum: Floats, past_squares: Floats) -> Floats:
    """Standard deviation (n in the denominator) from exact sums; NaN below two."""
    variance = ratio(past_squares * past_count - past_sum * past_sum, past_count * past_count)
    return np.where(past_count >= 2, np.sqrt(variance), np.nan)


@feature(
    name="delay_spread_days",
    group="habit",
    unit="days",
    meaning=(
        "Standard deviation of the days from due date to payment, all settled invoices",
        "全部已结清发票到期日至付款天数的标准差",
    ),
    reason=("its payment days scatter by {value}", "付款日期的波动为 {value}"),
    needs="two settled",
    missing=("fewer than two invoices were settled", "已结清的发票少于两张"),
)
def delay_spread_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects)
    return _spread(past.invoices, past.delay, past.delay_squared)


@feature(
    name="delay_spread_365d_days",
    group="habit",
    unit="days",
    meaning=(
        "Standard deviation of the days from due date to payment, invoices settled in the last 365 days",
        "最近 365 天结清的发票到期日至付款天数的标准差",
    ),
    reason=("in the last year its payment days scattered by {value}", "最近一年付款日期的波动为 {value}"),
    needs="two settled",
    missing=("fewer than two invoices were settled in the last 365 days", "最近 365 天内结清的发票少于两张"),
)
def delay_spread_365d_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects, 365)
    return _spread(past.invoices, past.delay, past.delay_squared)


@feature(
    name="delay_spread_90d_days",
    group="habit",
    unit="days",
    meaning=(
        "Standard deviation of the days from due date to payment, invoices settled in the last 90 days",
        "最近 90 天结清的发票到期日至付款天数的标准差",
    ),
    reason=("in the last 90 days its payment days scattered by {value}", "最近 90 天付款日期的波动为 {value}"),
    needs="two settled",
    missing=("fewer than two invoices were settled in the last 90 days", "最近 90 天内结清的发票少于两张"),
)
def delay_spread_90d_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects, 90)
    return _spread(past.invoices, past.delay, past.delay_squared)
