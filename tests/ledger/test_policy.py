"""Policies are versioned records: the newest known by a day is in force, and nothing invalid is written."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, func, select

from ledger.connection import reading, writing
from ledger.errors import InvalidPolicy
from ledger.policy import Policy, policy_on, policy_then, record_policy
from ledger.recording import Recorder
from ledger.tables import policies

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_an_empty_ledger_has_the_defaults(engine: Engine) -> None:
    with reading(engine) as connection:
        assert policy_on(connection, date(2026, 1, 1)) == Policy()


def test_the_newest_known_is_in_force_and_the_past_stays(engine: Engine) -> None:
    with writing(engine) as connection:
        record_policy(connection, {"grace_days": 3}, by="ann", at=NOW, known_on=date(2026, 1, 5))
        record_policy(
            connection, {"grace_days": 5, "ageing_cuts_days": (15, 45)}, by="bo", at=NOW, known_on=date(2026, 2, 1)
        )
    with reading(engine) as connection:
        assert policy_on(connection, date(2026, 1, 4)).grace_days == 0
        assert policy_on(connection, date(2026, 1, 31)).grace_days == 3
        assert policy_on(connection, date(2026, 2, 1)) == Policy(grace_days=5, ageing_cuts_days=(15, 45))


@pytest.mark.parametrize(
    "changes",
    [{"grace_days": -1}, {"band_medium": 0.9}, {"ageing_cuts_days": (30, 10)}, {"no_such": 1}, {"contact_saves": 2}],
)
def test_an_invalid_policy_changes_nothing(sqlite_engine: Engine, changes: dict[str, object]) -> None:
    with pytest.raises(InvalidPolicy), writing(sqlite_engine) as connection:
        record_policy(connection, changes, by="ann", at=NOW, known_on=date(2026, 1, 5))
    with reading(sqlite_engine) as connection:
        assert connection.scalar(select(func.count()).select_from(policies)) == 0


def test_only_what_defines_a_label_is_hashed() -> None:
    assert Policy(band_high=0.7).label_hash == Policy().label_hash
    assert Policy(grace_days=1).label_hash != Policy().label_hash
    assert Policy(base_currency="BRL").label_hash != Policy().label_hash


def test_reports_stand_under_the_policies_of_their_day(engine: Engine) -> None:
    """And those of days before the ledger existed under what was in force on its first day."""
    with writing(engine) as connection:
        Recorder(connection, "erp", [], NOW, date(2026, 1, 5))
        record_policy(connection, {"grace_days": 3}, by="ann", at=NOW, known_on=date(2026, 1, 5))
        record_policy(connection, {"grace_days": 5}, by="ann", at=NOW, known_on=date(2026, 2, 1))
    with reading(engine) as connection:
        days = (date(2025, 1, 1), date(2026, 1, 31), date(2026, 2, 1))
        assert [policy_then(connection, day).grace_days for day in days] == [3, 3, 5]
