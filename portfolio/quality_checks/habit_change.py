"""Do customers suddenly pay later or earlier than in the periods before?"""

import numpy as np

from portfolio.quality_book import QualityBook
from portfolio.quality_check import Example, QualityCheck, Seen, Words
from portfolio.quality_periods import SUDDEN, change, periods

LEAST_DAYS = 3.0
FEWEST_SETTLED = 30


def look(book: QualityBook) -> Seen:
    """Median days late of what was settled in cash in each period."""
    made, items = book.closings, book.arrays.items
    due = np.zeros(book.arrays.item_count, dtype=np.int64)
    due[items.item[book.rows]] = items.due_on[book.rows]
    settled = made.in_cash & (made.reopened_on >= book.arrays.as_of)
    day, late = made.settled_on[settled], made.settled_on[settled] - due[made.item[settled]]
    found = periods(book, day)
    medians = np.zeros(0)
    if found is not None:
        place = found.of(day)
        groups = [late[place == period] for period in range(len(found.ends))]
        if min(len(group) for group in groups) >= FEWEST_SETTLED:
            medians = np.array([float(np.median(group)) for group in groups])
    if found is None or not len(medians):
        few = Words("Too few settled invoices yet to know what is usual.", "已结清发票尚少，无法判断常态。")
        return Seen(True, 0, 0, few)
    seen = change(medians, counted=False, least=LEAST_DAYS)
    newest, usual, low, high = (f"{round(days):+d}" for days in (seen.newest, seen.median, seen.low, seen.high))
    said = Words(
        f"Median days late of what was settled in the newest {found.days} days: {newest}; before, {usual} (between {low} and "
        f"{high}).",
        f"最近 {found.days} 天结清的发票，逾期天数中位数为 {newest}；此前为 {usual}（{low} 至 {high}）。",
    )
    figures = {"days": found.days, "newest": seen.newest, "median": seen.median, "low": seen.low, "high": seen.high}
    examples = (Example("median_days_late", "", said),) if seen.sudden else ()
    return Seen(not seen.sudden, int(seen.sudden), 1, said, examples, figures)


CHECK = QualityCheck(
    code="DQ109",
    name="habit_change",
    severity="warning",
    title=Words("Sudden change of payment habit", "付款习惯突变"),
    meaning=Words(
        f"The median of days late differs from earlier periods by more than {SUDDEN:g} times their spread and {LEAST_DAYS:g} days.",
        f"逾期天数的中位数与此前各期之差超过其离散度的 {SUDDEN:g} 倍且达到 {LEAST_DAYS:g} 天。",
    ),
    advice=Words(
        "Look first whether payments or due dates are exported another way; if not, the market has moved: train the model anew.",
        "先检查付款或到期日的导出方式是否改变；若没有，则是市场变化，请重新训练模型。",
    ),
    look=look,
)
