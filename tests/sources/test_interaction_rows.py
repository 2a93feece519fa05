"""An interactions file: instants in UTC, about a customer or an invoice."""

from typing import Any

INVOICES = """invoice_id,customer_id,issued_on,due_on,amount,currency
1,A,2026-01-01,2026-01-31,1000.00,EUR
2,A,2026-01-01,2026-01-31,90000,JPY
"""
CONTACTS = """interaction_id,customer_id,invoice_id,happened_at,kind,by_whom,outcome,note
C1,A,1,2026-02-03T09:30:00+01:00,call,anna,promised,"said: <next week>, maybe"
C2,B,,2026-02-04,,,,
"""


def test_interactions_and_again(importing_on_both: Any) -> None:
    importing_on_both(CONTACTS, INVOICES)
    query = "SELECT interaction_id, invoice_id, CAST(occurred_on AS VARCHAR), interaction_kind, note FROM interactions ORDER BY 1"
    assert importing_on_both.rows(query) == [
        ("C1", "1", "2026-02-03", "call", "said: <next week>, maybe"), ("C2", "", "2026-02-04", "note", ""),
    ]  # fmt: skip
    assert importing_on_both(CONTACTS.replace("09:30:00+01:00", "08:30Z")).counts["interactions"]["known"] == 2


def test_what_cannot_be_an_interaction(importing: Any) -> None:
    bad = """interaction_id,customer_id,invoice_id,happened_at,kind
C1,A,1,yesterday,call
C2,A,1,2026-09-01T00:00Z,call
C3,A,1,,call
C4,A,1,2026-02-03,pigeon
C5,A,7,2026-02-03,call
C6,,,2026-02-03,call
"""
    report = importing(INVOICES, bad)
    assert sorted((found.line, found.code) for found in report.findings if found.severity == "rejected") == [
        (2, "DQ001"), (3, "DQ008"), (4, "DQ003"), (5, "DQ023"), (6, "DQ016"), (7, "DQ003"),
    ]  # fmt: skip
    assert report.rejected == 6
