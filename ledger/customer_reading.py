"""Customers out of the ledger: who they are, and every version of what was known of them."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, String, bindparam, cast, func, select, text

from ledger.arrays import NO_DAY, CustomerVersions, Texts
from ledger.day import FOREVER
from ledger.driver_rows import driver_rows, statement_text
from ledger.errors import UnknownCustomer
from ledger.fact_query import Extent, Scope, rows_with_end
from ledger.tables import FACTS, customers

_facts = FACTS["customers"].c
VERSIONS = rows_with_end(
    "customers", _facts.customer_no, func.day_number(_facts.known_on), _facts.name, _facts.country, _facts.industry,
    _facts.parent_id, _facts.natural_person, _facts.credit_limit_minor, func.day_number(_facts.registered_on),
    cast(_facts.attributes, String), _facts.currency,
)  # fmt: skip

Named = list[tuple[int, str]]
"""Numbers and ids of customers, in the order of the ids."""


def named_customers(connection: Connection, customer_ids: Sequence[str] | None) -> Named:
    """Those of some ids, or all; ``UnknownCustomer`` where an id is not in the ledger."""
    dialect = connection.dialect.name
    if customer_ids is None:
        return _named(connection, _named_text(dialect, "all"), {})
    if len(customer_ids) == 1:
        found = _named(connection, _named_text(dialect, "one"), {"ids": customer_ids[0]})
    else:
        several = json.dumps(list(customer_ids)) if dialect == "sqlite" else list(customer_ids)
        found = _named(connection, _named_text(dialect, "some"), {"ids": several})
    unknown = set(customer_ids) - {name for _, name in found}
    if unknown:
        name = next(name for name in customer_ids if name in unknown)
        raise UnknownCustomer(f"customer {name!r} is not in the ledger; import it, or check the id")
    return found


def _named(connection: Connection, statement: str, parameters: dict[str, Any]) -> Named:
    return [(number, name) for number, name in driver_rows(connection, statement, parameters)]


@lru_cache
def _named_text(dialect: str, extent: Extent) -> str:
    statement = select(customers.c.customer_no, customers.c.customer_id).order_by(customers.c.customer_id)
    if extent == "one":
        statement = statement.where(customers.c.customer_id == bindparam("ids", type_=String))
    if extent == "some":
        among = {"sqlite": "IN (SELECT value FROM json_each(:ids))", "postgresql": "= ANY(CAST(:ids AS VARCHAR[]))"}
        statement = statement.where(text(f"customers.customer_id {among[dialect]}"))
    return statement_text(statement, dialect)


def customer_versions(connection: Connection, scope: Scope, cut: int, named: Named) -> CustomerVersions:
    """Versions known before the day ``cut``; codes are places in ``named``, of parents too."""
    rows = VERSIONS.rows(connection, scope)
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * 12
    code = {number: place for place, (number, _) in enumerate(named)}
    by_id = {name: place for place, (_, name) in enumerate(named)} if any(columns[5]) else {}
    customer = np.array([code[number] for number in columns[0]], dtype=np.int32)
    known_on, until = _days(columns[1]), ends(columns[11], cut)
    order = np.lexsort((known_on, customer))
    live = order[until[order] > known_on[order]]
    person = np.array([-1 if value is None else int(value) for value in columns[6]], dtype=np.int8)
    limit = np.array([-1 if value is None else value for value in columns[7]], dtype=np.int64)
    parent = np.array([by_id.get(value, -1) for value in columns[5]], dtype=np.int32)
    return CustomerVersions(
        customer[live], known_on[live], until[live], texts(columns[2])[live], texts(columns[3])[live],
        texts(columns[4])[live], parent[live], person[live], limit[live], _days(columns[8])[live], from_json(columns[9])[live],
        texts(columns[10])[live],
    )  # fmt: skip


def texts(values: Sequence[Any]) -> Texts:
    """Objects as they are, shape (n,)."""
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def from_json(values: Sequence[str | None]) -> Texts:
    """Objects out of their texts, shape (n,)."""
    return texts([None if value is None else json.loads(value) for value in values])


def ends(values: Sequence[int | None], cut: int) -> NDArray[np.int32]:
    """Days of retraction: ``FOREVER`` where there is none before ``cut``."""
    return np.array([FOREVER if value is None or value >= cut else value for value in values], dtype=np.int32)


def _days(values: Sequence[int | None]) -> NDArray[np.int32]:
    return np.array([NO_DAY if value is None else value for value in values], dtype=np.int32)
