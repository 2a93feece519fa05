"""Rows that come one request at a time: what became of each, and the same ledger as from files."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from ledger.asof import LedgerAsOf
from ledger.checkup import checkup
from ledger.connection import reading, writing
from ledger.digest import ledger_digest
from sources.door import record_rows

AT, DAY = datetime(2026, 7, 1, 9, tzinfo=UTC), date(2026, 7, 1)
INVOICE = {
    "invoice_id": "1", "customer_id": "A", "issued_on": "2026-01-01", "due_on": "2026-01-31", "amount": "100.00", "currency": "EUR",
}  # fmt: skip


def told(engine: Engine, kind: str, *rows: dict[str, str], **more: Any) -> list[tuple[str, list[str]]]:
    """Outcome and codes of each row."""
    with writing(engine) as connection:
        _, results, _ = record_rows(connection, kind, rows, source="erp", recorded_at=AT, recorded_on=DAY, **more)
    return [(result.outcome, [one.code for one in result.findings]) for result in results]


def test_new_known_corrected_refused(engine: Engine) -> None:
    bad = INVOICE | {"invoice_id": "2", "due_on": "soon"}
    other = INVOICE | {"invoice_id": "3", "note": 'a\nb,"c"'}
    assert told(engine, "invoices", INVOICE, bad, other, INVOICE) == [
        ("new", []), ("refused", ["DQ001"]), ("new", []), ("known", []),
    ]  # fmt: skip
    assert told(engine, "invoices", other, INVOICE | {"amount": "90.00"}, INVOICE | {"amount": "80.00"}) == [
        ("known", []), ("corrected", []), ("refused", ["DQ015"]),
    ]  # fmt: skip
    paid = {"payment_id": "p", "customer_id": "B", "paid_on": "2026-02-01", "amount": "5", "currency": "EUR"}
    assert told(engine, "payments", paid) == [("new", [])]
    assert told(engine, "customers", {"customer_id": "B", "name": "Bolt"}) == [("new", [])], "it was only a name before"
    assert told(
        engine, "allocations", {"allocation_id": "x", "payment_id": "none", "invoice_id": "1", "amount": "5"}
    ) == [("refused", ["DQ017"])]
    assert [check.name for check in checkup(engine) if not check.holds] == []


def test_a_field_that_is_not_there_says_nothing_and_one_that_is_empty_does(engine: Engine) -> None:
    paid = INVOICE | {"paid_on": "2026-02-01"}
    assert told(engine, "invoices", paid) == [("new", [])]
    assert told(engine, "invoices", INVOICE, INVOICE | {"invoice_id": "2", "paid_on": "2026-02-01"}) == [
        ("known", []), ("new", []),
    ]  # fmt: skip
    assert told(engine, "invoices", INVOICE | {"paid_on": ""}) == [("corrected", ["DQ025"])]


def test_nothing_is_kept_when_the_callers_transaction_ends_badly(engine: Engine) -> None:
    with reading(engine) as connection:
        before = ledger_digest(connection)
    with pytest.raises(RuntimeError), writing(engine) as connection:
        record_rows(connection, "invoices", [INVOICE], source="erp", recorded_at=AT, recorded_on=DAY)
        raise RuntimeError
    with reading(engine) as connection:
        assert ledger_digest(connection) == before


def test_what_the_ledger_says_of_all_rows_belongs_to_none(engine: Engine) -> None:
    told(engine, "invoices", INVOICE)
    paid = {"payment_id": "p", "customer_id": "A", "paid_on": "2026-02-01", "amount": "5.00", "currency": "EUR"}
    told(engine, "payments", paid)
    row = {"allocation_id": "x", "payment_id": "p", "invoice_id": "1", "amount": "6.00"}
    with writing(engine) as connection:
        _, results, others = record_rows(
            connection, "allocations", [row], source="erp", recorded_at=AT, recorded_on=DAY
        )
    assert [result.outcome for result in results] == ["new"]
    assert [finding.code for finding in others] == ["DQ019"]


def test_the_same_ledger_as_from_files(importing_on_both: Any) -> None:
    """RELIABILITY A1: the API's door after the files' finds everything known."""
    header = "invoice_id,customer_id,issued_on,due_on,amount,currency,paid_on,channel\n"
    importing_on_both(
        header + "1,A,2026-01-01,2026-01-31,100.00,EUR,2026-02-03,web\n2,B,2026-01-02,2026-02-01,7,USD,,\n",
        source="erp",
    )
    digest = importing_on_both.digest()
    rows = [
        INVOICE | {"paid_on": "2026-02-03", "channel": "web"},
        INVOICE | {
            "invoice_id": "2", "customer_id": "B", "issued_on": "2026-01-02", "due_on": "2026-02-01", "amount": "7.00",
            "currency": "USD", "paid_on": "", "channel": "",
        },
    ]  # fmt: skip
    assert [outcome for outcome, _ in told(importing_on_both.engine, "invoices", *rows)] == ["known", "known"]
    assert importing_on_both.digest() == digest


@pytest.mark.parametrize(
    ("kind", "row", "advice"),
    [
        ("invoices", INVOICE | {"due_on": "31.01.2026"}, "write the day as 2026-03-31"),
        (
            "invoices",
            INVOICE | {"amount": "1,00"},
            'write it as "1234.56", with no more decimals than the currency has',
        ),
        ("invoices", INVOICE | {"customer_id": ""}, "state it, and send the row again"),
        ("invoices", INVOICE | {"terms_days": "soon"}, "correct it and send it again"),
        ("invoices", INVOICE | {"currency": "USD"}, None),
        ("allocations", {"allocation_id": "a", "invoice_id": "no", "payment_id": "", "amount": "1"}, None),
        ("rates", {"currency": "USD", "base_currency": "EUR", "quoted_on": "2026-01-01", "rate": "x"}, None),
    ],
)
def test_advice_is_for_who_sends_rows(engine: Engine, kind: str, row: dict[str, str], advice: str | None) -> None:
    """There is no mapping to correct, and nothing to import."""
    with writing(engine) as connection:
        record_rows(
            connection, "invoices", [INVOICE | {"invoice_id": "0"}], source="erp", recorded_at=AT, recorded_on=DAY
        )
        _, (result,), _ = record_rows(connection, kind, [row], source="erp", recorded_at=AT, recorded_on=DAY)
    (found,) = result.findings
    assert advice is None or found.advice == advice
    assert not {"mapping", "import", "file"} & set(found.advice.replace(",", " ").split())


def test_a_column_the_models_take_as_a_number_is_read_as_one(engine: Engine) -> None:
    """Said once by a header; a request cannot say it again, and a text would be missing to the models without a word."""
    first = {"customer_id": "A", "valid_from": "2026-01-01", "income:number": "70500.5"}
    assert told(engine, "customer_figures", first) == [("new", [])]
    later = first | {"valid_from": "2026-02-01", "income": "lots"}
    del later["income:number"]
    good = later | {"valid_from": "2026-03-01", "income": "80000"}
    assert told(engine, "customer_figures", later, good) == [("new", ["DQ021"]), ("new", [])]
    with reading(engine) as connection:
        figures = LedgerAsOf(connection, DAY).arrays.figures
    assert figures.attributes.tolist() == [{"income": 70500.5}, {"income": None}, {"income": 80000.0}]
    assert told(engine, "invoices", INVOICE | {"income": "lots"}) == [("new", [])], "of an invoice it is another column"
