"""A report carries its style and fetches nothing."""

from datetime import date

from rendering.report import render_report


def test_whole_by_itself() -> None:
    empty = {"tiles": [], "failed": [], "passed": [], "months": [], "charts": [], "door": []}
    page = render_report(
        "quality.html", "en", date(2026, 1, 1), closing_on=date(2026, 1, 1), invoices=1, customers=1, **empty
    ).decode()
    assert "--paper: #ffffff" in page
    assert "/static/" not in page and "<script" not in page
    assert "default-src 'none'" in page
