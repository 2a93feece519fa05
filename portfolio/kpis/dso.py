"""Days sales outstanding over a period."""

from ledger.arrays import LedgerArrays
from ledger.policy import Policy
from portfolio.kpi import Kpi, Period
from portfolio.receivables import credit_sales, open_in_base


def compute(arrays: LedgerArrays, policy: Policy, period: Period) -> tuple[float | None, int]:
    """Closing receivables ÷ credit sales of the period × days of the period; None where nothing was sold.

    Receivables are the open items, before unapplied cash; sales are invoices less credit notes issued in the period.
    """
    receivables, without_rate = open_in_base(arrays)
    sales, without_amount = credit_sales(arrays, period)
    return (receivables / sales * period.days if sales > 0 else None), without_rate + without_amount


KPI = Kpi(
    name="dso",
    title_en="Days sales outstanding (DSO)",
    title_zh="应收账款周转天数（DSO）",
    formula="closing receivables ÷ credit sales of the period × days of the period",
    unit="days",
    compute=compute,
)
