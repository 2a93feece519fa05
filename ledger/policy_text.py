"""Policies as people write and read them: ``grace_days=3``, ``ageing_cuts_days=15,45``, and who decided what when."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, select

from ledger.errors import InvalidPolicy, InvalidValue
from ledger.money import exponent
from ledger.policy import Policy
from ledger.tables import items, policies

DEFAULTS = Policy()
LISTS = {"ageing_cuts_days": int, "further_features": str}


@dataclass(frozen=True, slots=True)
class Decision:
    """One version of one policy."""

    name: str
    value: Any
    known_on: date
    recorded_at: datetime
    recorded_by: str


def decisions(connection: Connection) -> list[Decision]:
    """Every version of every policy, in the order in which they were recorded."""
    table = policies.c
    query = select(table.name, table.value, table.known_on, table.recorded_at, table.recorded_by)
    return [
        Decision(name, value, known_on, at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC), by)
        for name, value, known_on, at, by in connection.execute(query.order_by(table.policy_no))
    ]


def read_policies(texts: Sequence[str]) -> dict[str, Any]:
    """Texts ``NAME=VALUE`` → name and value of its type; ``InvalidPolicy`` says what was expected."""
    return dict(_read(text) for text in texts)


def policy_text(value: Any) -> str:
    """A value as ``read_policies`` takes it."""
    return ",".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def check_base_currency(connection: Connection, currency: str) -> None:
    """``InvalidPolicy`` where it is no currency, or invoices are there: their base amounts are stated in the one they had."""
    try:
        exponent(currency)
    except InvalidValue as error:
        raise InvalidPolicy(str(error)) from None
    if connection.execute(select(items.c.item_no).limit(1)).first() is not None:
        raise InvalidPolicy(
            "base_currency is set before the first invoices come in, because they tell their amounts in it; "
            "import into an empty ledger after setting it there"
        )


def _read(text: str) -> tuple[str, Any]:
    name, equals, said = (part.strip() for part in text.partition("="))
    names = [field.name for field in fields(Policy)]
    if name not in names:
        raise InvalidPolicy(f"no policy is called {name!r}; there are {', '.join(names)}")
    if not equals:
        raise InvalidPolicy(f"{text!r} gives no value; write {name}={policy_text(getattr(DEFAULTS, name))}")
    default = getattr(DEFAULTS, name)
    try:
        if name in LISTS:
            return name, tuple(LISTS[name](part.strip()) for part in said.split(",") if part.strip())
        return name, type(default)(said)
    except ValueError:
        kind = (
            "a whole number"
            if isinstance(default, int)
            else "numbers set apart by commas"
            if name in LISTS
            else "a number"
        )
        raise InvalidPolicy(f"{name} is {kind}, not {said[:60]!r}; write {name}={policy_text(default)}") from None
