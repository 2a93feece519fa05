"""The report of a period: one measure a KPI, from the ledger of the period's end."""

import pytest

from portfolio.kpi import Period, kpis
from portfolio.report import report
from tests.book import Book


def test_one_measure_a_kpi(book: Book) -> None:
    """Two invoices, one overdue at the end of January.

    invoice 1 to A: 300.00, issued 1 Jan, due 15 Jan
    invoice 2 to A: 100.00, issued 2 Jan, due 31 Jan
    """
    measures = report(book.arrays("1 Feb"), book.policy(), Period(book.day("1 Jan"), book.day("31 Jan")))
    values = {measure.kpi: measure.value for measure in measures}
    assert set(values) == {kpi.name for kpi in kpis()}
    assert values["dso"] == pytest.approx(31)
    assert values["overdue_ratio"] == pytest.approx(0.75)


def test_the_wrong_day_is_refused(book: Book) -> None:
    """Arrays of another day than the period's end would be wrong without a word.

    invoice 1 to A: 300.00, issued 1 Jan, due 15 Jan
    """
    with pytest.raises(ValueError, match=r"LedgerAsOf\.closing"):
        report(book.arrays("5 Feb"), book.policy(), Period(book.day("1 Jan"), book.day("31 Jan")))
