"""What else does this customer owe, and how much of it is overdue? The subject itself is left out."""

import numpy as np

from features.answers import customer_version, ratio, remembered, subject_worth
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.owed import due_same_week, earliest_due, standing
from features.subjects import Subjects
from ledger.day import FOREVER

NEVER = ("never missing: 0 where nothing else is open", "不会缺失：没有其他未付发票时为 0")


@feature(
    name="open_count",
    group="balance",
    unit="count",
    meaning=("Other open items of the customer", "客户其他未付发票的数量"),
    reason=("{value} other invoices open", "另有 {value} 张未付发票"),
    reason_one=("one other invoice open", "另有 1 张未付发票"),
    reason_zero=("no other invoice open", "没有其他未付发票"),
    needs="nothing",
    missing=NEVER,
)
def open_count(index: FeatureIndex, subjects: Subjects) -> Floats:
    return standing(index, subjects).open_count


@feature(
    name="open_amount",
    group="balance",
    unit="money",
    meaning=("Open amount of the customer's other items, in the base currency", "客户其他发票的未付金额（本位币）"),
    reason=("owes {value} besides this invoice", "除本发票外还欠 {value}"),
    reason_zero=("owes nothing besides this invoice", "除本发票外没有欠款"),
    needs="nothing",
    missing=NEVER,
)
def open_amount(index: FeatureIndex, subjects: Subjects) -> Floats:
    return standing(index, subjects).open_value / 100


@feature(
    name="overdue_count",
    group="balance",
    unit="count",
    meaning=("Other items of the customer past due date and grace", "客户其他已逾期（超过宽限期）发票的数量"),
    reason=("{value} other invoices overdue", "另有 {value} 张逾期发票"),
    reason_one=("one other invoice overdue", "另有 1 张逾期发票"),
    reason_zero=("no other invoice is overdue", "没有其他逾期发票"),
    riskier="higher",
    needs="nothing",
    missing=NEVER,
)
def overdue_count(index: FeatureIndex, subjects: Subjects) -> Floats:
    return standing(index, subjects).overdue_count


@feature(
    name="overdue_amount",
    group="balance",
    unit="money",
    meaning=(
        "Open amount of the customer's other overdue items, in the base currency",
        "客户其他逾期发票的未付金额（本位币）",
    ),
    reason=("{value} is overdue besides this invoice", "除本发票外逾期 {value}"),
    reason_zero=("nothing is overdue besides this invoice", "除本发票外没有逾期款"),
    riskier="higher",
    needs="nothing",
    missing=NEVER,
)
def overdue_amount(index: FeatureIndex, subjects: Subjects) -> Floats:
    return standing(index, subjects).overdue_value / 100


@feature(
    name="overdue_share",
    group="balance",
    unit="share",
    meaning=("Share of the customer's other open amount that is overdue", "客户其他未付金额中已逾期的比例"),
    reason=("{value} of its other open amount is overdue", "其他未付金额中 {value} 已逾期"),
    reason_zero=("nothing else it owes is overdue", "其他未付金额均未逾期"),
    riskier="higher",
    needs="invoices",
    missing=("nothing else of stated amount is open", "没有其他金额已知的未付发票"),
)
def overdue_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    now = standing(index, subjects)
    return ratio(now.overdue_value, now.open_value)


@feature(
    name="oldest_overdue_days",
    group="balance",
    unit="days",
    meaning=(
        "Days past due of the customer's other item that is overdue longest (past the grace); 0: none is overdue",
        "客户其他发票中逾期最久者的逾期天数（超过宽限期）；0 表示无逾期",
    ),
    reason=("another invoice is {value} past due", "另有发票已逾期 {value}"),
    reason_zero=("no other invoice is overdue", "没有其他逾期发票"),
    riskier="higher",
    needs="nothing",
    missing=NEVER,
)
def oldest_overdue_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    def oldest() -> Floats:
        due = earliest_due(index, subjects)
        days = np.where(due < FOREVER, subjects.as_of.astype(np.float64) - due, 0.0)
        return np.where(days > index.policy.grace_days, days, 0.0)

    return remembered(index, subjects, "oldest overdue", oldest)


@feature(
    name="due_same_week_count",
    about="invoice",
    group="balance",
    unit="count",
    meaning=(
        "Other open items of the customer that fall due in the same week (Monday to Sunday) as this one",
        "客户在同一周（周一至周日）到期的其他未付发票数量",
    ),
    reason=("{value} other invoices fall due in the same week", "同一周另有 {value} 张发票到期"),
    reason_one=("one other invoice falls due in the same week", "同一周另有 1 张发票到期"),
    reason_zero=("no other invoice falls due in the same week", "同一周没有其他发票到期"),
    needs="nothing",
    missing=NEVER,
)
def due_same_week_count(index: FeatureIndex, subjects: Subjects) -> Floats:
    return due_same_week(index, subjects)[0]


@feature(
    name="due_same_week_amount",
    about="invoice",
    group="balance",
    unit="money",
    meaning=(
        "Open amount of the customer's other items that fall due in the same week, in the base currency",
        "客户在同一周到期的其他发票的未付金额（本位币）",
    ),
    reason=("{value} more falls due in the same week", "同一周另有 {value} 到期"),
    reason_zero=("nothing else falls due in the same week", "同一周没有其他到期款"),
    needs="nothing",
    missing=NEVER,
)
def due_same_week_amount(index: FeatureIndex, subjects: Subjects) -> Floats:
    return due_same_week(index, subjects)[1] / 100


@feature(
    name="limit_utilisation",
    about="invoice",
    group="balance",
    unit="ratio",
    meaning=(
        "Open amount of the customer, this invoice with it, ÷ its credit limit (one in another currency at the latest rate of "
        "the day before): above 1 the limit is exceeded",
        "客户未付金额（含本发票）÷ 信用额度（外币额度按前一日最新汇率折算）：大于 1 表示超额",
    ),
    reason=("owes {value} its credit limit", "未付金额为信用额度的 {value}"),
    reason_zero=("owes hardly anything of its credit limit", "未付金额几乎不占信用额度"),
    needs="details",
    missing=(
        "no credit limit is known, or no rate of exchange for its currency",
        "信用额度未知，或没有其币种的汇率",
    ),
)
def limit_utilisation(index: FeatureIndex, subjects: Subjects) -> Floats:
    whole = subject_worth(index, subjects)
    own = np.where(np.isnan(whole), 0.0, whole) * (1.0 - subjects.paid_share)
    limit = index.limits.before(customer_version(index, subjects), subjects.as_of)
    return ratio(standing(index, subjects).open_value + own, np.where(limit > 0, limit, np.nan))


@feature(
    name="share_of_book",
    group="balance",
    unit="share",
    meaning=(
        "Open amount of the customer's other items ÷ everything open in the whole book",
        "客户其他未付金额 ÷ 整个账簿的未付金额",
    ),
    reason=("owes {value} of the whole book", "占整个账簿未付金额的 {value}"),
    reason_zero=("owes hardly anything of the whole book", "在整个账簿未付金额中占比极小"),
    needs="book",
    missing=("nothing of stated amount is open in the whole book", "整个账簿没有金额已知的未付发票"),
)
def share_of_book(index: FeatureIndex, subjects: Subjects) -> Floats:
    whole = remembered(index, subjects, "open worth", lambda: index.market.open_worth(subjects.as_of))
    return ratio(standing(index, subjects).open_value, whole.astype(np.float64))
