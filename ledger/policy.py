"""Policy: what the company decides, as versioned records in the ledger with who and when; never in the environment."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from json import loads
from math import inf
from typing import Any

from sqlalchemy import Connection, Date, String, bindparam, cast, func, insert, select

from ledger.audit_entries import audit_policies
from ledger.driver_rows import driver_rows, statement_text
from ledger.errors import InvalidPolicy
from ledger.further_columns import FurtherColumn, further_columns
from ledger.tables import imports, policies

DEFINES_LABELS = ("grace_days", "tolerance_major", "cash_share_to_settle", "base_currency")
"""Policies that decide what a label is: a model trained under others is refused."""


@dataclass(frozen=True, slots=True)
class Policy:
    """All policies in force on one day; CONTRACTS says what each means."""

    grace_days: int = 0
    tolerance_major: float = 1.0
    cash_share_to_settle: float = 0.5
    base_currency: str = "EUR"
    band_medium: float = 0.25
    band_high: float = 0.60
    ageing_cuts_days: tuple[int, ...] = (30, 60, 90)
    minimum_settled: int = 200
    cost_of_capital: float = 0.08
    loss_given_default: float = 0.6
    contact_saves: float = 0.15
    contact_cost_major: float = 5.0
    handed_over_after_days: int = 180
    """Days overdue after which an item is for a collection agency or a write-off, no longer for the daily worklist."""
    further_features: tuple[str, ...] = ()
    """What the models see beside the catalogue: columns the company brings along, and features left out by default."""

    promise_tolerance_days: int = 3
    """Days after the promised day on which money still keeps the promise."""
    rate_valid_days: int = 7
    """Days for which a quoted rate serves where none was quoted since."""

    def __post_init__(self) -> None:
        checks = (
            (0 <= self.grace_days <= 60, "grace_days must lie between 0 and 60 days"),
            (0 <= self.tolerance_major <= 1000, "tolerance_major must lie between 0 and 1000 major units"),
            (0 < self.cash_share_to_settle <= 1, "cash_share_to_settle must lie above 0 and not above 1"),
            (0 < self.band_medium < self.band_high < 1, "bands must rise: 0 < band_medium < band_high < 1"),
            (list(self.ageing_cuts_days) == sorted(set(self.ageing_cuts_days)) and min(self.ageing_cuts_days, default=0) > 0,
             "ageing_cuts_days must rise, in days past due, for example 30, 60, 90"),
            (self.minimum_settled >= 30, "minimum_settled must be 30 or more: fewer invoices fit no model"),
            (0 <= self.contact_saves <= 1 and 0 <= self.loss_given_default <= 1, "shares must lie between 0 and 1"),
            (0 <= self.cost_of_capital <= 1, "cost_of_capital is a yearly share such as 0.08"),
            (self.handed_over_after_days >= 1, "handed_over_after_days must be 1 or more"),
            (0 <= self.promise_tolerance_days <= 60, "promise_tolerance_days must lie between 0 and 60 days"),
            (0 <= self.rate_valid_days <= 366, "rate_valid_days must lie between 0 and 366 days"),
            (0 <= self.contact_cost_major < inf, "contact_cost_major must be an amount, not negative"),
        )  # fmt: skip
        for holds, text in checks:
            if not holds:
                raise InvalidPolicy(text)
        further_columns(self.further_features)

    @property
    def label_hash(self) -> str:
        """Equal for two policies under which every label is the same."""
        return sha256(repr([getattr(self, name) for name in DEFINES_LABELS]).encode()).hexdigest()[:16]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def policy_on(connection: Connection, closing_on: date) -> Policy:
    """The policies known by the end of a day; defaults where none was recorded."""
    dialect = connection.dialect.name
    known_by = closing_on if dialect == "postgresql" else closing_on.isoformat()
    return _policy(tuple(driver_rows(connection, _policies_text(dialect), {"closing_on": known_by})))


@lru_cache
def _policies_text(dialect: str) -> str:
    statement = select(policies.c.name, cast(policies.c.value, String)).where(
        policies.c.known_on <= bindparam("closing_on", type_=Date)
    )
    return statement_text(statement.order_by(policies.c.policy_no), dialect)


@lru_cache(maxsize=16)
def _policy(rows: tuple[tuple[str, str], ...]) -> Policy:
    """The newest of names and values as JSON."""
    known = {field.name for field in fields(Policy)}
    values = ((name, loads(value)) for name, value in rows if name in known)
    latest: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values}
    return replace(Policy(), **latest)


def policy_then(connection: Connection, closing_on: date) -> Policy:
    """The policies of a past day, whatever was decided later; of a day before the ledger's first import, those of that one."""
    first = connection.scalar(select(func.min(imports.c.recorded_on)))
    return policy_on(connection, closing_on if first is None else max(closing_on, first))


def record_policy(connection: Connection, changes: dict[str, Any], *, by: str, at: datetime, known_on: date) -> Policy:
    """Record new values of some policies and return what is then in force; ``InvalidPolicy`` changes nothing."""
    unknown = set(changes) - {field.name for field in fields(Policy)}
    if unknown:
        raise InvalidPolicy(f"no policy is called {sorted(unknown)[0]!r}; there are {[f.name for f in fields(Policy)]}")
    changed = replace(policy_on(connection, known_on), **changes)
    rows = [
        {"name": name, "value": value, "known_on": known_on, "recorded_at": at.astimezone(UTC), "recorded_by": by}
        for name, value in changes.items()
    ]
    if rows:
        made = connection.execute(insert(policies).returning(policies.c.policy_no), rows)
        audit_policies(connection, list(made.scalars()), by, at)
    return changed


def declare_further(
    connection: Connection, columns: list[FurtherColumn], *, by: str, at: datetime, known_on: date
) -> list[str]:
    """Record columns for the models that are not declared yet; one declared as another kind is replaced. What was new."""
    before = policy_on(connection, date.max).further_features
    new = [str(column) for column in dict.fromkeys(columns) if str(column) not in before]
    if new:
        names = {text.rpartition(":")[0] for text in new}
        kept = [text for text in before if text.rpartition(":")[0] not in names]  # one without a colon has the name ""
        record_policy(connection, {"further_features": (*kept, *new)}, by=by, at=at, known_on=known_on)
    return new
