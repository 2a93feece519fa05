"""One short text that is equal for equal ledgers, whatever the order and the number of imports that filled them."""

from hashlib import sha256

from sqlalchemy import Connection, func, select

from ledger.standing import stands
from ledger.tables import FACTS

HALF = 1 << 32
BEFORE_ANY_FACT = ("customers", "items", "payments", "allocations", "disputes")
"""Kinds that are said even where there are none; a kind that came later changes no digest until it is used."""


def ledger_digest(connection: Connection) -> str:
    """Over all standing facts and the days they were known: sums a kind, taken by the database in one pass.

    The 63-bit digests of the facts are summed by their 32-bit halves, so that 2³¹ facts stay within 64 bits.
    """
    said = []
    for kind, table in FACTS.items():
        sums = (
            func.count(),
            func.sum(table.c.digest.bitwise_and(HALF - 1)),
            func.sum(table.c.digest // HALF),
            func.sum(func.day_number(table.c.known_on)),
        )
        row = connection.execute(select(*sums).select_from(table).where(stands(kind))).one()
        if row[0] or kind in BEFORE_ANY_FACT:
            said.append((kind, *(int(value or 0) for value in row)))
    return sha256(repr(said).encode()).hexdigest()[:32]
