"""Allocations take their value day from what they hand on, their currency from what they settle."""

from typing import Any

import pytest

INVOICES = """invoice_id,customer_id,document_type,issued_on,due_on,currency,amount
1,A,invoice,2026-01-01,2026-01-31,JPY,1000
2,A,invoice,2026-01-01,2026-01-31,EUR,
C,A,credit_note,2026-01-15,2026-01-15,JPY,100
"""
PAYMENTS = "payment_id,customer_id,paid_on,currency,amount\nP,A,2026-02-01,JPY,900\n"
HEADER = "allocation_id,kind,payment_id,credit_note_id,invoice_id,allocated_on,amount"


def test_value_days_and_currencies_come_from_the_ledger(importing_on_both: Any) -> None:
    importing_on_both(INVOICES, PAYMENTS)
    report = importing_on_both(
        f"{HEADER}\n1,cash,P,,1,2026-02-03,900\n2,credit,,C,1,2026-02-02,100\n3,cash,P,,2,2026-02-03,\n4,write_off,,,1,2026-03-01,1\n"
    )
    assert {finding.code for finding in report.findings} == {"DQ018", "DQ027"}
    query = "SELECT allocation_id, CAST(valued_on AS VARCHAR), amount_minor FROM allocations ORDER BY allocation_id"
    assert importing_on_both.rows(query) == [
        ("1", "2026-02-01", 900), ("2", "2026-01-15", 100), ("3", "2026-02-01", None), ("4", "2026-03-01", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("1,cash,P,,9,2026-02-03,900", "DQ016", "invoice_id"),
        ("1,cash,Q,,1,2026-02-03,900", "DQ017", "payment_id"),
        ("1,credit,,D,1,2026-02-03,900", "DQ017", "credit_note_id"),
        ("1,cash,,,1,2026-02-03,900", "DQ003", "payment_id"),
        ("1,write_off,,,1,,900", "DQ003", "allocated_on"),
        ("1,cash,P,,1,2026-02-03,", "DQ003", "amount"),
        ("1,cash,P,,1,2026-02-03,0", "DQ005", "amount"),
        ("1,cash,P,,1,2026-02-03,9.50", "DQ002", "amount"),
        ("1,cash,P,,1,2026-07-02,9", "DQ008", "allocated_on"),
        ("1,barter,P,,1,2026-02-03,9", "DQ023", "kind"),
        ("1,cash,P", "DQ013", ""),
        ("1,cash,P\0,,1,2026-02-03,9", "DQ014", ""),
    ],
)
def test_dirt(importing: Any, row: str, code: str, column: str) -> None:
    report = importing(INVOICES, PAYMENTS, f"{HEADER}\n{row}\n")
    assert [(f.code, f.column, f.line) for f in report.findings if f.severity == "rejected"] == [(code, column, 2)]
    assert report.file_rows()[-1][2:] == (1, 0, 1)


def test_a_reversal_is_a_fact_of_its_own(importing_on_both: Any) -> None:
    """Of the same value date, known from the day it was undone; told again, nothing is new."""
    header = f"{HEADER},reversed_on"
    files = (INVOICES, PAYMENTS, f"{header}\n1,cash,P,,1,2026-02-03,900,2026-02-20\n")
    importing_on_both(*files)
    query = "SELECT allocation_id, CAST(valued_on AS VARCHAR), CAST(known_on AS VARCHAR), amount_minor FROM allocations ORDER BY 1"
    assert importing_on_both.rows(query) == [
        ("1", "2026-02-01", "2026-02-03", 900), ("1:reversed", "2026-02-01", "2026-02-20", -900),
    ]  # fmt: skip
    assert importing_on_both(*files).counts["allocations"]["known"] == 2
    bad = importing_on_both(f"{header}\n2,cash,P,,1,2026-02-03,9,2026-02-02\n3,cash,P,,2,2026-02-03,,2026-02-20\n")
    assert bad.totals == {"DQ026": 1, "DQ003": 1}


def test_money_of_another_currency_is_said(importing_on_both: Any) -> None:
    """Of every door, and once: a later import that does not speak of it says nothing."""
    dollars = "payment_id,customer_id,paid_on,amount,currency\nU,A,2026-02-01,9.00,USD\n"
    importing_on_both(INVOICES, PAYMENTS, dollars)
    report = importing_on_both(f"{HEADER}\nx,cash,U,,1,2026-02-03,1\ny,cash,P,,1,2026-02-03,1\n")
    (finding,) = report.findings
    assert (finding.code, finding.severity, finding.value) == ("DQ027", "warning", "x")
    assert (
        finding.reason
        == "'U' is in USD, what it settles, '1/1', in JPY: the amount counts in JPY as it stands, and 'U' stays unapplied in USD"
    )
    assert report.rejected == 0
    assert importing_on_both(f"{HEADER}\nz,cash,P,,1,2026-02-03,1\n").findings == []
