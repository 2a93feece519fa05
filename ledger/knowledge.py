"""How far the ledger's knowledge reaches, and how much of it was told by a history rather than seen."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from ledger.day import ALWAYS
from ledger.tables import FACTS, ended_by, retractions

OF_THE_BOOK = ("customers", "items", "payments", "allocations", "disputes")
"""Kinds that show how far the accounts reach: a rate, or a call of this morning, says nothing of payments."""


def last_known_on(connection: Connection) -> date | None:
    """The last day on which anything became known; None: the ledger is empty.

    An export that ends on a day says nothing of later ones: what is open in it was not seen unpaid until today.
    """
    days = [connection.scalar(select(func.max(table.c.known_on))) for table in map(FACTS.__getitem__, OF_THE_BOOK)]
    known = [day for day in days if day is not None and day > ALWAYS]
    return max(known, default=None)


def backfilled_share(connection: Connection) -> float | None:
    """Share of all facts whose knowledge day is the history's word (CONTRACTS, Time); None: no facts."""
    counts = [
        connection.execute(select(func.count(), func.count().filter(table.c.backfilled)).select_from(table)).one()
        for table in FACTS.values()
    ]
    total = sum(int(row[0]) for row in counts)
    return sum(int(row[1]) for row in counts) / total if total else None


def stood(kind: str, closing_on: date) -> ColumnElement[bool]:
    """Condition on ``FACTS[kind]``: known by the end of a day, and not ended by then."""
    table: Any = FACTS[kind]
    ended = select(retractions.c.fact_no).where(ended_by(kind), retractions.c.known_on <= closing_on)
    known: ColumnElement[bool] = table.c.known_on <= closing_on
    return known & ~ended.exists()
