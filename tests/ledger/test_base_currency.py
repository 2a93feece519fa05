"""The base currency is set once and holds for the whole of the past."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine

from ledger.base_currency import recorded_base_currency, set_base_currency
from ledger.connection import reading, writing
from ledger.policy import policy_on


def test_set_once_for_all_of_history(engine: Engine) -> None:
    with writing(engine) as connection:
        assert recorded_base_currency(connection) is None
        set_base_currency(connection, "BRL", datetime(2026, 7, 1, tzinfo=UTC))
    with reading(engine) as connection:
        assert recorded_base_currency(connection) == "BRL"
        assert policy_on(connection, date(1999, 1, 1)).base_currency == "BRL"
