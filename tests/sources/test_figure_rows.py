"""A file of figures by month: with a mapping, or with the ledger's names and the kind in the header."""

from typing import Any

import pytest
from sqlalchemy import Engine

from ledger.asof import LedgerAsOf
from ledger.connection import reading
from ledger.errors import InvalidMapping
from sources.mapping import read_mapping
from tests.sources.conftest import TODAY

MAPPING = """
delimiter = ";"
[customer_figures]
customer_id = "ID"
valid_from = "MONTH"
date_format = "%Y-%m"
attributes.income = { column = "INCOME", type = "number", feature = true }
attributes.staff = { column = "STAFF", type = "number" }
"""
MONTHS = "ID;MONTH;INCOME;STAFF\nA;2026-01;10.5;\nA;2026-02;;7\nB;2026-02;much;3\n"
OWN = "customer_id,valid_from,income:number,grade:category,remark\nA,2026-01-01,10.5,good,-\n"


def declared(engine: Engine) -> tuple[str, ...]:
    with reading(engine) as connection:
        return LedgerAsOf(connection, TODAY).policy.further_features


def test_a_mapped_file_and_again(importing_on_both: Any) -> None:
    report = importing_on_both(MONTHS, mapping=MAPPING)
    assert report.features == ["customer.income:number"] and declared(importing_on_both.engine) == (
        "customer.income:number",
    )
    assert report.counts["customer_figures"]["new"] == 3 and report.totals == {"DQ021": 1}
    query = "SELECT CAST(valid_from AS VARCHAR), CAST(known_on AS VARCHAR) FROM customer_figures ORDER BY fact_no"
    assert importing_on_both.rows(query) == [("2026-01-01",) * 2, ("2026-02-01",) * 2, ("2026-02-01",) * 2]
    again = importing_on_both(MONTHS, mapping=MAPPING)
    assert again.features == [] and again.counts["customer_figures"]["known"] == 3


def test_the_ledgers_names_say_what_is_a_feature_in_the_header(importing: Any) -> None:
    report = importing(OWN)
    assert [(file.kind, file.taken) for file in report.files] == [("customer_figures", 1)]
    assert report.features == ["customer.income:number", "customer.grade:category"]


def test_a_customers_and_an_invoices_file_declare_too(importing: Any) -> None:
    customers = "customer_id,name,size:category\nA,Acme,small\n"
    invoices = "invoice_id,customer_id,issued_on,due_on,amount,currency,channel:category\n1,A,2026-01-01,2026-01-31,1.00,EUR,x\n"
    assert importing(customers, invoices).features == ["customer.size:category", "invoice.channel:category"]
    with reading(importing.engine) as connection:
        arrays = LedgerAsOf(connection, TODAY).arrays
    assert arrays.items.attributes is not None and arrays.items.attributes.tolist() == [{"channel": "x"}]
    assert arrays.customers.attributes.tolist() == [{"size": "small"}]


def test_what_cannot_be_taken(importing: Any) -> None:
    bad = "customer_id,valid_from,income:number\n,2026-01-01,1\nA,2026-13-01,1\nA,2026-08-01,1\nA,2026-01-01,1\nA,2026-01-01,2\n"
    found = [(one.code, one.column) for one in importing(bad).findings]
    assert found == [("DQ003", "customer_id"), ("DQ001", "valid_from"), ("DQ008", "valid_from"), ("DQ015", "")]


@pytest.mark.parametrize("told", ["x.y = { column = 'X', feature = 3 }", "'a.b' = { column = 'X', feature = true }",
                                  "x = { column = 'X', featur = true }"])  # fmt: skip
def test_a_feature_must_be_told_rightly(told: str) -> None:
    with pytest.raises(InvalidMapping, match="feature"):
        read_mapping(MAPPING + f"attributes.{told}", "mine")
