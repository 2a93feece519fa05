"""How did this customer treat invoices with a like due date: month of the year, part of the month, weekday, fortnight?

Each is drawn towards the customer's own level by two invoices, so that one odd invoice does not make a season.
"""

from features.answers import like_due, ratio, settled
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.like_dates import Likeness
from features.subjects import Subjects

OWN_STRENGTH = 2.0
"""Invoices of the customer's own level mixed into those with a like due date."""
NONE = ("no invoice of this customer was settled yet", "该客户尚无已结清的发票")


def _late_share(index: FeatureIndex, subjects: Subjects, likeness: Likeness) -> Floats:
    past, (count, late, _) = settled(index, subjects), like_due(index, subjects)[likeness]
    drawn: Floats = (late + OWN_STRENGTH * ratio(past.late, past.invoices)) / (count + OWN_STRENGTH)
    return drawn


def _delay_days(index: FeatureIndex, subjects: Subjects, likeness: Likeness) -> Floats:
    past, (count, _, delay) = settled(index, subjects), like_due(index, subjects)[likeness]
    drawn: Floats = (delay + OWN_STRENGTH * ratio(past.delay, past.invoices)) / (count + OWN_STRENGTH)
    return drawn


@feature(
    name="due_month_late_share",
    about="invoice",
    group="timing",
    unit="share",
    meaning=(
        "Share paid late of its settled invoices due in the same month of the year, drawn towards its level",
        "客户已结清发票中，到期日与本发票到期月份（一年中的同一月）相同者的逾期比例，并向其整体水平收缩",
    ),
    reason=("pays {value} of its invoices due in this month of the year late", "每年本月到期的发票有 {value} 逾期付款"),
    riskier="higher",
    needs="settled",
    missing=NONE,
)
def due_month_late_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    return _late_share(index, subjects, "month")


@feature(
    name="due_month_delay_days",
    about="invoice",
    group="timing",
    unit="days",
    meaning=(
        "Mean delay of its settled invoices due in the same month of the year, drawn towards its level",
        "客户已结清发票中，到期日与本发票到期月份（一年中的同一月）相同者的平均延迟天数，并向其整体水平收缩",
    ),
    reason=(
        "pays invoices due in this month of the year {value} after the due date",
        "每年本月到期的发票在到期后 {value}付款",
    ),
    reason_negative=(
        "pays invoices due in this month of the year {value} before the due date",
        "每年本月到期的发票在到期前 {value}付款",
    ),
    reason_zero=("pays invoices due in this month of the year on the due date", "每年本月到期的发票在到期日付款"),
    riskier="higher",
    needs="settled",
    missing=NONE,
)
def due_month_delay_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return _delay_days(index, subjects, "month")


@feature(
    name="due_month_sixth_late_share",
    about="invoice",
    group="timing",
    unit="share",
    meaning=(
        "Share paid late of its settled invoices due in the same sixth of the month as this one, drawn towards its level",
        "客户已结清发票中，到期日与本发票处于月内同一六分段者的逾期比例，并向其整体水平收缩",
    ),
    reason=(
        "pays {value} of its invoices due at this time of the month late",
        "每月此时段到期的发票有 {value} 逾期付款",
    ),
    riskier="higher",
    needs="settled",
    missing=NONE,
)
def due_month_sixth_late_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    return _late_share(index, subjects, "month_sixth")


@feature(
    name="due_month_sixth_delay_days",
    about="invoice",
    group="timing",
    unit="days",
    meaning=(
        "Mean delay of its settled invoices due in the same sixth of the month as this one, drawn towards its level",
        "客户已结清发票中，到期日与本发票处于月内同一六分段者的平均延迟天数，并向其整体水平收缩",
    ),
    reason=(
        "pays invoices due at this time of the month {value} after the due date",
        "每月此时段到期的发票在到期后 {value}付款",
    ),
    reason_negative=(
        "pays invoices due at this time of the month {value} before the due date",
        "每月此时段到期的发票在到期前 {value}付款",
    ),
    reason_zero=("pays invoices due at this time of the month on the due date", "每月此时段到期的发票在到期日付款"),
    riskier="higher",
    needs="settled",
    missing=NONE,
)
def due_month_sixth_delay_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return _delay_days(index, subjects, "month_sixth")


@feature(
    name="due_weekday_late_share",
    about="invoice",
    group="timing",
    unit="share",
    meaning=(
        "Share paid late of its settled invoices due on the same weekday as this one, drawn towards its level",
        "客户已结清发票中，到期日与本发票到期星期相同者的逾期比例，并向其整体水平收缩",
    ),
    reason=("pays {value} of its invoices due on this weekday late", "在此星期到期的发票有 {value} 逾期付款"),
    riskier="higher",
    needs="settled",
    missing=NONE,
)
def due_weekday_late_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    return _late_share(index, subjects, "weekday")


@feature(
    name="due_weekday_delay_days",
    about="invoice",
    group="timing",
    unit="days",
    meaning=(
        "Mean delay of its settled invoices due on the same weekday as this one, drawn towards its level",
        "客户已结清发票中，到期日与本发票到期星期相同者的平均延迟天数，并向其整体水平收缩",
    ),
    reason=("pays invoices due on this weekday {value} after the due date", "在此星期到期的发票在到期后 {value}付款"),
    reason_negative=(
        "pays invoices due on this weekday {value} before the due date",
        "在此星期到期的发票在到期前 {value}付款",
    ),
    reason_zero=("pays invoices due on this weekday on the due date", "在此星期到期的发票在到期日付款"),
    riskier="higher",
    needs="settled",
    missing=NONE,
)
def due_weekday_delay_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return _delay_days(index, subjects, "weekday")


@feature(
    name="due_fortnight_late_share",
    about="invoice",
    group="timing",
    unit="share",
    meaning=(
        "Share paid late of its settled invoices due whole fortnights from this one, drawn towards its level",
        "客户已结清发票中，到期日与本发票到期日相隔整数个两周者的逾期比例，并向其整体水平收缩",
    ),
    reason=(
        "pays {value} of its invoices due in step with this fortnight late",
        "与本两周节奏相同到期的发票有 {value} 逾期付款",
    ),
    riskier="higher",
    needs="settled",
    missing=NONE,
)
def due_fortnight_late_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    return _late_share(index, subjects, "fortnight")


@feature(
    name="due_fortnight_delay_days",
    about="invoice",
    group="timing",
    unit="days",
    meaning=(
        "Mean delay of its settled invoices due whole fortnights from this one, drawn towards its level",
        "客户已结清发票中，到期日与本发票到期日相隔整数个两周者的平均延迟天数，并向其整体水平收缩",
    ),
    reason=(
        "pays invoices due in step with this fortnight {value} after the due date",
        "与本两周节奏相同到期的发票在到期后 {value}付款",
    ),
    reason_negative=(
        "pays invoices due in step with this fortnight {value} before the due date",
        "与本两周节奏相同到期的发票在到期前 {value}付款",
    ),
    reason_zero=(
        "pays invoices due in step with this fortnight on the due date",
        "与本两周节奏相同到期的发票在到期日付款",
    ),
    riskier="higher",
    needs="settled",
    missing=NONE,
)
def due_fortnight_delay_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return _delay_days(index, subjects, "fortnight")
