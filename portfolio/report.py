"""All KPIs of a period, from the ledger as it was known at the period's end."""

from ledger.arrays import LedgerArrays
from ledger.day import day_number
from ledger.policy import Policy
from portfolio.kpi import Measure, Period, kpis


def report(arrays: LedgerArrays, policy: Policy, period: Period) -> list[Measure]:
    """One measure a KPI; ``arrays`` must be those of ``LedgerAsOf.closing(period.closing_on)``."""
    if arrays.as_of != day_number(period.closing_on) + 1:
        raise ValueError("arrays and period end on different days: take LedgerAsOf.closing(period.closing_on)")
    measures = []
    for kpi in kpis():
        value, left_out = kpi.compute(arrays, policy, period)
        measures.append(Measure(kpi.name, value, kpi.unit, left_out))
    return measures
