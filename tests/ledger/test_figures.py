"""Figures of customers in the arrays: read where a column of customers is declared, as known on a day."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine

from ledger.asof import LedgerAsOf
from ledger.connection import reading, writing
from ledger.day import day_number
from ledger.further_columns import further_columns
from ledger.policy import declare_further
from ledger.recording import Recorder
from ledger.records import CustomerFigures

INCOME = further_columns(("customer.income:number",))


def record(engine: Engine, day: date, *figures: tuple[date, float]) -> None:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", ["figures"], at, day)
        made = [
            CustomerFigures(customer_id="A", valid_from=one, attributes={"income": value}) for one, value in figures
        ]
        assert recorder.record(made) == []
        recorder.finish({})


def figures_as_of(engine: Engine, day: date) -> list[tuple[int, int, float]]:
    with reading(engine) as connection:
        told = LedgerAsOf(connection, day).arrays.figures
    values = [one["income"] for one in told.attributes]
    return list(zip(told.known_on.tolist(), told.valid_from.tolist(), values, strict=True))


def test_history_is_known_from_its_month_and_a_correction_when_it_came(engine: Engine) -> None:
    january, february, may, june = date(2026, 1, 1), date(2026, 2, 1), date(2026, 5, 1), date(2026, 6, 7)
    record(engine, date(2026, 5, 20), (january, 10.0), (february, 20.0))
    assert figures_as_of(engine, june) == [], "nothing is read while no column is declared"
    with writing(engine) as connection:
        at = datetime(2026, 5, 20, tzinfo=UTC)
        for _ in range(2):
            new = declare_further(connection, INCOME, by="test", at=at, known_on=at.date())
        assert new == []
    record(engine, june, (january, 11.0), (may, 50.0))
    first, second = day_number(january), day_number(february)
    assert figures_as_of(engine, january) == []
    assert figures_as_of(engine, february) == [(first, first, 10.0)]
    assert figures_as_of(engine, june) == [(first, first, 10.0), (second, second, 20.0)]
    later = figures_as_of(engine, date(2026, 6, 8))
    assert sorted(later[2:]) == [(day_number(june), first, 11.0), (day_number(june), day_number(may), 50.0)]


def test_a_column_declared_as_another_kind_replaces_the_first(engine: Engine) -> None:
    at = datetime(2026, 5, 20, tzinfo=UTC)
    with writing(engine) as connection:
        declare_further(connection, INCOME, by="test", at=at, known_on=at.date())
        again = further_columns(("customer.income:category", "customer.size:category"))
        assert declare_further(connection, again, by="test", at=at, known_on=at.date()) == [str(one) for one in again]
    with reading(engine) as connection:
        policy = LedgerAsOf(connection, date(2026, 6, 1)).policy
    assert policy.further_features == ("customer.income:category", "customer.size:category")
