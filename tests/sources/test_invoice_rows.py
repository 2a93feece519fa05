"""What a row of an invoices file becomes, and what is said of the dirt in it."""

from datetime import date
from typing import Any

import pytest

HEADER = "invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency"
GOOD = "1,A,2026-01-01,2026-01-31,2026-02-10,1000.00,EUR"


@pytest.mark.parametrize(
    ("row", "code", "column", "taken"),
    [
        ("1,A,2026-13-01,2026-01-31,,10.00,EUR", "DQ001", "issued_on", 0),
        ("1,A,2026-01-01,2026-01-31,10/02/2026,10.00,EUR", "DQ001", "paid_on", 0),
        ("1,A,2026-01-01,2026-01-31,,\"1.000,00\",EUR", "DQ002", "amount", 0),
        ("1,A,2026-01-01,2026-01-31,,1.005,EUR", "DQ002", "amount", 0),
        ("1,A,2026-01-01,2026-01-31,,1e400,EUR", "DQ002", "amount", 0),
        (" ,A,2026-01-01,2026-01-31,,10.00,EUR", "DQ003", "invoice_id", 0),
        ("1,,2026-01-01,2026-01-31,,10.00,EUR", "DQ003", "customer_id", 0),
        ("1,A,2026-01-01,,,10.00,EUR", "DQ003", "due_on", 0),
        ("1,A,2026-01-01,2026-01-31,,,EUR", "DQ004", "amount", 1),
        ("1,A,2026-01-01,2026-01-31,,0.00,EUR", "DQ005", "amount", 0),
        ("1,A,2026-01-01,2026-01-31,,-5.00,EUR", "DQ005", "amount", 0),
        ("1,A,2026-01-31,2026-01-01,,10.00,EUR", "DQ006", "due_on", 1),
        ("1,A,2026-01-01,2026-01-31,2025-12-24,10.00,EUR", "DQ007", "paid_on", 1),
        ("1,A,2026-01-01,2026-01-31,2026-07-02,10.00,EUR", "DQ008", "paid_on", 0),
        ("1,A,2026-07-02,2026-07-31,,10.00,EUR", "DQ009", "issued_on", 1),
        ("1,A,2026-01-01,2027-01-31,,10.00,EUR", "DQ010", "due_on", 1),
        ("1,A,2018-01-01,2018-01-31,2026-02-10,10.00,EUR", "DQ011", "paid_on", 1),
        ("1,A,2026-01-01,2026-01-31,,10.00,XXQ", "DQ012", "currency", 0),
        ("1,A,2026-01-01,2026-01-31,,10.00,", "DQ012", "currency", 0),
        ("1,A,2026-01-01,2026-01-31,,10.00", "DQ013", "", 0),
        ("1,A,2026-01-01,2026-01-31,,10.00,EUR,more", "DQ013", "", 0),
        ("1,A\0,2026-01-01,2026-01-31,,10.00,EUR", "DQ014", "", 0),
    ],
)  # fmt: skip
def test_dirt_is_said_with_line_column_and_advice(importing: Any, row: str, code: str, column: str, taken: int) -> None:
    report = importing(f"{HEADER}\n{GOOD.replace('1,', '0,', 1)}\n{row}\n")
    (finding,) = report.findings
    assert (finding.code, finding.line, finding.column) == (code, 3, column)
    assert finding.reason and finding.advice
    assert finding.severity == ("warning" if taken else "rejected")
    assert report.file_rows()[0][2:] == (2, 1 + taken, 1 - taken)
    assert importing.findings() == report.findings
    assert report.counts["items"]["rejected"] == 1 - taken


def test_an_invoice_without_an_amount_is_settled_all_the_same(importing: Any) -> None:
    importing(f"{HEADER}\n1,A,2026-01-01,2026-01-31,2026-02-10,,EUR\n")
    assert importing.rows("SELECT amount_minor, base_minor FROM item_versions") == [(None, None)]
    assert importing.rows("SELECT amount_minor, valued_on FROM allocations") == [(None, "2026-02-10")]


