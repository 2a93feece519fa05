"""The columns of ``features.bins`` and what they mean: a bin is a stretch [start, end) of possible payment days."""

from features.feature import Text

BIN_MEANINGS: dict[str, Text] = {
    "bin_length_days": Text("Days in the bin", "区间的天数"),
    "bin_start_days": Text("Days from as_of to the bin's first day", "从基准日到区间首日的天数"),
    "bin_past_due_days": Text(
        "Days past due on the bin's first day; negative before", "区间首日的逾期天数；到期前为负"
    ),
    "bin_past_rolled_due_days": Text(
        "The same from the first working day on or after the due date, in the customer's country",
        "同上，但到期日遇周末或假日顺延至客户所在国的下一工作日",
    ),
    "bin_past_usual_delay_days": Text(
        "Days past due less the customer's usual delay (delay_shrunk_days): 0 is when it usually pays",
        "逾期天数减去客户的通常延迟（delay_shrunk_days）：0 即其通常付款之时",
    ),
    "bin_past_recent_delay_days": Text(
        "Days past due less the customer's recent delay (recent_delay_days); missing without history",
        "逾期天数减去客户的近期延迟（recent_delay_days）；无历史时缺失",
    ),
    "bin_past_usual_age_days": Text(
        "Age of the invoice less the customer's usual days to pay; missing without history",
        "发票账龄减去客户通常的付款天数；无历史时缺失",
    ),
    "bin_usual_hazard": Text(
        "Of the customer's invoices paid no earlier than this many days past due, the share paid within the bin; "
        "mixed with the whole book's by 4 invoices",
        "客户在该逾期天数及之后付款的发票中，于本区间内付款的比例；以 4 张发票的权重混入全账簿水平",
    ),
    "bin_weekday_share": Text(
        "Share of the customer's payments on the bin's weekdays, summed over its days; mixed with the book's by 5 invoices",
        "客户在区间各日对应星期付款的比例之和；以 5 张发票的权重混入全账簿水平",
    ),
    "bin_month_day_share": Text(
        "Share of the customer's payments on the bin's days of the month, summed; those beyond a short month's end on its end",
        "客户在区间各日（每月几号）付款的比例之和；短月之外的日子计入月末",
    ),
    "bin_rest_share": Text("Share of weekend days and public holidays in the bin", "区间内周末和公共假日的比例"),
    "bin_has_month_end": Text("1 where the bin holds the last day of a month", "区间含某月最后一天时为 1"),
    "bin_weekday": Text(
        "Weekday of a bin of one day, Monday 0; missing for longer bins", "单日区间的星期（周一为 0）；更长区间缺失"
    ),
    "bin_to_usual_weekday_days": Text(
        "Days from the bin's first day to the weekday on which the customer pays most often; missing without history",
        "从区间首日到客户最常付款的星期的天数；无历史时缺失",
    ),
    "bin_paying_chance": Text(
        "Chance that the customer pays anything in the bin (in its first 31 days), by weekday and day of the month together",
        "按客户惯常付款的星期与每月日期综合估计，其在区间内（前 31 天）任一天付款的概率",
    ),
    "bin_start_after_paying_day_days": Text(
        "Days from the customer's last usual paying day before the bin to the day before it, 0 … 31",
        "从区间之前客户最近的惯常付款日到区间前一日的天数（0 至 31）",
    ),
    "bin_end_after_paying_day_days": Text(
        "Days from the customer's last usual paying day to the bin's last day, 0 … 31",
        "从客户最近的惯常付款日到区间最后一日的天数（0 至 31）",
    ),
}
BIN_FEATURES: tuple[str, ...] = tuple(BIN_MEANINGS)
