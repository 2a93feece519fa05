"""Policies as text: read by their types, and wrong ones say what was expected."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from ledger.connection import reading, writing
from ledger.errors import InvalidPolicy
from ledger.policy import Policy, record_policy
from ledger.policy_text import Decision, check_base_currency, decisions, policy_text, read_policies
from ledger.recording import Recorder
from ledger.records import Item

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_every_policy_reads_as_it_is_written() -> None:
    values = Policy(further_features=("customer.size:category",)).as_dict()
    assert read_policies([f"{name} = {policy_text(value)}" for name, value in values.items()]) == values


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("grace_days=two", "grace_days is a whole number, not 'two'; write grace_days=0"),
        ("band_high=0,7", "band_high is a number"),
        ("ageing_cuts_days=30;60", "numbers set apart by commas"),
        ("grace_days", "gives no value; write grace_days=0"),
        ("x=1", "no policy is called 'x'; there are grace_days, "),
    ],
)
def test_what_cannot_be_read(text: str, why: str) -> None:
    with pytest.raises(InvalidPolicy, match=why):
        read_policies([text])


@pytest.mark.parametrize(
    "text", ["ageing_cuts_days=", "contact_cost_major=inf", "tolerance_major=nan", "band_high=nan"]
)
def test_what_can_be_read_and_is_no_policy(text: str) -> None:
    with pytest.raises(InvalidPolicy):
        Policy(**read_policies([text]))


def test_every_decision_with_who_and_when(engine: Engine) -> None:
    with writing(engine) as connection:
        for days, by in ((3, "ann"), (5, "bo")):
            record_policy(connection, {"grace_days": days}, by=by, at=AT, known_on=date(2026, 1, days))
    with reading(engine) as connection:
        assert decisions(connection) == [
            Decision("grace_days", 3, date(2026, 1, 3), AT, "ann"), Decision("grace_days", 5, date(2026, 1, 5), AT, "bo"),
        ]  # fmt: skip


def test_the_base_currency_is_set_before_the_first_invoice(sqlite_engine: Engine) -> None:
    day = date(2026, 1, 5)
    with writing(sqlite_engine) as connection:
        check_base_currency(connection, "USD")
        with pytest.raises(InvalidPolicy, match="ISO 4217"):
            check_base_currency(connection, "usd")
        recorder = Recorder(connection, "erp", [], AT, day)
        recorder.record(
            [Item(invoice_id="1", customer_id="A", issued_on=day, due_on=day, currency="EUR", amount_minor=1)]
        )
        with pytest.raises(InvalidPolicy, match="before the first invoices"):
            check_base_currency(connection, "USD")
