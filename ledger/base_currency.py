"""The base currency in which amounts are compared: set once, by the first invoices that came in, or by a person."""

from datetime import datetime

from sqlalchemy import Connection, select

from ledger.day import ALWAYS
from ledger.policy import record_policy
from ledger.tables import policies


def recorded_base_currency(connection: Connection) -> str | None:
    """The base currency in force; None where nobody has set one yet."""
    query = select(policies.c.value).where(policies.c.name == "base_currency").order_by(policies.c.policy_no.desc())
    value = connection.scalar(query.limit(1))
    return None if value is None else str(value)


def set_base_currency(connection: Connection, currency: str, at: datetime) -> None:
    """Record the base currency that the first import brought; it holds for the whole of the history."""
    record_policy(connection, {"base_currency": currency}, by="import", at=at, known_on=ALWAYS)
