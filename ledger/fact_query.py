"""Questions to the tables of facts, asked of all customers or of some, whose statements are written once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import Any, Literal, cast

import numpy as np
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Date,
    FromClause,
    bindparam,
    func,
    literal_column,
    select,
    text,
)

from ledger.day import day_number
from ledger.driver_rows import driver_rows, statement_text
from ledger.packing import Form, Packed, Values
from ledger.page import Page
from ledger.tables import FACTS, ended_by, retractions

AT_ONCE = 100_000
"""Keys that one statement goes through."""
AMONG = {
    "sqlite": "IN (SELECT value FROM json_each(:customers))",
    "postgresql": "= ANY(CAST(:customers AS BIGINT[]))",
}

Extent = Literal["all", "block", "one", "some"]
"""Facts of all customers, those of a block of keys, of one customer, of several."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Facts known before the start of ``as_of``; ``customers``: the numbers of those whose facts, None: of all.

    ``page``: the one customer's facts, where they were found together (``ledger/customer_pages.py``).
    """

    as_of: date
    customers: tuple[int, ...] | None
    page: Page | None = None

    @property
    def cut(self) -> int:
        """The day before whose start facts count."""
        return day_number(self.as_of)

    @property
    def extent(self) -> Extent:
        return "all" if self.customers is None else "one" if len(self.customers) == 1 else "some"

    def parameters(self, dialect: str) -> dict[str, Any]:
        """As the driver takes them."""
        as_of: Any = self.as_of if dialect == "postgresql" else self.as_of.isoformat()
        if self.customers is None:
            return {"as_of": as_of}
        if len(self.customers) == 1:
            return {"as_of": as_of, "customers": self.customers[0]}
        several = list(self.customers)
        return {"as_of": as_of, "customers": several if dialect == "postgresql" else json.dumps(several)}


EVER = Scope(date.max, None)
"""Of questions that know no day."""


@dataclass(frozen=True, eq=False)
class FactQuery:
    """Columns of facts in the order of ``key``; made once, with the module that asks.

    ``known_on``, ``customer_no``: None where rows are no facts, or nobody's; ``where``: a condition without parameters;
    ``kind``: under which a page holds the rows, "": under none.
    """

    source: FromClause
    key: Column[Any]
    known_on: Column[Any] | None
    customer_no: Column[Any] | None
    columns: tuple[ColumnElement[Any], ...]
    where: ColumnElement[bool] | None = None
    kind: str = ""

    def rows(self, connection: Connection, scope: Scope) -> list[tuple[Any, ...]]:
        """The rows as the driver gives them."""
        if scope.page is not None and self.kind:
            return scope.page.known_rows(self.kind, scope.cut)
        dialect = connection.dialect.name
        return driver_rows(connection, row_text(self, dialect, scope.extent), scope.parameters(dialect))


def present(connection: Connection, scope: Scope, asked: tuple[tuple[str, FactQuery], ...]) -> set[str]:
    """Names of the questions to which there is any answer."""
    if scope.page is not None:
        return {name for name, query in asked if scope.page.rows.get(query.kind)}
    dialect = connection.dialect.name
    [found] = driver_rows(connection, present_text(asked, dialect, scope.extent), scope.parameters(dialect))
    return {name for (name, _), has in zip(asked, found, strict=True) if has}


def rows_with_end(kind: str, *columns: ColumnElement[Any]) -> FactQuery:
    """``columns`` of facts, and last the day number of their retraction, None where there is none."""
    table = FACTS[kind]
    until = func.day_number(retractions.c.known_on)
    source = table.outerjoin(retractions, ended_by(kind))
    return FactQuery(source, table.c.fact_no, table.c.known_on, table.c.customer_no, (*columns, until), kind=kind)


@dataclass(frozen=True, eq=False)
class PackedQuery:
    """The same with a form (``ledger/packing.py``) for each column: arrays, no rows."""

    facts: FactQuery
    forms: tuple[Form, ...]

    @cached_property
    def with_keys(self) -> "PackedQuery":
        """The same with the key as one more column at the end."""
        return PackedQuery(replace(self.facts, columns=(*self.facts.columns, self.facts.key)), (*self.forms, "number"))

    @cached_property
    def customer_place(self) -> int:
        """Where the customer's number stands among the columns."""
        return next(place for place, column in enumerate(self.facts.columns) if column is self.facts.customer_no)

    @cached_property
    def packed(self) -> tuple[Packed, ...]:
        return tuple(map(Packed, self.forms, self.facts.columns))

    def read(self, connection: Connection, scope: Scope) -> list[Any]:
        """The columns, shape (n,) each, of the types that ``Packed.taken_apart`` tells."""
        parts = list(self.parts(connection, scope))
        if len(parts) == 1:
            return parts[0]
        return [column.joined([part[n] for part in parts]) for n, column in enumerate(self.packed)]

    def parts(self, connection: Connection, scope: Scope) -> Iterator[list[Any]]:
        """The same, of some hundred thousand keys at a time where all customers are asked about."""
        dialect = connection.dialect.name
        parameters = scope.parameters(dialect)
        if scope.customers is not None:
            yield self._part(connection, scope.extent, parameters)
            return
        following = first_text(self.facts, dialect)
        [(first,)] = driver_rows(connection, following, {"first": 0})
        while first is not None:
            beyond = first + AT_ONCE
            yield self._part(connection, "block", parameters | {"first": first, "beyond": beyond})
            [(first,)] = driver_rows(connection, following, {"first": beyond})

    def _part(self, connection: Connection, extent: Extent, parameters: dict[str, Any]) -> list[Values]:
        dialect = connection.dialect.name
        statement = packed_text(self, dialect, extent)
        [(count, *glued)] = driver_rows(connection, statement, parameters, binary=True)
        out: list[Values] = []
        for place, column in enumerate(self.packed):
            if extent == "one" and column.column is self.facts.customer_no:
                glued.insert(place, None)
                out.append(np.full(count, parameters["customers"], dtype=np.int64))
                continue
            values = column.taken_apart(dialect, glued[place], count)
            if len(values) != count:  # a word holds what stands between words
                rows = driver_rows(connection, row_text(self.facts, dialect, extent), parameters)
                values = cast(list[str], [row[place] for row in rows])
            out.append(values)
        return out


