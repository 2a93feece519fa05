"""A disputes file: a row is a dispute, opened and perhaps closed, with an amount of the invoice's currency."""

from typing import Any

INVOICES = """invoice_id,customer_id,issued_on,due_on,amount,currency
1,A,2026-01-01,2026-01-31,1000.00,EUR
2,A,2026-01-01,2026-01-31,90000,JPY
"""
DISPUTES = """dispute_id,invoice_id,opened_on,closed_on,amount,reason,outcome
D1,1,2026-02-03,2026-02-20,250.00,price,credited
D2,2,2026-02-04,,700,,
D3,1,2026-03-01,,,missing order,
"""


def test_disputes_and_again(importing_on_both: Any) -> None:
    importing_on_both(DISPUTES, INVOICES)
    query = (
        "SELECT dispute_id, event, CAST(known_on AS VARCHAR), amount_minor, outcome FROM disputes ORDER BY 1, 2 DESC"
    )
    assert importing_on_both.rows(query) == [
        ("D1", "opened", "2026-02-03", 25000, ""), ("D1", "closed", "2026-02-20", None, "credited"),
        ("D2", "opened", "2026-02-04", 700, ""), ("D3", "opened", "2026-03-01", None, ""),
    ]  # fmt: skip
    again = importing_on_both(DISPUTES)
    assert again.counts["disputes"] == {"new": 0, "known": 4, "corrected": 0, "rejected": 0}


def test_what_cannot_be_a_dispute(importing: Any) -> None:
    bad = """dispute_id,invoice_id,opened_on,closed_on,amount
D1,9,2026-02-03,,
D2,1,2026-02-03,2026-02-01,
D3,1,2026-08-03,,
D4,1,2026-02-03,,-5
D5,2,2026-02-03,,1.50
D6,1,,,
"""
    report = importing(INVOICES, bad)
    assert [(found.code, found.line, found.column) for found in report.findings if found.severity == "rejected"] == [
        ("DQ016", 2, "invoice_id"), ("DQ026", 3, "closed_on"), ("DQ008", 4, "opened_on"), ("DQ005", 5, "amount"),
        ("DQ002", 6, "amount"), ("DQ003", 7, "opened_on"),
    ]  # fmt: skip
    assert report.counts["disputes"]["rejected"] == 6
