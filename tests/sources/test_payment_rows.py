"""Payments: money that came in, known when it was booked."""

from typing import Any

import pytest

HEADER = "payment_id,customer_id,paid_on,booked_on,currency,amount,reference"


def test_a_payment_needs_no_invoice(importing: Any) -> None:
    report = importing(f'{HEADER}\nP1,A,2026-02-10,2026-02-12,EUR,10.00,"R 1; R 2"\nP2,A,2026-02-10,,EUR,5.00,\n')
    assert not report.totals
    query = "SELECT payment_id, known_on, amount_minor, reference FROM payments ORDER BY 1"
    assert importing.rows(query) == [("P1", "2026-02-12", 1000, "R 1; R 2"), ("P2", "2026-02-10", 500, "")]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("P1,A,2026-02-10,,EUR,,", "DQ003", "amount"),
        ("P1,A,2026-02-10,,EUR,-1.00,", "DQ005", "amount"),
        ("P1,A,2026-07-02,,EUR,1.00,", "DQ008", "paid_on"),
        ("P1,A,2026-02-10,2026-07-02,EUR,1.00,", "DQ008", "paid_on"),
        (",A,2026-02-10,,EUR,1.00,", "DQ003", "payment_id"),
        ("P1,A,,,EUR,1.00,", "DQ003", "paid_on"),
    ],
)
def test_dirt(importing: Any, row: str, code: str, column: str) -> None:
    report = importing(f"{HEADER}\n{row}\n")
    assert [(finding.code, finding.column, finding.line) for finding in report.findings] == [(code, column, 2)]
    assert report.counts["payments"]["rejected"] == 1
