"""Packed facts together with the days on which they were retracted."""

from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import Connection, literal_column

from ledger.day import FOREVER, Days
from ledger.fact_query import FactQuery, PackedQuery, Scope
from ledger.tables import FACTS, retractions

KINDS = ("items", "allocations", "payments")


def _is(kind: str) -> Any:
    return retractions.c.kind == literal_column(f"'{kind}'")


RETRACTED = tuple((kind, FactQuery(retractions, retractions.c.fact_no, None, None, (), _is(kind))) for kind in KINDS)
"""Whether any fact of a kind was ever retracted."""


def with_ends(
    connection: Connection, scope: Scope, kind: str, query: PackedQuery, retracted: set[str]
) -> tuple[list[Any], Days | None]:
    """The columns of ``query``, and the day each fact ended (``FOREVER``: it stands); None where all of them stand."""
    if scope.page is not None and scope.customers is not None:
        columns, until = scope.page.known(kind, scope.cut)
        columns.insert(query.customer_place, np.full(len(columns[0]), scope.customers[0], dtype=np.int64))
        return columns, until
    if kind not in retracted:
        return query.read(connection, scope), None
    *columns, fact_no = query.with_keys.read(connection, scope)
    ended, days = _ends(kind).read(connection, scope)
    if not len(ended) or not len(fact_no):
        return columns, None
    place = np.minimum(np.searchsorted(fact_no, ended), len(fact_no) - 1)
    told = fact_no[place] == ended
    until = np.full(len(fact_no), FOREVER, dtype=np.int32)
    until[place[told]] = days[told]
    return columns, until


@lru_cache
def _ends(kind: str) -> PackedQuery:
    table = FACTS[kind].c
    source = retractions.join(FACTS[kind], table.fact_no == retractions.c.fact_no)
    columns = (retractions.c.fact_no, retractions.c.known_on)
    facts = FactQuery(source, retractions.c.fact_no, retractions.c.known_on, table.customer_no, columns, _is(kind))
    return PackedQuery(facts, ("number", "day"))
