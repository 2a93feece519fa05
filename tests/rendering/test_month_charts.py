"""Months as bars and as a line: labels that do not touch, the month under way hollow, gaps left open."""

from datetime import date

import pytest

from rendering.month_charts import MonthValue, month_bars, month_label, month_line

MONTHS = tuple(MonthValue(date(2024 + n // 12, n % 12 + 1, 1), float(n), n == 23) for n in range(24))


@pytest.mark.parametrize(("language", "most"), [("en", 8), ("zh", 6)])
def test_bars(language: str, most: int) -> None:
    picture = month_bars(language, "invoices", MONTHS, "title", "number", "description")
    wide = picture[: picture.index("</svg>")]
    assert wide.count("f-soft") == 23
    shown = [
        month_label(language, month.first_on)
        for month in MONTHS
        if f">{month_label(language, month.first_on)}<" in wide
    ]
    assert len(shown) == most


def test_a_line_with_a_gap() -> None:
    gap = (*MONTHS[:5], MonthValue(date(2024, 6, 1), None), *MONTHS[6:])
    picture = month_line("en", "days", gap, "title", "days", "description")
    assert "NaN" not in picture
    assert picture.count("<svg") == 2


def test_labels() -> None:
    assert (month_label("en", date(2026, 1, 1)), month_label("zh", date(2026, 1, 1))) == ("Jan 2026", "2026年1月")
