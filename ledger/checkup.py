"""Does the ledger add up, on the database it stands on? One check a question, each with what to do where it fails."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import Connection, Engine, func, select

from ledger.arrays import LedgerArrays, Minor
from ledger.asof import LedgerAsOf
from ledger.connection import reading, wal_is_safe
from ledger.knowledge import backfilled_share
from ledger.migration import schema_versions
from ledger.money import to_major
from ledger.settlement import balances
from ledger.tables import FACTS, allocations, payments, retractions


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
        if not all(check.holds for check in database):
            return database  # sums over damaged tables would mislead
        arrays = LedgerAsOf(connection, date.max).arrays
        return [*database, *_sums(arrays), *_stored_sums(connection), _history(connection)]


def _database(connection: Connection) -> Iterator[Check]:
    if connection.dialect.name != "sqlite":
        yield Check("database", True, connection.dialect.name, "")
        return
    mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())
    safe = wal_is_safe(sqlite3.sqlite_version_info) or mode != "wal"
    advice = (
        "this SQLite can corrupt a WAL ledger: upgrade it, or open the ledger with this program, which uses TRUNCATE"
    )
    yield Check("SQLite journal", safe, f"SQLite {sqlite3.sqlite_version}, {mode}", advice)
    answer = str(connection.exec_driver_sql("PRAGMA quick_check").scalar())
    yield Check("SQLite pages", answer == "ok", answer, "restore the last backup; the file is damaged")
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    yield Check(
        "references", not broken, f"{len(broken)} dangling", "restore the last backup; rows refer to what is gone"
    )


def _sums(arrays: LedgerArrays) -> Iterator[Check]:
    """RELIABILITY A6: 0 ≤ open ≤ gross for every item whose amount is stated."""
    versions = arrays.items
    gross = np.zeros(arrays.item_count, dtype=np.int64)
    standing = versions.until >= arrays.as_of
    gross[versions.item[standing]] = versions.amount[standing]
    paid = np.zeros(arrays.item_count, dtype=np.int64)
    np.add.at(paid, arrays.allocations.item, arrays.allocations.amount)
    known = np.zeros(arrays.item_count, dtype=np.bool_)
    known[versions.item[standing & versions.amount_known]] = True
    over = np.flatnonzero(known & (paid > gross))
    named = ", ".join(str(arrays.invoice_id[item]) for item in over[:3])
    advice = "correct or reverse the allocations of these invoices at their source and import again"
    yield Check("open ≥ 0", not len(over), f"{len(over)} over-allocated {named}".strip(), advice)
    below = np.flatnonzero(paid < 0)
    yield Check("open ≤ gross", not len(below), f"{len(below)} allocated below zero", advice)
    yield _balance(arrays, np.maximum(gross - paid, 0))


def _balance(arrays: LedgerArrays, by_hand: Minor) -> Check:
    """Per currency and customer: Σ open, as every screen has it, = Σ invoices − what was applied to them."""
    state, pairs = balances(arrays), max(len(arrays.currencies), 1)
    last = (
        np.flatnonzero(np.r_[state.item[1:] != state.item[:-1], True])
        if len(state.item)
        else np.zeros(0, dtype=np.int64)
    )
    group = np.zeros(arrays.item_count, dtype=np.int64)
    group[arrays.items.item] = arrays.items.customer.astype(np.int64) * pairs + arrays.items.currency
    invoice = np.ones(arrays.item_count, dtype=np.bool_)
    invoice[arrays.items.item[arrays.items.credit_note]] = False
    last = last[invoice[state.item[last]]]
    left, right = (np.zeros(arrays.customer_count * pairs, dtype=np.int64) for _ in range(2))
    np.add.at(left, group[state.item[last]], state.open[last])
    np.add.at(right, group[invoice], by_hand[invoice])
    wrong = np.flatnonzero(left != right)
    totals = ", ".join(
        f"{to_major(int(left[code::pairs].sum()), name):,} {name}" for code, name in enumerate(arrays.currencies)
    )
    named = ", ".join(str(arrays.customer_id[pair // pairs]) for pair in wrong[:3])
    found = f"{totals or 'nothing'} open" + (f"; not of {len(wrong)} customers: {named}" if len(wrong) else "")
    return Check("Σ open = Σ invoices − applied", not len(wrong), found, "report this: the program's sums disagree")


def _history(connection: Connection) -> Check:
    share = backfilled_share(connection)
    found = "no facts yet" if share is None else f"{share:.1%} of the facts are the word of a history"
    return Check("known when it happened", True, found, "")


def _stored_sums(connection: Connection) -> Iterator[Check]:
    """RELIABILITY A6: applied ≤ received for every payment."""
    ended = {
        kind: select(retractions.c.fact_no).where(
            retractions.c.kind == kind, retractions.c.fact_no == FACTS[kind].c.fact_no
        )
        for kind in ("payments", "allocations")
    }
    applied = (
        select(allocations.c.payment_id, func.sum(allocations.c.amount_minor).label("applied"))
        .where(allocations.c.payment_id != "", ~ended["allocations"].exists())
        .group_by(allocations.c.payment_id)
        .subquery()
    )
    over = select(payments.c.payment_id).join(applied, applied.c.payment_id == payments.c.payment_id)
    rows = connection.execute(
        over.where(applied.c.applied > payments.c.amount_minor, ~ended["payments"].exists())
    ).fetchall()
    named = ", ".join(row[0] for row in rows[:3])
    advice = "more was applied than came in: correct these payments' allocations and import again"
    yield Check("applied ≤ received", not rows, f"{len(rows)} payments {named}".strip(), advice)
