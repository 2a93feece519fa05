"""Allocations as columns: value days from what they hand on, currencies from what they settle."""

from tests.sources.conftest import Importer

INVOICES = """invoice_id,customer_id,document_type,issued_on,due_on,currency,amount
1,A,invoice,2026-01-01,2026-01-31,EUR,5.00
2,A,credit_note,2026-01-03,2026-01-03,EUR,1.00
3,A,invoice,2026-01-01,2026-01-31,JPY,500
"""
PAYMENTS = "payment_id,customer_id,paid_on,currency,amount\np,A,2026-01-05,EUR,3.00\n"


def test_value_days_and_currencies(importing_on_both: Importer) -> None:
    report = importing_on_both(
        INVOICES,
        PAYMENTS,
        "allocation_id,kind,payment_id,credit_note_id,invoice_id,allocated_on,amount\n"
        "a,cash, p ,,1,2026-01-06,3.00\n"
        "b,credit,,2,1,,1.00\n"
        "c,write_off,,,3,2026-02-01,500\n"
        "d,cash,q,,1,,1.00\n"
        "e,credit,p,,1,,1.00\n"
        "f,cash,p,,9,,1.00\n"
        "g,write_off,,,1,,1.00\n"
        "h,cash,p,,1,2030-01-01,1.00\n"
        "i,cash,p,,3,,5.50\n",
    )
    told = [(finding.code, finding.line) for finding in report.findings if finding.code != "DQ020"]
    assert told == [("DQ017", 5), ("DQ003", 6), ("DQ016", 7), ("DQ003", 8), ("DQ008", 9), ("DQ002", 10)]
    stored = importing_on_both.rows(
        "SELECT allocation_id, valued_on, amount_minor, payment_id FROM allocations ORDER BY 1"
    )
    assert [(row[0], str(row[1]), *row[2:]) for row in stored] == [
        ("a", "2026-01-05", 300, "p"), ("b", "2026-01-03", 100, ""), ("c", "2026-02-01", 500, ""),
    ]  # fmt: skip
