"""Payments as columns."""

from tests.sources.conftest import Importer


def test_an_odd_payment_stands_beside_plain_ones(importing_on_both: Importer) -> None:
    report = importing_on_both(
        "payment_id,customer_id,paid_on,booked_on,currency,amount,method\n"
        "p,A,2026-01-02,2026-01-03,EUR,1.00,transfer\n"
        "q,A,2026-01-02,2030-01-03,EUR,1.00,transfer\n"
        "r,B,2026-01-02,,JPY,100,\n"
        "s,B,2026-01-02,,EUR,0.00,\n"
        "t,B,2030-01-02,,EUR,1.00,\n"
    )
    assert [(finding.code, finding.line) for finding in report.findings] == [("DQ008", 3), ("DQ005", 5), ("DQ008", 6)]
    assert report.counts["payments"] == {"new": 2, "known": 0, "corrected": 0, "rejected": 3}
    stored = importing_on_both.rows(
        "SELECT payment_id, amount_minor, method, known_on FROM payments ORDER BY payment_id"
    )
    assert [(*row[:3], str(row[3])) for row in stored] == [
        ("p", 100, "transfer", "2026-01-03"),
        ("r", 100, "", "2026-01-02"),
    ]
