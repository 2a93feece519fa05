"""Keeps the reports of ageing that were asked for last, so that the pages of one come from one reading of the ledger."""

from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

from ledger.asof import LedgerAsOf
from ledger.changes import ChangeMark, change_mark
from ledger.connection import reading
from portfolio.ageing_report import AgeingReport, By, ageing_report
from serving.book import check_schema

if TYPE_CHECKING:
    from sqlalchemy import Engine  # only a name here: SQL lives in the ledger

KEPT = 2
"""Reports: one of 100,000 customers takes some 40 MB."""


class AgeingShelf:
    """Safe between threads."""

    def __init__(self, engine: "Engine"):
        self._engine = engine
        self._lock = Lock()
        self._made: dict[tuple[ChangeMark, date, By], AgeingReport] = {}

    def report(self, closing_on: date, by: By) -> AgeingReport:
        """As the ledger is now; read anew where something was written since. Not for the event loop."""
        check_schema(self._engine)
        with self._lock, reading(self._engine) as connection:
            key = change_mark(connection), closing_on, by
            found = self._made.pop(key, None)
            if found is None:
                found = ageing_report(LedgerAsOf.reported(connection, closing_on), by)
            self._made[key] = found  # the newest stands last
            while len(self._made) > KEPT:
                del self._made[next(iter(self._made))]
            return found
