"""How late were the last few payments of this customer?"""

from features.answers import latest, latest_median
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.latest import EWMA, LAST_1, LAST_3, LAST_5, MEDIAN
from features.subjects import Subjects

NONE = ("no invoice of this customer was settled yet", "该客户尚无已结清的发票")
NONE_365D = ("no invoice of this customer was settled in the last 365 days", "该客户最近 365 天内没有结清过发票")
NONE_90D = ("no invoice of this customer was settled in the last 90 days", "该客户最近 90 天内没有结清过发票")


@feature(
    name="last_delay_days",
    group="habit",
    unit="days",
    meaning=(
        "Days from due date to payment of the invoice settled last, in the order in which payments became known",
        "最近一张结清的发票从到期日到付款的天数（按得知顺序）",
    ),
    reason=("paid its last invoice {value} after the due date", "上一张发票在到期后 {value}付款"),
    reason_negative=("paid its last invoice {value} before the due date", "上一张发票在到期前 {value}付款"),
    reason_zero=("paid its last invoice on the due date", "上一张发票在到期日付款"),
    riskier="higher",
    needs="settled",
    missing=NONE,
)
def last_delay_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return latest(index, subjects)[:, LAST_1]


@feature(
    name="last_3_delay_days",
    group="habit",
    unit="days",
    meaning=(
        "Mean days from due date to payment of the last 3 invoices settled",
        "最近 3 张结清发票到期日至付款的平均天数",
    ),
    reason=("paid its last three invoices {value} after the due date", "最近三张发票在到期后 {value}付款"),
    reason_negative=("paid its last three invoices {value} before the due date", "最近三张发票在到期前 {value}付款"),
    reason_zero=("paid its last three invoices on the due date", "最近三张发票在到期日付款"),
    riskier="higher",
    needs="settled",
    missing=NONE,
)
def last_3_delay_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return latest(index, subjects)[:, LAST_3]


@feature(
    name="last_5_delay_days",
    group="habit",
    unit="days",
    meaning=(
        "Mean days from due date to payment of the last 5 invoices settled",
        "最近 5 张结清发票到期日至付款的平均天数",
    ),
    reason=("paid its last five invoices {value} after the due date", "最近五张发票在到期后 {value}付款"),
    reason_negative=("paid its last five invoices {value} before the due date", "最近五张发票在到期前 {value}付款"),
    reason_zero=("paid its last five invoices on the due date", "最近五张发票在到期日付款"),
    riskier="higher",
    needs="settled",
    missing=NONE,
)
def last_5_delay_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return latest(index, subjects)[:, LAST_5]


@feature(
    name="recent_delay_days",
    group="habit",
    unit="days",
    meaning=(
        "Days from due date to payment, exponentially weighted: each invoice counts 0.7 of the one settled after it (16 at most)",
        "到期日至付款天数的指数加权平均：每张发票的权重为其后一张的 0.7（最多 16 张）",
    ),
    reason=("lately pays {value} after the due date", "近来在到期后 {value}付款"),
    reason_negative=("lately pays {value} before the due date", "近来在到期前 {value}付款"),
    reason_zero=("lately pays on the due date", "近来在到期日付款"),
    riskier="higher",
    needs="settled",
    missing=NONE,
)
def recent_delay_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return latest(index, subjects)[:, EWMA]


@feature(
    name="median_delay_days",
    group="habit",
    unit="days",
    meaning=(
        "Median days from due date to payment of the last 16 invoices settled: one odd payment does not move it",
        "最近 16 张结清发票到期日至付款天数的中位数：不受个别异常付款影响",
    ),
    reason=("typically pays {value} after the due date", "一般在到期后 {value}付款"),
    reason_negative=("typically pays {value} before the due date", "一般在到期前 {value}付款"),
    reason_zero=("typically pays on the due date", "一般在到期日付款"),
    riskier="higher",
    needs="settled",
    missing=NONE,
)
def median_delay_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return latest(index, subjects)[:, MEDIAN]


@feature(
    name="median_delay_365d_days",
    group="habit",
    unit="days",
    meaning=(
        "Median days from due date to payment of the invoices settled in the last 365 days, of the last 16 at most",
        "最近 365 天结清的发票（最多最近 16 张）到期日至付款天数的中位数",
    ),
    reason=("in the last year typically paid {value} after the due date", "最近一年一般在到期后 {value}付款"),
    reason_negative=("in the last year typically paid {value} before the due date", "最近一年一般在到期前 {value}付款"),
    reason_zero=("in the last year typically paid on the due date", "最近一年一般在到期日付款"),
    riskier="higher",
    needs="settled",
    missing=NONE_365D,
)
def median_delay_365d_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return latest_median(index, subjects, 365)


@feature(
    name="median_delay_90d_days",
    group="habit",
    unit="days",
    meaning=(
        "Median days from due date to payment of the invoices settled in the last 90 days, of the last 16 at most",
        "最近 90 天结清的发票（最多最近 16 张）到期日至付款天数的中位数",
    ),
    reason=("in the last 90 days typically paid {value} after the due date", "最近 90 天一般在到期后 {value}付款"),
    reason_negative=(
        "in the last 90 days typically paid {value} before the due date",
        "最近 90 天一般在到期前 {value}付款",
    ),
    reason_zero=("in the last 90 days typically paid on the due date", "最近 90 天一般在到期日付款"),
    riskier="higher",
    needs="settled",
    missing=NONE_90D,
)
def median_delay_90d_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return latest_median(index, subjects, 90)
