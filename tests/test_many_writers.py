"""RELIABILITY A7: eight processes write to one payment at once: no update is lost, and waiting for each other is bounded."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ledger.audit_check import broken_chain, broken_facts
from ledger.checkup import checkup
from ledger.connection import open_ledger, reading, writing
from ledger.recording import Recorder
from ledger.records import Item, Payment
from ledger.settings import Settings
from ledger.tables import allocations

WRITERS = 8
WRITING = """
import json, os, sys
from datetime import UTC, date, datetime
from time import monotonic
from sqlalchemy import func, select
from ledger.connection import open_ledger, transact
from ledger.errors import LedgerBusy
from ledger.recording import Recorder
from ledger.records import Allocation
from ledger.settings import Settings
from ledger.tables import allocations

def one_more(connection):
    applied = connection.scalar(select(func.coalesce(func.sum(allocations.c.amount_minor), 0)))
    at = datetime.now(UTC)
    recorder = Recorder(connection, "bank", [], at, date(2026, 7, 1), history=False)
    made = Allocation(
        allocation_id=f"after {applied}", payment_id="p", invoice_id="1", valued_on=date(2026, 7, 1), amount_minor=1
    )
    assert recorder.record([made]) == []
    assert recorder.tallies["allocations"].new == 1, "two writers saw the same sum"
    recorder.finish({})

def write(seconds):
    engine, done, busy, longest, ends = open_ledger(Settings()), 0, 0, 0.0, monotonic() + seconds
    while (started := monotonic()) < ends:
        try:
            transact(engine, one_more)
            done += 1
        except LedgerBusy:
            busy += 1
        longest = max(longest, monotonic() - started)
    print(json.dumps([done, busy, longest]), flush=True)

children = []
for _ in range(int(sys.argv[1])):
    child = os.fork()
    if not child:
        write(float(sys.argv[2]))
        os._exit(0)
    children.append(child)
for child in children:
    assert os.waitpid(child, 0)[1] == 0
"""


@pytest.mark.parametrize("seconds", [1, pytest.param(60, marks=pytest.mark.long)])
def test_no_update_is_lost(settings: Settings, seconds: int) -> None:
    engine = open_ledger(settings)
    day = date(2026, 7, 1)
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", [], datetime.now(UTC), day)
        item = Item(invoice_id="1", customer_id="A", issued_on=day, due_on=day, currency="EUR", amount_minor=10_000_000)
        payment = Payment(payment_id="p", customer_id="A", paid_on=day, currency="EUR", amount_minor=10_000_000)
        recorder.record([item, payment])
        recorder.finish({})
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUECAST_")}
    where = {"DUECAST_HOME": str(settings.home), "DUECAST_DATABASE_URL": settings.database_url}
    done = subprocess.run(
        [sys.executable, "-c", WRITING, str(WRITERS), str(seconds)], env=kept | where, cwd=Path(__file__).parents[1],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    acknowledged, busy = sum(one[0] for one in told), sum(one[1] for one in told)
    with reading(engine) as connection:
        stored, total = connection.execute(select(func.count(), func.sum(allocations.c.amount_minor))).one()
        assert stored == int(total) == acknowledged
        assert broken_chain(connection) is None
        assert list(broken_facts(connection)) == []
    assert len(told) == WRITERS and acknowledged >= WRITERS * seconds / 4
    assert busy == 0, "nobody waited in vain"
    assert max(one[2] for one in told) < settings.busy_seconds
    assert [check.name for check in checkup(engine) if not check.holds] == []
    print(f"{acknowledged} writes in {seconds} s, the longest wait {max(one[2] for one in told):.2f} s")
    engine.dispose()
