"""Customers: details that cannot be read are left empty and said; the rest is taken."""

from typing import Any

import pytest

FIELDS = "name, country, terms_days, credit_limit_minor, currency, natural_person, registered_on, attributes"


def test_a_customers_file(importing_on_both: Any) -> None:
    report = importing_on_both(
        "customer_id,name,country,terms_days,credit_limit,currency,natural_person,registered_on,size\n"
        "A,Ärger,DE,30,5000,JPY,no,2019-05-03,big\n"
        "B,,,thirty,1.234,,maybe,3.5.2019,\n"
    )
    rows = importing_on_both.rows(f"SELECT {FIELDS} FROM customer_versions ORDER BY name DESC")
    assert rows[0][:6] == ("Ärger", "DE", 30, 5000, "JPY", 0)
    assert rows[1][:7] == ("", "", None, None, "", None, None)
    assert [(finding.code, finding.column) for finding in report.findings] == [
        ("DQ021", "terms_days"), ("DQ021", "credit_limit"), ("DQ021", "natural_person"), ("DQ021", "registered_on"),
    ]  # fmt: skip
    assert report.file_rows()[0][2:] == (2, 2, 0)


def test_a_customer_seen_first_in_an_invoice_is_filled_in_later(importing: Any) -> None:
    header = "invoice_id,customer_id,issued_on,due_on,amount,currency"
    importing(f"{header}\n1,A,2026-01-01,2026-01-31,10.00,EUR\n")
    report = importing("customer_id,name\nA,Ärger\n")
    assert report.counts["customers"] == {"new": 1, "known": 0, "corrected": 0, "rejected": 0}


def test_the_latest_invoice_describes_the_customer_whatever_the_order(importing_on_both: Any) -> None:
    """Also where it says the same as an earlier one, and one between them does not."""
    header = "invoice_id,customer_id,issued_on,due_on,amount,currency,country\n"
    rows = [f"{n},A,2026-01-{n:02},2026-02-01,1.00,EUR,{code}\n" for n, code in ((1, "DE"), (3, "DE"), (2, "FR"))]
    for order in ((0, 1, 2), (2, 0, 1), (1, 2, 0)):
        importing_on_both(header + "".join(rows[n] for n in order), source="erp")
    assert importing_on_both.rows("SELECT country FROM customer_versions") == [("DE",)]


def test_two_rows_of_one_customer(importing: Any) -> None:
    report = importing("customer_id,name\nA,x\nA,y\nA,x\n")
    assert report.counts["customers"] == {"new": 1, "known": 1, "corrected": 0, "rejected": 1}
    assert [(finding.code, finding.line) for finding in report.findings] == [("DQ015", 3)]


def test_natural_persons_by_the_mappings_words(importing: Any) -> None:
    mapping = "[customers]\ncustomer_id = 'c'\nnatural_person = 'p'\nyes = ['X']\nno = ['']\n"
    importing("c;p\nA;x\nB;\n", mapping=mapping)
    assert importing.rows("SELECT natural_person FROM customer_versions ORDER BY fact_no") == [(1,), (0,)]


@pytest.mark.parametrize("order", [1, -1])
def test_two_files_that_contradict_each_other(importing_on_both: Any, order: int) -> None:
    """Of one import: the first one counts, and of the other it is said in what it differs; its row waits."""
    files = ["customer_id,name,country\nA,Acme,DE\nB,Beta,DE\n", "customer_id,name,country\nA,Acme,FR\nB,Beta,DE\n"]
    report = importing_on_both(*files[::order])
    (finding,) = report.findings
    assert (finding.code, finding.severity, finding.line, finding.value) == ("DQ015", "rejected", 2, "A")
    assert finding.file == "file-1.csv" and "(country)" in finding.reason
    assert report.counts["customers"] == {"new": 2, "known": 1, "corrected": 0, "rejected": 1}
    (row,) = importing_on_both.rows("SELECT country FROM customer_versions WHERE name = 'Acme'")
    assert row == ("DE" if order == 1 else "FR",)