def packed_facts(kind: str, *columns: tuple[Form, ColumnElement[Any]], source: FromClause | None = None) -> PackedQuery:
    """Columns of facts with their forms; ``source``: what they are joined with."""
    table = FACTS[kind]
    asked = tuple(column for _, column in columns)
    facts = FactQuery(
        table if source is None else source, table.c.fact_no, table.c.known_on, table.c.customer_no, asked
    )
    return PackedQuery(facts, tuple(form for form, _ in columns))


@cache
def row_text(query: FactQuery, dialect: str, extent: Extent) -> str:
    """A statement for rows."""
    statement = select(*query.columns).select_from(query.source).where(*_conditions(query, dialect, extent))
    return statement_text(statement.order_by(query.key), dialect)


@cache
def packed_text(query: PackedQuery, dialect: str, extent: Extent) -> str:
    """A statement for one row: how many there are, and each column glued; of one customer's, without its number."""
    facts = query.facts
    asked = [column for column in query.packed if extent != "one" or column.column is not facts.customer_no]
    conditions = list(_conditions(facts, dialect, extent))
    if dialect == "sqlite" and extent != "some":  # read along the keys, or along an index in which they rise
        statement = select(func.count(), *(column.glued(dialect) for column in asked)).select_from(facts.source)
        return statement_text(statement.where(*conditions), dialect)
    inner = select(*(column.column.label(f"column_{place}") for place, column in enumerate(asked)))
    ordered = inner.select_from(facts.source).where(*conditions).order_by(facts.key).subquery()
    outer = (Packed(column.form, ordered.c[place]).glued(dialect) for place, column in enumerate(asked))
    return statement_text(select(func.count(), *outer).select_from(ordered), dialect)


@cache
def present_text(asked: tuple[tuple[str, FactQuery], ...], dialect: str, extent: Extent) -> str:
    """A statement for one row: of each question whether there is any row."""
    one: ColumnElement[Any] = literal_column("1")
    rows = (select(one).select_from(query.source).where(*_conditions(query, dialect, extent)) for _, query in asked)
    return statement_text(select(*(row.exists() for row in rows)), dialect)


@cache
def first_text(query: FactQuery, dialect: str) -> str:
    """A statement for the next key there is."""
    statement = select(func.min(query.key)).where(query.key >= bindparam("first", type_=BigInteger))
    return statement_text(statement if query.where is None else statement.where(query.where), dialect)


def _conditions(query: FactQuery, dialect: str, extent: Extent) -> Iterator[ColumnElement[bool]]:
    if query.known_on is not None:
        yield query.known_on < bindparam("as_of", type_=Date)
    if query.where is not None:
        yield query.where
    if extent == "block":
        yield query.key >= bindparam("first", type_=BigInteger)
        yield query.key < bindparam("beyond", type_=BigInteger)
    elif query.customer_no is None:
        return
    elif extent == "one":
        yield query.customer_no == bindparam("customers", type_=BigInteger)
    elif extent == "some":
        yield text(f"{query.customer_no} {AMONG[dialect]}")  # type: ignore[misc]
