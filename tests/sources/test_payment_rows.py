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


def test_money_that_went_back_is_a_fact_of_its_own(importing_on_both: Any) -> None:
    """The row is told again with its day: the payment is known, that it went back is new, and known from that day."""
    header = "payment_id,customer_id,paid_on,returned_on,currency,amount"
    importing_on_both(f"{header}\nP1,A,2026-02-10,,EUR,10.00\n")
    report = importing_on_both(f"{header}\nP1,A,2026-02-10,2026-02-14,EUR,10.00\n")
    assert report.counts["payments"] == {"new": 1, "known": 1, "corrected": 0, "rejected": 0}
    query = "SELECT payment_id, CAST(known_on AS VARCHAR), amount_minor FROM payments ORDER BY 1"
    assert importing_on_both.rows(query) == [("P1", "2026-02-10", 1000), ("P1:returned", "2026-02-14", -1000)]
    bad = importing_on_both(f"{header}\nP2,A,2026-02-10,2026-02-09,EUR,10.00\nP3,A,2026-02-10,2026-07-09,EUR,10.00\n")
    assert bad.totals == {"DQ026": 2}


def test_two_truly_equal_payments_of_a_day_are_both_kept(importing_on_both: Any) -> None:
    """Equal in all but their ids; and, in a ledger without ids, equal rows: two invoices, each paid."""
    importing_on_both(f"{HEADER}\nP1,A,2026-02-10,,EUR,10.00,x\nP2,A,2026-02-10,,EUR,10.00,x\n")
    row = "A,2026-01-01,2026-01-31,2026-02-10,5.00,EUR\n"
    plain = f"customer_id,issued_on,due_on,paid_on,amount,currency\n{row}{row}"
    importing_on_both(plain)
    importing_on_both(plain, f"{HEADER}\nP2,A,2026-02-10,,EUR,10.00,x\nP1,A,2026-02-10,,EUR,10.00,x\n")
    assert importing_on_both.rows("SELECT amount_minor, count(*) FROM payments GROUP BY 1 ORDER BY 1") == [
        (500, 2),
        (1000, 2),
    ]
