"""Does this customer pay its invoices at once, or in parts?"""

from features.answers import ratio, settled
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.subjects import Subjects


@feature(
    name="part_paid_share",
    group="habit",
    unit="share",
    meaning=(
        "Share of all settled invoices whose cash came on more than one day",
        "已结清发票中分多日（多笔）付款的比例",
    ),
    reason=("pays {value} of its invoices in parts", "{value} 的发票分次付款"),
    reason_zero=("pays its invoices at once", "发票均一次付清"),
    needs="settled",
    missing=("no invoice of this customer was settled yet", "该客户尚无已结清的发票"),
)
def part_paid_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects)
    return ratio(past.in_parts, past.invoices)


@feature(
    name="part_paid_lead_days",
    group="habit",
    unit="days",
    meaning=(
        "Mean days from the first part to the day it was settled, of the invoices paid in parts; 0 … 365 each",
        "分次付款的发票从首笔付款到结清的平均天数（每张限于 0 至 365 天）",
    ),
    reason=("takes {value} from the first part to the last", "从首笔到末笔付款需 {value}"),
    needs="parts",
    missing=("no invoice of this customer was paid in parts yet", "该客户尚无分次付款的发票"),
)
def part_paid_lead_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    past = settled(index, subjects)
    return ratio(past.part_lead, past.in_parts)
