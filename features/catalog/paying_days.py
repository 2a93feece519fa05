"""Does this customer pay on the weekday, and on the day of the month, on which the invoice falls due?"""

import numpy as np

from features.answers import ratio, settled
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.rhythm import paid_on_month_day, paid_weekdays
from features.subjects import Subjects
from ledger.day import day_of_month, weekday

NONE = ("no invoice of this customer was settled yet", "该客户尚无已结清的发票")


@feature(
    name="due_weekday_paid_share",
    about="invoice",
    group="timing",
    unit="share",
    meaning=(
        "Share of the customer's settled invoices whose payment day was the weekday on which this one falls due",
        "客户已结清发票中，付款日星期与本发票到期日星期相同的比例",
    ),
    reason=("makes {value} of its payments on the weekday this falls due", "{value} 的付款发生在本发票到期的星期几"),
    needs="settled",
    missing=NONE,
)
def due_weekday_paid_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    counts = paid_weekdays(index, subjects)
    count = counts[np.arange(len(counts)), weekday(subjects.due_on)].astype(np.float64)
    return ratio(count, settled(index, subjects).invoices)


@feature(
    name="due_month_day_paid_share",
    about="invoice",
    group="timing",
    unit="share",
    meaning=(
        "Share of the customer's settled invoices whose payment day was the day of the month on which this one falls due",
        "客户已结清发票中，付款日（每月几号）与本发票到期日相同的比例",
    ),
    reason=(
        "makes {value} of its payments on the day of the month this falls due",
        "{value} 的付款发生在本发票到期的每月同一天",
    ),
    needs="settled",
    missing=NONE,
)
def due_month_day_paid_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    count = paid_on_month_day(index, subjects, day_of_month(subjects.due_on)).astype(np.float64)
    return ratio(count, settled(index, subjects).invoices)
