"""Tables: every fact carries its stamps; the database counts days as Python does."""

from datetime import date

import pytest
from sqlalchemy import Engine, func, literal, select

from ledger.connection import reading
from ledger.day import day_number
from ledger.records import KINDS
from ledger.tables import FACTS


def test_every_kind_of_record_has_its_facts_with_stamps() -> None:
    assert list(FACTS) == [kind.kind for kind in KINDS]
    stamps = {"occurred_on", "known_on", "recorded_at", "backfilled", "import_no", "digest"}
    assert all(stamps <= set(table.c.keys()) for table in FACTS.values())


@pytest.mark.parametrize(
    "day", [date(1900, 1, 1), date(1969, 12, 31), date(1970, 1, 1), date(2026, 2, 28), date(2399, 12, 31)]
)
def test_the_database_numbers_days_as_we_do(engine: Engine, day: date) -> None:
    with reading(engine) as connection:
        assert connection.scalar(select(func.day_number(literal(day)))) == day_number(day)
