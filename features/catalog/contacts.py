"""How often, and when last, did the company contact this customer?

Left out by default: who is contacted was chosen because it seemed likely to pay late, so that a model would learn from the
company's own worklist, and would find a customer less risky the less anyone cared.
"""

import numpy as np

from features.feature import Floats, feature
from features.index import FeatureIndex
from features.subjects import Subjects

CONFOUNDED = (
    "confounded: the company contacts those it already thinks late, so the column says what was done, not how the customer pays",
    "存在混杂：企业联系的正是其认为会逾期的客户，该列反映的是企业的行动而非客户的付款习惯",
)


@feature(
    name="contacts_90d_count",
    group="trouble",
    unit="count",
    meaning=(
        "Reminders, calls, e-mails, statements and meetings with the customer that became known in the last 90 days",
        "最近 90 天与客户的催款、电话、邮件、对账单及会面次数",
    ),
    reason=("contacted {value} times in the last 90 days", "最近 90 天联系 {value} 次"),
    reason_one=("contacted once in the last 90 days", "最近 90 天联系 1 次"),
    reason_zero=("not contacted in the last 90 days", "最近 90 天未联系"),
    needs="nothing",
    missing=("never missing", "不会缺失"),
    left_out=CONFOUNDED,
)
def contacts_90d_count(index: FeatureIndex, subjects: Subjects) -> Floats:
    return index.contacts.sums(subjects.customer, subjects.as_of, 90)[:, 0].astype(np.float64)


@feature(
    name="since_last_contact_days",
    group="trouble",
    unit="days",
    meaning=("Days since the customer was last contacted", "距上次联系客户的天数"),
    reason=("last contacted {value} ago", "上次联系是 {value}前"),
    needs="contact",
    missing=("the customer was never contacted", "从未联系过该客户"),
    left_out=CONFOUNDED,
)
def since_last_contact_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    count, _, last = index.contact_days.before(subjects.customer, subjects.as_of)
    return np.where(count > 0, subjects.as_of - last, np.nan)
