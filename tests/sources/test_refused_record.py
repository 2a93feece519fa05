"""What is said of a record that the ledger would not take."""

from datetime import date

from ledger.recording import Refusal
from ledger.records import Allocation, CustomerFigures, Payment, Rate
from sources.refused_record import refused_finding

DAY = date(2026, 1, 5)
PAYMENT = Payment(payment_id="p", customer_id="A", paid_on=DAY, currency="EUR", amount_minor=1)


def test_a_contradiction_names_fields_by_their_names_in_files() -> None:
    found = refused_finding(Refusal(0, PAYMENT, "conflict", ("amount_minor", "currency")), "f.csv", 3, own=True)
    assert (found.code, found.file, found.line, found.value) == ("DQ015", "f.csv", 3, "p")
    assert "(amount, currency)" in found.reason
    assert found.advice.endswith("leave the wrong row out")


def test_what_only_follows_from_the_row() -> None:
    many = tuple("abcdef")
    found = refused_finding(Refusal(0, PAYMENT, "conflict", many), "f.csv", 3, own=False)
    assert "(a, b, c, d, e …)" in found.reason
    assert found.advice.endswith("the rest of the row was taken")


def test_a_day_in_a_key_is_said_as_a_day() -> None:
    rate = Rate(currency="USD", base_currency="EUR", quoted_on=DAY, rate="0.9")
    for record, value in (
        (CustomerFigures(customer_id="A", valid_from=DAY), "A/2026-01-05"),
        (rate, "USD/EUR/2026-01-05"),
    ):
        found = refused_finding(Refusal(0, record, "conflict"), "f.csv", 3, own=True)
        assert found.value == value and f"'{value}'" in found.reason


def test_an_invoice_that_is_not_there() -> None:
    record = Allocation(allocation_id="x", invoice_id="9", valued_on=DAY, amount_minor=1)
    found = refused_finding(Refusal(0, record, "unknown-invoice"), "f.csv", 3, own=True)
    assert (found.code, found.column, found.value) == ("DQ016", "invoice_id", "x")
