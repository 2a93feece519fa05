"""A promises file: made, and perhaps withdrawn; what became of it is not for the file to say."""

from typing import Any

INVOICES = """invoice_id,customer_id,issued_on,due_on,amount,currency
1,A,2026-01-01,2026-01-31,1000.00,EUR
2,A,2026-01-01,2026-01-31,90000,JPY
"""
PROMISES = """promise_id,invoice_id,made_on,promised_for,amount,withdrawn_on
W1,1,2026-02-03,2026-02-10,400.00,
W2,2,2026-02-04,2026-02-04,,2026-02-05
"""


def test_promises_and_again(importing_on_both: Any) -> None:
    importing_on_both(PROMISES, INVOICES)
    query = """SELECT promise_id, event, CAST(known_on AS VARCHAR), CAST(promised_for AS VARCHAR), amount_minor
        FROM promises ORDER BY 1, 2"""
    assert importing_on_both.rows(query) == [
        ("W1", "made", "2026-02-03", "2026-02-10", 40000), ("W2", "made", "2026-02-04", "2026-02-04", None),
        ("W2", "withdrawn", "2026-02-05", None, None),
    ]  # fmt: skip
    assert importing_on_both(PROMISES).counts["promises"]["known"] == 3


def test_what_cannot_be_a_promise(importing: Any) -> None:
    bad = """promise_id,invoice_id,made_on,promised_for,withdrawn_on
W1,1,2026-02-03,2026-02-02,
W2,1,2026-02-03,2026-02-09,2026-02-01
W3,1,2026-08-03,2026-08-09,
W4,8,2026-02-03,2026-02-09,
"""
    report = importing(INVOICES, bad)
    assert [(found.code, found.column) for found in report.findings if found.severity == "rejected"] == [
        ("DQ026", "promised_for"), ("DQ026", "withdrawn_on"), ("DQ008", "made_on"), ("DQ016", "invoice_id"),
    ]  # fmt: skip
