"""Does the ledger add up, on the database it stands on? One check a question, each with what to do where it fails."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine

from ledger.asof import LedgerAsOf
from ledger.audit import read_head
from ledger.audit_check import broken_chain, broken_facts
from ledger.connection import reading, wal_is_safe
from ledger.customer_pages import unlike_facts
from ledger.invariants import (
    applied_beyond_received,
    below_zero,
    beyond_gross,
    differing,
    shown_open,
    shown_unapplied,
    stored_open,
    stored_unapplied,
    totals,
)
from ledger.jobs import open_jobs
from ledger.knowledge import backfilled_share
from ledger.migration import schema_versions
from ledger.references import dangling, doubled
from ledger.schema_check import missing_from_schema

NAMED = 3
"""Offenders that are named; all are counted."""
OF_A_JOB = {
    "import": "nothing of it was kept: import the same files again",
    "train": "train again; what serves is untouched",
    "score": "score again: duecast score",
    "backup": "its file was never finished: make the backup again",
    "restore": "nothing of it was kept: restore again",
}
"""Kind of a job that was killed → what to do."""


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    holds: bool
    found: str
    advice: str


def checkup(engine: Engine) -> list[Check]:
    """All checks; ``LedgerUnreachable`` where there is no ledger to check."""
    current, head = schema_versions(engine)
    schema = Check("schema", current == head, str(current), "run any duecast command: it migrates the ledger")
    with reading(engine) as connection:
        database = [schema, *_database(connection)]
        if current == head:
            database.append(_schema(connection))
        if all(check.holds for check in database):
            database.append(_references(connection))
        if not all(check.holds for check in database):
            return database  # sums over damaged tables would mislead
        sums = [*_sums(connection), _pages(connection)]
        return [*database, *sums, *_audit(connection), _jobs(connection), _history(connection)]


def _schema(connection: Connection) -> Check:
    """The stamp alone says little of a database that was copied by half, or mended by hand."""
    missing = missing_from_schema(connection)
    found = f"{len(missing)} missing{_named(missing)}" if missing else "all there"
    advice = "the schema is not what its stamp says: restore the last backup into an empty database or DUECAST_HOME"
    return Check("tables and columns", not missing, found, advice)


def _database(connection: Connection) -> Iterator[Check]:
    if connection.dialect.name != "sqlite":
        version = connection.exec_driver_sql("SHOW server_version").scalar()
        yield Check("database", True, f"PostgreSQL {version}", "")
        return
    mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())
    safe = wal_is_safe(sqlite3.sqlite_version_info) or mode != "wal"
    advice = (
        "this SQLite can corrupt a WAL ledger: upgrade it, or open the ledger with this program, which uses TRUNCATE"
    )
    yield Check("SQLite journal", safe, f"SQLite {sqlite3.sqlite_version}, {mode}", advice)
    answer = str(connection.exec_driver_sql("PRAGMA quick_check").scalar())
    yield Check("SQLite pages", answer == "ok", answer, "restore the last backup; the file is damaged")


def _references(connection: Connection) -> Check:
    found = [*dangling(connection), *doubled(connection)]
    advice = "restore the last backup: rows refer to what is gone, or a thing is told twice"
    return Check("references", not found, "; ".join(found) or "nothing dangles", advice)


def _sums(connection: Connection) -> Iterator[Check]:
    """RELIABILITY A6."""
    advice = "correct or reverse the allocations of these invoices at their source and import again"
    over, below = beyond_gross(connection), below_zero(connection)
    yield Check("open ≥ 0", not over, f"{len(over)} over-allocated{_named(over)}", advice)
    yield Check("open ≤ gross", not below, f"{len(below)} allocated below zero{_named(below)}", advice)
    arrays = LedgerAsOf(connection, date.max).arrays
    advice = "report this: two ways of taking the program's sums disagree"
    stored = stored_open(connection)
    wrong = differing(stored, shown_open(arrays))
    found = f"{totals(stored)} open{_other(wrong)}"
    yield Check("Σ open = Σ invoices − applied", not wrong, found, advice)
    stored = stored_unapplied(connection)
    wrong = differing(stored, shown_unapplied(arrays))
    found = f"{totals(stored)} unapplied{_other(wrong)}"
    yield Check("unapplied = received − applied", not wrong, found, advice)
    names = applied_beyond_received(connection)
    advice = "more was applied than came in, or is left: correct or reverse the allocations of these and import again"
    yield Check("applied ≤ received", not names, f"{len(names)} payments and credit notes{_named(names)}", advice)


def _pages(connection: Connection) -> Check:
    unlike = [name for _, name in unlike_facts(connection)]
    found = f"{len(unlike)} say something else{_named(unlike)}" if unlike else "as the facts"
    return Check(
        "customers' pages",
        not unlike,
        found,
        "where all else holds: duecast doctor --mend writes them anew from the facts",
    )


def _other(wrong: Sequence[tuple[str, str]]) -> str:
    return f"; otherwise of {len(wrong)} customers{_named([customer for customer, _ in wrong])}" if wrong else ""


def _audit(connection: Connection) -> Iterator[Check]:
    broken = broken_chain(connection)
    found = f"{read_head(connection).audit_no} entries" if broken is None else broken.found
    advice = "someone wrote to the log behind the program: compare with the last backup in which it held"
    yield Check("audit log", broken is None, found, advice)
    if broken is None:
        breach = next(broken_facts(connection), None)
        found = "as sealed; duecast audit verify reads every fact" if breach is None else breach.found
        advice = "someone wrote to the ledger behind the program: duecast audit verify names all; compare with a backup"
        yield Check("imports as sealed", breach is None, found, advice)


def _jobs(connection: Connection) -> Check:
    left = open_jobs(connection)
    dead = [job for job in left if job.is_dead]
    if not dead:
        found = ", ".join(f"{job.kind} runs since {job.started_at:%Y-%m-%d %H:%M} UTC ({job.subject})" for job in left)
        return Check("jobs", True, found or "none unfinished", "")
    advice = "; ".join(f"{job.kind}: {OF_A_JOB.get(job.kind, 'do it again')}" for job in dead[:NAMED])
    said = [f"{job.kind} of {job.started_at:%Y-%m-%d %H:%M} UTC ({job.subject})" for job in dead]
    return Check("jobs", False, f"{len(dead)} killed{_named(said)}", advice)


def _history(connection: Connection) -> Check:
    share = backfilled_share(connection)
    found = "no facts yet" if share is None else f"{share:.1%} of the facts are the word of a history"
    return Check("known when it happened", True, found, "")


def _named(found: Sequence[object]) -> str:
    return f": {', '.join(str(one) for one in found[:NAMED])}" if found else ""
