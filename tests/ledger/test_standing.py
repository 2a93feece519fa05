"""What stands of a key, and in what another fact differs."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import Engine, select

from ledger.connection import writing
from ledger.fact_columns import OWN_VALUES
from ledger.recording import Recorder
from ledger.records import Payment
from ledger.standing import NOTHING, differing, is_empty, standing_facts, standing_values, stands, told_before
from ledger.tables import FACTS

PAYMENT = Payment(payment_id="p", customer_id="A", paid_on=date(2026, 1, 1), currency="EUR", amount_minor=5)


def test_the_last_word_stands_and_an_ended_fact_is_remembered(engine: Engine) -> None:
    other = replace(PAYMENT, payment_id="q")
    for day, records in ((1, [PAYMENT, other]), (2, [replace(PAYMENT, amount_minor=6)])):
        with writing(engine) as connection:
            recorder = Recorder(connection, "bank", [], datetime(2026, 2, day, tzinfo=UTC), date(2026, 2, day))
            recorder.record(records)
    with writing(engine) as connection:
        recorder = Recorder(connection, "bank", [], datetime(2026, 2, 3, tzinfo=UTC), date(2026, 2, 3))
        recorder.retract("payments", *told_before(connection, "payments", ["q"], "bank", recorder.import_no).values())
        found = standing_facts(connection, "payments", [PAYMENT, other, replace(other, payment_id="r")])
        assert found == {("p", 0): (3, replace(PAYMENT, amount_minor=6).digest, 2), ("q", 0): NOTHING}
        assert told_before(connection, "payments", ["p", "q"], "bank", 2) == {}
        assert told_before(connection, "payments", ["p", "q"], "erp", 3) == {}
        (told,) = standing_values(connection, "payments", ["p", "q"]).values()
        tells = (1, *OWN_VALUES["payments"](replace(PAYMENT, paid_on=date(2026, 1, 2))))
        assert list(differing("payments", told, tells)) == ["paid_on", "amount_minor"]
        assert list(differing("payments", (2, *told[1:]), told)) == ["customer_id"]


def test_a_fact_stands_until_a_retraction_of_its_own_kind(engine: Engine) -> None:
    """Also where the table goes by another name; the customer's fact has the number of the payment that was corrected."""
    for day, amount in ((1, 5), (2, 6)):
        with writing(engine) as connection:
            recorder = Recorder(connection, "bank", [], datetime(2026, 2, day, tzinfo=UTC), date(2026, 2, day))
            recorder.record([replace(PAYMENT, amount_minor=amount)])
    named = FACTS["payments"].alias("named")
    with writing(engine) as connection:
        for table in (FACTS["payments"], named):
            assert connection.scalars(select(table.c.amount_minor).where(stands("payments", table))).all() == [6]
        assert connection.scalars(select(FACTS["customers"].c.fact_no).where(stands("customers"))).all() == [1]


def test_attributes_differ_by_their_own_names() -> None:
    told = [0, *OWN_VALUES_OF_NOBODY[:-1], {"size": "small", "a": 1}]
    tells = [0, *OWN_VALUES_OF_NOBODY[:-1], {"size": "large", "b": 2}]
    assert list(differing("customers", told, tells)) == ["size", "a", "b"]


OWN_VALUES_OF_NOBODY = ("",) * 12


def test_a_ledger_is_empty_of_a_kind_until_it_is_told(engine: Engine) -> None:
    with writing(engine) as connection:
        recorder = Recorder(connection, "bank", [], datetime(2026, 2, 1, tzinfo=UTC), date(2026, 2, 1))
        assert is_empty(connection, "payments")
        recorder.record([PAYMENT])
        assert [is_empty(connection, kind) for kind in ("payments", "items")] == [False, True]
