"""KPIs are found by walking their folder, each with its formula and a name in both languages."""

from datetime import date

from ledger.day import day_of
from portfolio.kpi import Period, kpis


def test_every_file_of_the_folder_is_a_kpi() -> None:
    names = [kpi.name for kpi in kpis()]
    assert "dso" in names
    assert names == sorted(set(names))


def test_each_says_its_formula_in_both_languages() -> None:
    for kpi in kpis():
        assert kpi.formula
        assert kpi.title_en != kpi.title_zh
        assert kpi.unit in {"days", "share", "ratio", "money"}


def test_a_period_counts_both_ends() -> None:
    period = Period(date(2026, 1, 1), date(2026, 2, 28))
    assert period.days == 59
    assert (day_of(period.first), day_of(period.last)) == (date(2026, 1, 1), date(2026, 2, 28))
