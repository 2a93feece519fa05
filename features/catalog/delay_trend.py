"""Is this customer paying later than it used to?"""

from features.answers import latest, ratio, settled
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.latest import EWMA
from features.subjects import Subjects


@feature(
    name="delay_change_90d_days",
    group="trend",
    unit="days",
    meaning=(
        "Mean delay of the last 90 days less that of the last 365 days: above 0 the customer is getting slower",
        "最近 90 天平均延迟减去最近 365 天平均延迟：大于 0 表示付款变慢",
    ),
    reason=("pays {value} later than it did over the year", "比全年平均晚 {value}付款"),
    reason_negative=("pays {value} sooner than it did over the year", "比全年平均早 {value}付款"),
    riskier="higher",
    needs="settled",
    missing=("nothing was settled in the last 90 days", "最近 90 天没有结清的发票"),
)
def delay_change_90d_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    quarter, year = settled(index, subjects, 90), settled(index, subjects, 365)
    return ratio(quarter.delay, quarter.invoices) - ratio(year.delay, year.invoices)


@feature(
    name="delay_change_recent_days",
    group="trend",
    unit="days",
    meaning=(
        "Exponentially weighted recent delay less the mean of everything: above 0 the customer is getting slower",
        "近期加权延迟减去全部历史平均延迟：大于 0 表示付款变慢",
    ),
    reason=("lately pays {value} later than usual", "近来比平常晚 {value}付款"),
    reason_negative=("lately pays {value} sooner than usual", "近来比平常早 {value}付款"),
    riskier="higher",
    needs="settled",
    missing=("no invoice of this customer was settled yet", "该客户尚无已结清的发票"),
)
def delay_change_recent_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects)
    return latest(index, subjects)[:, EWMA] - ratio(past.delay, past.invoices)
