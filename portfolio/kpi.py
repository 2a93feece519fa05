"""What a KPI is: a name, a formula shown to people, and one function from the ledger at the end of a day to a measure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pkgutil import iter_modules

from ledger.arrays import LedgerArrays
from ledger.day import day_number
from ledger.policy import Policy


@dataclass(frozen=True, slots=True)
class Period:
    """Business days from ``from_on`` to ``closing_on``, both inside."""

    from_on: date
    closing_on: date

    @property
    def days(self) -> int:
        return (self.closing_on - self.from_on).days + 1

    @property
    def first(self) -> int:
        return day_number(self.from_on)

    @property
    def last(self) -> int:
        return day_number(self.closing_on)


@dataclass(frozen=True, slots=True)
class Measure:
    """``value`` is None where the formula has nothing to divide by: an empty result is not zero."""

    kpi: str
    value: float | None
    unit: str
    left_out: int = 0  # invoices without an amount in the base currency


@dataclass(frozen=True, slots=True)
class Kpi:
    """``compute`` gets the arrays known at the end of ``period.closing_on``, the policies and the period."""

    name: str
    title_en: str
    title_zh: str
    formula: str
    unit: str
    compute: Callable[[LedgerArrays, Policy, Period], tuple[float | None, int]]


def kpis() -> tuple[Kpi, ...]:
    """Every KPI in ``portfolio/kpis``, by name; a file there declares one as ``KPI``."""
    folder = import_module("portfolio.kpis")
    found = [import_module(f"portfolio.kpis.{module.name}").KPI for module in iter_modules(folder.__path__)]
    return tuple(sorted(found, key=lambda kpi: kpi.name))
