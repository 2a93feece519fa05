"""How late does this customer pay when what it has not paid yet is counted too?

Averages over settled invoices alone make those look good who do not pay: an overdue open invoice counts here as late,
with the days it is past due so far (at most 365; its true delay can only be longer).
"""

from features.answers import ratio, settled
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.owed import standing
from features.subjects import Subjects

NONE = ("the customer has neither settled nor overdue invoices", "该客户既无已结清也无逾期发票")


@feature(
    name="delay_with_overdue_days",
    group="habit",
    unit="days",
    meaning=(
        "Mean delay of all settled invoices and of the other overdue ones, these with their days past due so far",
        "全部已结清发票与其他逾期未付发票的平均延迟天数（未付的按目前逾期天数计）",
    ),
    reason=(
        "pays {value} after the due date, counting what is overdue now",
        "计入当前逾期款后，在到期后 {value}付款",
    ),
    reason_negative=(
        "pays {value} before the due date, counting what is overdue now",
        "计入当前逾期款后，在到期前 {value}付款",
    ),
    reason_zero=("pays on the due date, counting what is overdue now", "计入当前逾期款后，在到期日付款"),
    riskier="higher",
    needs="history",
    missing=NONE,
)
def delay_with_overdue_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    past, now = settled(index, subjects), standing(index, subjects)
    return ratio(past.delay + now.overdue_days, past.invoices + now.overdue_count)


@feature(
    name="delay_with_overdue_365d_days",
    group="habit",
    unit="days",
    meaning=(
        "Mean delay of the invoices settled in the last 365 days and of the other overdue ones, days past due so far",
        "最近 365 天结清的发票与其他逾期未付发票的平均延迟天数（未付的按目前逾期天数计）",
    ),
    reason=(
        "in the last year paid {value} after the due date, counting what is overdue now",
        "计入当前逾期款后，最近一年在到期后 {value}付款",
    ),
    reason_negative=(
        "in the last year paid {value} before the due date, counting what is overdue now",
        "计入当前逾期款后，最近一年在到期前 {value}付款",
    ),
    reason_zero=(
        "in the last year paid on the due date, counting what is overdue now",
        "计入当前逾期款后，最近一年在到期日付款",
    ),
    riskier="higher",
    needs="history",
    missing=NONE,
)
def delay_with_overdue_365d_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    past, now = settled(index, subjects, 365), standing(index, subjects)
    return ratio(past.delay + now.overdue_days, past.invoices + now.overdue_count)


@feature(
    name="late_share_with_overdue_365d",
    group="habit",
    unit="share",
    meaning=(
        "Share late among the invoices settled in the last 365 days and the other overdue ones, all of which are late",
        "最近 365 天结清的发票与其他逾期未付发票中逾期的比例（逾期未付的均计为逾期）",
    ),
    reason=("{value} of its invoices are late, counting what is overdue now", "计入当前逾期款后，{value} 的发票逾期"),
    riskier="higher",
    needs="history",
    missing=NONE,
)
def late_share_with_overdue_365d(index: FeatureIndex, subjects: Subjects) -> Floats:
    past, now = settled(index, subjects, 365), standing(index, subjects)
    return ratio(past.late + now.overdue_count, past.invoices + now.overdue_count)
