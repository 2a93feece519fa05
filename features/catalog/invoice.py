"""What does the invoice itself say, beside the customer's other invoices?"""

import numpy as np

from features.answers import known, ratio, subject_worth
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.subjects import Subjects

NEVER = ("never missing", "不会缺失")
NO_AMOUNT = ("no amount is stated", "未注明金额")


@feature(
    name="amount",
    about="invoice",
    group="invoice",
    unit="money",
    meaning=("Amount of the invoice in the base currency (the open part is another feature)", "发票金额（本位币）"),
    reason=("an invoice of {value}", "发票金额 {value}"),
    needs="details",
    missing=NO_AMOUNT,
)
def amount(index: FeatureIndex, subjects: Subjects) -> Floats:
    return subject_worth(index, subjects) / 100


@feature(
    name="amount_to_usual",
    about="invoice",
    group="invoice",
    unit="ratio",
    meaning=("Amount ÷ mean amount of the customer's other invoices", "发票金额 ÷ 客户其他发票的平均金额"),
    reason=("{value} the customer's usual amount", "为客户通常金额的 {value}"),
    reason_zero=("a small fraction of the customer's usual amount", "远低于客户的通常金额"),
    needs="invoices",
    missing=(
        "no amount is stated, or no other invoice of stated amount is known",
        "未注明金额，或没有其他金额已知的发票",
    ),
)
def amount_to_usual(index: FeatureIndex, subjects: Subjects) -> Floats:
    others = known(index, subjects)
    return ratio(subject_worth(index, subjects), ratio(others.value, others.stated))


@feature(
    name="terms_days",
    about="invoice",
    group="invoice",
    unit="days",
    meaning=("Days from issue to the due date", "从开票到到期的天数"),
    reason=("terms of {value}", "账期 {value}"),
    needs="nothing",
    missing=NEVER,
)
def terms_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return (subjects.due_on - subjects.issued_on).astype(np.float64)


@feature(
    name="terms_beyond_usual_days",
    about="invoice",
    group="invoice",
    unit="days",
    meaning=(
        "Terms of the invoice less the mean terms of the customer's other invoices",
        "本发票账期减去客户其他发票的平均账期",
    ),
    reason=("terms {value} longer than usual", "账期比通常长 {value}"),
    reason_negative=("terms {value} shorter than usual", "账期比通常短 {value}"),
    needs="invoices",
    missing=("no other invoice of the customer is known", "没有该客户的其他发票"),
)
def terms_beyond_usual_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    others = known(index, subjects)
    return np.asarray(subjects.due_on - subjects.issued_on - ratio(others.terms, others.invoices))


@feature(
    name="paid_share",
    about="invoice",
    group="invoice",
    unit="share",
    meaning=("Share of the invoice already paid or credited", "发票已付款或已贷记的比例"),
    reason=("{value} of it is already paid", "已支付 {value}"),
    reason_zero=("nothing of it is paid yet", "尚未支付任何金额"),
    needs="nothing",
    missing=NEVER,
)
def paid_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    return subjects.paid_share.astype(np.float64)


@feature(
    name="purchase_order",
    about="invoice",
    group="invoice",
    unit="flag",
    meaning=("1 where the invoice names a purchase order", "发票注明采购订单号时为 1"),
    reason=("a purchase order is named", "注明了采购订单号"),
    reason_zero=("no purchase order is named", "未注明采购订单号"),
    needs="nothing",
    missing=NEVER,
)
def purchase_order(index: FeatureIndex, subjects: Subjects) -> Floats:
    return subjects.purchase_order.astype(np.float64)


@feature(
    name="past_due_days",
    about="invoice",
    group="invoice",
    unit="days",
    meaning=("Days past the due date; 0 until it has passed", "超过到期日的天数；未到期为 0"),
    reason=("{value} past due", "已逾期 {value}"),
    reason_zero=("not past due", "未逾期"),
    needs="nothing",
    missing=NEVER,
)
def past_due_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return np.asarray(np.maximum(subjects.as_of - subjects.due_on, 0), dtype=np.float64)


@feature(
    name="age_days",
    about="invoice",
    group="invoice",
    unit="days",
    meaning=("Days since the invoice was issued", "开票以来的天数"),
    reason=("issued {value} ago", "{value}前开票"),
    reason_zero=("issued today", "今日开票"),
    needs="nothing",
    missing=NEVER,
)
def age_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return (subjects.as_of - subjects.issued_on).astype(np.float64)


@feature(
    name="round_amount",
    about="invoice",
    group="invoice",
    unit="flag",
    meaning=(
        "1 where the amount is a whole number of hundreds in its own currency: advances, flat fees",
        "金额为原币整百时为 1：预付款、包干费等",
    ),
    reason=("a round amount", "金额为整数"),
    reason_zero=("not a round amount", "金额非整数"),
    needs="details",
    missing=NO_AMOUNT,
)
def round_amount(index: FeatureIndex, subjects: Subjects) -> Floats:
    hundred = 100 * 10**subjects.decimals
    return np.where(subjects.amount > 0, subjects.amount % hundred == 0, np.nan)


@feature(
    name="instalment_number",
    about="invoice",
    group="invoice",
    unit="count",
    meaning=(
        "Number of the instalment; 1 where the invoice falls due at once, or for its first part",
        "分期的期数；一次到期或首期为 1",
    ),
    reason=("instalment number {value}", "第 {value} 期"),
    needs="nothing",
    missing=NEVER,
)
def instalment_number(index: FeatureIndex, subjects: Subjects) -> Floats:
    known = subjects.item >= 0
    number = np.ones(len(subjects))
    number[known] = index.arrays.instalment[subjects.item[known]]
    return number
