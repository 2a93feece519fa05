"""RELIABILITY A5: ``kill -9`` at random moments of an import and of an upgrade: nothing acknowledged is lost, nothing is torn.

The child writes what was acknowledged to a file and syncs it, as a careful caller would.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random
from time import monotonic, sleep

from sqlalchemy import func, select

from ledger.audit_check import broken_chain, broken_facts
from ledger.checkup import checkup
from ledger.connection import open_ledger, reading
from ledger.fact_check import changed_facts
from ledger.jobs import open_jobs
from ledger.migration import migrate, schema_versions
from ledger.settings import Settings
from ledger.tables import imports, item_versions, items
from tests.ledger.old_ledger import old_ledger

KILLS = 200 if os.environ.get("DUECAST_LONG") else 3
READY_SECONDS = 10
ROWS = 300
IMPORTING = """
import os, sys
from datetime import date, datetime, UTC
from pathlib import Path
from ledger.connection import open_ledger
from ledger.settings import Settings
from sources.load import load_files
engine, folder, name = open_ledger(Settings()), Path(sys.argv[1]), sys.argv[2]
head = "invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency"
print("ready", flush=True)
with (folder / "acknowledged").open("a") as acknowledged:
    for number in range(1000):
        rows = [f"{name}-{number}-{n},C{n % 7},2026-01-01,2026-01-31,2026-02-01,1.00,EUR" for n in range(ROWS)]
        file = folder / "next.csv"
        file.write_text("\\n".join([head, *rows]))
        report = load_files(engine, [file], recorded_at=datetime.now(UTC), recorded_on=date(2026, 7, 1))
        acknowledged.write(f"{report.import_no}\\n")
        acknowledged.flush()
        os.fsync(acknowledged.fileno())
""".replace("ROWS", str(ROWS))
UPGRADING = """
from ledger.connection import open_ledger
from ledger.migration import migrate
from ledger.settings import Settings
import alembic.command
engine = open_ledger(Settings())
engine.connect().close()
print("ready", flush=True)
migrate(engine)
print("done", flush=True)
"""


def kill_in(settings: Settings, program: str, seconds: float, *arguments: str) -> bytes:
    """Start a program, and kill it so many seconds after it said that it is ready; what else it had said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUECAST_")}
    where = {"DUECAST_HOME": str(settings.home), "DUECAST_DATABASE_URL": settings.database_url}
    command = [sys.executable, "-c", program, *arguments]
    root = Path(__file__).parents[1]
    with subprocess.Popen(command, env=kept | where, cwd=root, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        sleep(seconds)
        child.send_signal(signal.SIGKILL)
        return child.stdout.read()


def test_killed_while_importing(settings: Settings, tmp_path: Path) -> None:
    engine, random = open_ledger(settings), Random(1)
    folder = tmp_path / "files"
    folder.mkdir()
    for kill in range(KILLS):
        kill_in(settings, IMPORTING, random.uniform(0.02, 0.6), str(folder), str(kill))
        killed = monotonic()
        migrate(engine)
        with reading(engine) as connection:
            standing = set(connection.scalars(select(imports.c.import_no)))
            each = select(func.count()).select_from(item_versions).group_by(item_versions.c.import_no)
            assert set(connection.scalars(each)) <= {ROWS}, "an import is whole or not there"
            assert broken_chain(connection) is None
            assert list(broken_facts(connection)) == []
        acknowledged = {int(line) for line in (folder / "acknowledged").read_text().split()}
        assert acknowledged <= standing, "nothing acknowledged is lost"
        assert len(standing - acknowledged) <= kill + 1, "at most one an attempt was kept and not yet acknowledged"
        assert monotonic() - killed < READY_SECONDS
    failed = [check.name for check in checkup(engine) if not check.holds]
    with reading(engine) as connection:
        assert list(changed_facts(connection)) == []
        running = [job for job in open_jobs(connection) if job.is_dead]
        assert connection.scalar(select(func.count()).select_from(items)) == ROWS * len(standing)
    assert failed == (["jobs"] if running else []), "the killed one is named, and nothing else is wrong"
    engine.dispose()


def test_killed_while_upgrading(settings: Settings) -> None:
    """The schema is the old one or the new one, never between; the next start finishes it."""
    random, seen = Random(2), set()
    for _ in range(KILLS):
        old_ledger(settings).dispose()
        said = kill_in(settings, UPGRADING, random.uniform(0.0, 0.25))
        killed = monotonic()
        engine = open_ledger(settings)
        current, head = schema_versions(engine)
        seen.add(current)
        assert current in {"0001", head}
        assert current == head or said == b"", "nothing acknowledged is lost"
        migrate(engine)
        assert monotonic() - killed < READY_SECONDS
        assert [check.name for check in checkup(engine) if not check.holds] == []
        engine.dispose()
    assert seen <= {"0001", head}