def test_a_booking_day_is_when_the_company_knew(importing: Any) -> None:
    importing(f"{HEADER},booked_on\n{GOOD},2026-02-12\n")
    query = "SELECT occurred_on, known_on, backfilled FROM "
    assert (
        importing.rows(query + "payments") == importing.rows(query + "allocations") == [("2026-02-10", "2026-02-12", 1)]
    )


def test_instalments_and_attributes(importing: Any) -> None:
    header = HEADER.replace("invoice_id", "invoice_id,instalment") + ",channel"
    rows = [
        "4,1,A,2026-03-01,2026-03-31,,300.00,EUR,web", "4,2,A,2026-03-01,2026-04-30,,300.00,EUR,",
        "4,x,A,2026-03-01,2026-04-30,,1.00,EUR,",
    ]  # fmt: skip
    report = importing("\n".join([header, *rows]))
    assert importing.rows("SELECT instalment FROM items ORDER BY 1") == [(1,), (2,)]
    assert importing.rows("SELECT attributes FROM item_versions ORDER BY fact_no")[0] == ('{"channel": "web"}',)
    assert [finding.code for finding in report.findings] == ["DQ023"]


def test_customers_told_by_invoices(importing: Any) -> None:
    """The row of the latest invoice counts, whatever the order; who is told differently is said once."""
    rows = [
        "1,A,2026-01-01,2026-01-31,,10.00,EUR,DE,yes", "2,A,2026-03-01,2026-03-31,,10.00,EUR,FR,yes",
        "3,B,2026-01-01,2026-01-31,,10.00,EUR,IT,perhaps", "4,A,2026-02-01,2026-01-31,,10.00,EUR,DE,yes",
    ]  # fmt: skip
    report = importing("\n".join([f"{HEADER},country,natural_person", *rows]))
    query = "SELECT country, natural_person FROM customer_versions WHERE digest <> 0 ORDER BY country"
    assert importing.rows(query) == [("FR", 1), ("IT", None)]
    assert sorted(finding.code for finding in report.findings) == ["DQ006", "DQ021", "DQ022"]
    again = importing("\n".join([f"{HEADER},country,natural_person", *rows[::-1]]))
    assert again.counts["customers"] == {"new": 0, "known": 2, "corrected": 0, "rejected": 0}


@pytest.mark.parametrize(
    ("days", "events", "codes"),
    [
        (("", ""), 0, []),
        (("2026-02-01", ""), 1, []),
        (("2026-02-01", "2026-03-01"), 2, []),
        (("", "2026-03-01"), 0, ["DQ024"]),
        (("2026-02-01", "2026-01-15"), 1, ["DQ024"]),
        (("2026-07-02", ""), 0, ["DQ024"]),
    ],
)
def test_disputes_are_columns_of_their_invoice(
    importing: Any, days: tuple[str, str], events: int, codes: list[str]
) -> None:
    report = importing(f"{HEADER},disputed_on,dispute_closed_on,dispute_reason\n{GOOD},{days[0]},{days[1]},price\n")
    assert [finding.code for finding in report.findings] == codes
    assert importing.rows("SELECT count(*) FROM disputes") == [(events,)]
    assert report.file_rows()[0][2:] == (1, 1, 0)


def test_rows_without_a_number_are_found_again_when_paid(importing: Any) -> None:
    header, row = HEADER.replace("invoice_id,", ""), "A,2026-01-01,2026-01-31,{},10.00,EUR"
    importing("\n".join([header, row.format(""), row.format("")]))
    report = importing("\n".join([header, row.format(""), row.format("2026-07-03")]), on=date(2026, 7, 5))
    assert report.counts["items"] == {"new": 0, "known": 2, "corrected": 0, "rejected": 0}
    assert report.counts["payments"]["new"] == 1


def test_a_rejected_row_does_not_take_its_customer_with_it(importing: Any) -> None:
    rows = ["A,2026-01-01,2026-01-31,2027-01-01,10.00,EUR,DE", "A,2026-01-01,2026-01-31,,10.00,EUR,DE"]
    importing("\n".join([HEADER.replace("invoice_id,", "") + ",country", *rows]))
    assert importing.rows("SELECT country FROM customer_versions WHERE digest <> 0") == [("DE",)]
