"""RELIABILITY A4: an error at any statement of an import, and all of it is there or nothing."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from ledger.checkup import checkup
from ledger.connection import open_ledger, reading
from ledger.service_tables import jobs, metadata
from ledger.settings import Settings
from sources.load import load_files

LONG = bool(os.environ.get("DUECAST_LONG"))
AT_COMMIT, FAILED_JOB = -1, 6
"""Statements after the commit that failed: they say so of the job."""
HISTORY = """invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency,disputed_on
1,A,2026-01-01,2026-01-31,2026-02-10,1000.00,EUR,
2,A,2026-02-10,2026-03-12,2026-03-01,500.00,EUR,2026-02-20
"""
LATER = (
    "customer_id,name\nA,Ärger & Söhne\nB,Bolt\n",
    """invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency
1,A,2026-01-01,2026-01-31,,1000.00,EUR
2,A,2026-02-10,2026-03-12,2026-03-01,400.00,EUR
3,B,2026-02-11,bad,,5.00,EUR
4,B,2026-02-11,2026-03-12,,7.00,USD
""",
    "payment_id,customer_id,paid_on,amount,currency\nP1,B,2026-03-01,7.00,USD\n",
    "allocation_id,payment_id,invoice_id,amount\nX1,P1,4,7.00\n",
)
AT, DAY = datetime(2026, 7, 1, 9, tzinfo=UTC), date(2026, 7, 1)


def content(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table but the jobs'."""
    with reading(engine) as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select())))
            for table in metadata.sorted_tables
            if table is not jobs
        }


def load(engine: Engine, folder: Path, *contents: str) -> None:
    paths = [folder / f"{number}.csv" for number in range(len(contents))]
    for path, said in zip(paths, contents, strict=True):
        path.write_text(said)
    load_files(engine, paths, source="erp", recorded_at=AT, recorded_on=DAY)


class Broken(Exception):
    """What the database is made to say."""


def test_an_error_at_any_statement_leaves_nothing(settings: Settings, tmp_path: Path) -> None:
    """A4: a history, then an import that adds, corrects, takes back, rejects and warns, broken at its k-th statement."""
    engine = open_ledger(settings)
    load(engine, tmp_path, HISTORY)
    before = content(engine)
    state = {"seen": 0, "breaking": 0}

    @event.listens_for(engine, "before_cursor_execute")
    def count(*_: Any) -> None:
        state["seen"] += 1
        if state["seen"] == state["breaking"]:
            raise Broken

    @event.listens_for(engine, "commit")
    def at_commit(connection: Any) -> None:
        if state["breaking"] == AT_COMMIT and state["seen"] > 10:  # of the import, not of its job's row
            state["breaking"] = 0
            raise Broken

    def broken_at(statement: int) -> int:
        """How many statements there were."""
        state.update(seen=0, breaking=statement)
        with pytest.raises(Broken):
            load(engine, tmp_path, *LATER)
        state["breaking"] = 0
        seen = state["seen"]
        assert content(engine) == before, f"broken at statement {statement}"
        return seen

    statements = broken_at(AT_COMMIT)
    assert statements > 40
    step = 1 if LONG else 3
    for statement in range(1, statements - FAILED_JOB, step):
        broken_at(statement)
    load(engine, tmp_path, *LATER)
    after = content(engine)
    assert after != before
    load(engine, tmp_path, *LATER)
    standing = after.keys() - {"imports", "import_counts", "audit", "audit_head"}
    again = content(engine)
    assert {name: again[name] for name in standing} == {name: after[name] for name in standing}
    assert [check for check in checkup(engine) if not check.holds] == []
    engine.dispose()
