"""What every import brought, and on what days facts became known: the ledger's own diary, up to the end of a day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from ledger.day import ALWAYS
from ledger.tables import FACTS, findings, import_counts, imports


@dataclass(frozen=True, slots=True)
class ImportDone:
    """One import; the counts are of records of every kind together."""

    import_no: int
    source: str
    recorded_on: date
    new: int
    known: int
    corrected: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Told:
    """Facts of one kind known by the end of a day, and how many of them are the word of a history (CONTRACTS, Time)."""

    facts: int
    backfilled: int


def imports_until(connection: Connection, closing_on: date) -> list[ImportDone]:
    """Every import up to the end of a day, oldest first."""
    sums = (func.coalesce(func.sum(import_counts.c[name]), 0) for name in ("new", "known", "corrected", "rejected"))
    query = (
        select(imports.c.import_no, imports.c.source, imports.c.recorded_on, *sums)
        .select_from(imports.outerjoin(import_counts))
        .where(imports.c.recorded_on <= closing_on)
        .group_by(imports.c.import_no, imports.c.source, imports.c.recorded_on)
        .order_by(imports.c.import_no)
    )
    return [ImportDone(row[0], row[1], row[2], *(int(count) for count in row[3:])) for row in connection.execute(query)]


def told_by_history(connection: Connection, closing_on: date) -> dict[str, Told]:
    """Kind of record → its facts known by the end of a day; what says nothing yet (a bare customer) is left out."""
    told = {}
    for kind, table in FACTS.items():
        counts = select(func.count(), func.count().filter(table.c.backfilled)).select_from(table)
        row = connection.execute(counts.where(table.c.known_on <= closing_on, table.c.digest != 0)).one()
        told[kind] = Told(int(row[0]), int(row[1]))
    return told


def known_days(connection: Connection, kind: str, closing_on: date) -> list[date]:
    """The different days up to ``closing_on`` on which facts of a kind became known, in their order."""
    column = FACTS[kind].c.known_on
    query = select(column).where(column <= closing_on, column > ALWAYS).distinct().order_by(column)
    return list(connection.scalars(query))


def finding_totals(connection: Connection, closing_on: date) -> list[tuple[str, str, int]]:
    """(code, severity, how often) of all that imports up to a day found; each finding is stored once."""
    query = (
        select(findings.c.code, findings.c.severity, func.count())
        .join(imports)
        .where(imports.c.recorded_on <= closing_on)
        .group_by(findings.c.code, findings.c.severity)
        .order_by(findings.c.code)
    )
    return [(row[0], row[1], int(row[2])) for row in connection.execute(query)]
