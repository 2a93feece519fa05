"""Waiting for another writer: bounded tries with jittered waits, and what a driver's error means.

Everything that may collide with another process waits here, so that there is one limit and one text.
"""

import sqlite3
from collections.abc import Callable, Iterator
from random import uniform
from time import monotonic, sleep
from typing import TypeVar

from sqlalchemy.exc import DataError, DBAPIError

from ledger.errors import DuecastError, InvalidValue, LedgerBusy, LedgerDamaged, LedgerFull, LedgerUnreachable

T = TypeVar("T")
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, SHORTEST_WAIT_SECONDS = 0.002, 0.05, 0.001
AGEING_PER_SECOND = 5
POSTGRES_BUSY = {"40001", "40P01", "55P03"}
"""Serialization failure, deadlock, lock not available."""
POSTGRES_FULL = {"53100", "53200"}
"""Disk full, out of memory."""
POSTGRES_GONE = {"57P01", "57P02", "57P03", "53300"}
"""Shut down by an administrator, crashed, not yet up, too many connections."""


def waits(limit_seconds: float) -> Iterator[float]:
    """Seconds to wait before each further try, with full jitter; the last where the limit is used up.

    They double at first, and shrink again the longer one has waited: whoever came early tries more often than who came
    late. Without that one of eight busy writers waited 25 s and longer (tried on SQLite, which has no queue).
    """
    began, longest = monotonic(), FIRST_WAIT_SECONDS
    while (left := began + limit_seconds - monotonic()) > 0:
        yield min(uniform(0, longest), left)
        aged = LONGEST_WAIT_SECONDS / (1 + AGEING_PER_SECOND * (monotonic() - began))
        longest = max(min(2 * longest, aged), SHORTEST_WAIT_SECONDS)


def tried(work: Callable[[], T], limit_seconds: float) -> T:
    """``work``, again and again while it raises ``LedgerBusy``, within the limit; each try must be whole in itself."""
    chances = waits(limit_seconds)
    while True:
        try:
            return work()
        except LedgerBusy:
            wait = next(chances, None)
            if wait is None:
                raise
            sleep(wait)


def is_contention(error: DBAPIError) -> bool:
    """Whether another process only has to get out of the way."""
    return isinstance(meaning(error), LedgerBusy)


def meaning(error: DBAPIError) -> DuecastError | None:
    """What a person can do about a driver's error; None: it is a fault of the program and must show as one."""
    told = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    if isinstance(error.orig, sqlite3.Error):
        return meaning_of_sqlite(error.orig, told)
    if isinstance(error, DataError) and "NUL" in told:
        return InvalidValue(
            "a text holds a NUL character, which PostgreSQL cannot keep; nothing was kept: send it without"
        )
    state = getattr(error.orig, "sqlstate", None)
    if state in POSTGRES_BUSY:
        return _busy(told)
    if state in POSTGRES_FULL:
        return _full(told)
    if state in POSTGRES_GONE or (state and error.connection_invalidated):
        return LedgerUnreachable(
            f"the ledger's database went away ({told}); nothing was kept: try again when it is back"
        )
    return None


def meaning_of_sqlite(error: sqlite3.Error, told: str) -> DuecastError | None:
    """``meaning`` of an error that SQLite's driver raised itself; ``told``: its text."""
    code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return _busy(told)
    if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
        return _full(told)
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return LedgerDamaged(
            f"the ledger's file is damaged ({told}); restore the last backup: duecast restore FILE --replace"
        )
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return LedgerUnreachable(f"the ledger's file cannot be written or opened ({told}); check its folder and rights")
    return None


def _busy(told: str) -> LedgerBusy:
    return LedgerBusy(
        f"the ledger is in use by another process ({told}); nothing was kept: try again, or raise DUECAST_BUSY_SECONDS"
    )


def _full(told: str) -> LedgerFull:
    return LedgerFull(
        f"the ledger could not be written ({told}): is the disk full? Nothing was kept; free some space and do it again"
    )
