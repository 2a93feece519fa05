"""The seal of an import: sums over the facts and retractions it wrote, kept in its audit entry.

Order-free and taken by the database in one pass, so that an import of a million invoices can be sealed and checked. They
bind each fact's digest to its number and its knowledge day; that the digest is the one of what the fact says is checked row by
row (``ledger/fact_check.py``).
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Select, Table, case, cast, func, literal, select, union_all

from ledger.tables import FACTS, import_counts, imports, retractions

HALF = 1 << 32
MARK = 1 << 20
"""A part of the digest, small enough for 2²⁶ products of it to stay within 64 bits."""
Sums = list[int]
Seal = dict[str, Sums]
"""Kind, or ``retractions of <kind>`` → number of rows, then sums; kinds without rows are left out."""


def seals(connection: Connection, *, up_to: int | None = None) -> dict[int, Seal]:
    """Seal of every import's facts as they stand now, by import; ``up_to``: of those up to this number, as one under it."""
    found: dict[int, Seal] = {}
    group = retractions.c.import_no
    queries = [_of_kind(kind, table, table.c.import_no) for kind, table in FACTS.items()]
    for query in [*queries, _of_retractions(group)]:
        for number, name, *sums in connection.execute(query):
            here = number if up_to is None or number > up_to else up_to
            seal = found.setdefault(here, {})
            own = [int(value) for value in sums]
            seal[name] = [a + b for a, b in zip(seal[name], own, strict=True)] if name in seal else own
    return found


def seal_of(connection: Connection, import_no: int, after: dict[str, int]) -> Seal:
    """Seal of what an import wrote. ``after``: kind → a fact number below which none is its; spares a look at old facts."""
    queries = [
        _of_kind(kind, table, table.c.import_no).where(
            table.c.import_no == import_no, table.c.fact_no > after.get(kind, 0)
        )
        for kind, table in FACTS.items()
    ]
    queries.append(_of_retractions(retractions.c.import_no).where(retractions.c.import_no == import_no))
    rows = connection.execute(union_all(*queries)).all()
    return {row[1]: [int(value) for value in row[2:]] for row in rows}


def last_facts(connection: Connection) -> dict[str, int]:
    """Kind → number of its newest fact."""
    queries = [select(literal(kind), func.max(table.c.fact_no)) for kind, table in FACTS.items()]
    return {row[0]: row[1] for row in connection.execute(union_all(*queries)) if row[1] is not None}


def told_counts(connection: Connection, import_no: int) -> dict[str, list[int]]:
    """Kind → new, known, corrected, rejected, as the import's report has them."""
    table = import_counts.c
    query = select(table.kind, table.new, table.known, table.corrected, table.rejected)
    rows = connection.execute(query.where(table.import_no == import_no).order_by(table.kind))
    return {row[0]: list(row[1:]) for row in rows}


def told_import(connection: Connection, import_no: int) -> dict[str, Any]:
    """What the ledger says of an import besides its facts: source, files, day, counts; empty where it says nothing."""
    row = connection.execute(select(imports).where(imports.c.import_no == import_no)).first()
    if row is None:
        return {}
    day = row.recorded_on.isoformat()
    return {"source": row.source, "files": row.files, "recorded_on": day, "counts": told_counts(connection, import_no)}


def _of_kind(kind: str, table: Table, group: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    mark = table.c.digest.bitwise_and(MARK - 1)
    known = func.day_number(table.c.known_on) * 2 + case((table.c.backfilled, 1), else_=0)
    return select(
        group,
        literal(kind),
        func.count(),
        func.sum(table.c.digest.bitwise_and(HALF - 1)),
        func.sum(table.c.digest // HALF),
        func.sum(mark * known),
        func.sum(mark * table.c.fact_no.bitwise_and(MARK - 1)),
    ).group_by(group)


def _of_retractions(group: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    table = retractions.c
    known = cast(func.day_number(table.known_on), Integer)
    return select(
        group,
        literal("retractions of ").concat(table.kind),
        func.count(),
        func.sum(table.fact_no),
        func.sum(known),
        func.sum(table.fact_no.bitwise_and(MARK - 1) * known),
        literal(0),
    ).group_by(group, table.kind)
