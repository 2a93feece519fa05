"""RELIABILITY A5: ``kill -9`` at random moments of an import, an upgrade, a backup: nothing acknowledged is lost or torn.

The child writes what was acknowledged to a file and syncs it, as a careful caller would.
"""

from pathlib import Path
from random import Random
from time import monotonic

import pytest
from sqlalchemy import func, select

from ledger.audit_check import broken_chain, broken_facts
from ledger.checkup import checkup
from ledger.connection import open_ledger, reading
from ledger.fact_check import changed_facts
from ledger.jobs import open_jobs
from ledger.migration import migrate, schema_versions
from ledger.restore import restore
from ledger.settings import Settings
from ledger.tables import imports, item_versions, items
from tests.kills import KILLS, PARTS, Killable, acknowledged, ready_seconds
from tests.ledger.old_ledger import old_ledger

ROWS = 300
IMPORTING = """
from datetime import date, datetime, UTC
from pathlib import Path
from ledger.connection import open_ledger
from ledger.settings import Settings
from sources.load import load_files
from tests.kills import acknowledge

def run(folder, name):
    ready()
    engine, folder = open_ledger(Settings()), Path(folder)
    head = "invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency"
    for number in range(1000):
        rows = [f"{name}-{number}-{n},C{n % 7},2026-01-01,2026-01-31,2026-02-01,1.00,EUR" for n in range(ROWS)]
        file = folder / "next.csv"
        file.write_text("\\n".join([head, *rows]))
        report = load_files(engine, [file], recorded_at=datetime.now(UTC), recorded_on=date(2026, 7, 1))
        acknowledge(folder, str(report.import_no))
""".replace("ROWS", str(ROWS))
UPGRADING = """
from ledger.connection import open_ledger
from ledger.migration import migrate
from ledger.settings import Settings
import alembic.command

def run():
    engine = open_ledger(Settings())
    engine.connect().close()
    ready()
    migrate(engine)
    print("done", flush=True)
"""

BACKING_UP = """
from pathlib import Path
from ledger.backup import back_up
from ledger.connection import open_ledger
from ledger.settings import Settings
from tests.kills import acknowledge

def run(folder, count):
    ready()
    for _ in range(count):
        made = back_up(open_ledger(Settings()), Path(folder) / "kept.duecast", replace=True)
        acknowledge(Path(folder), made.made_at)
"""


@pytest.mark.parametrize("part", PARTS)
def test_killed_while_importing(settings: Settings, tmp_path: Path, part: int) -> None:
    engine, random = open_ledger(settings), Random(part)
    folder = tmp_path / "files"
    folder.mkdir()
    with Killable(settings, IMPORTING) as importing:
        for kill in range(KILLS):
            importing.kill(random.uniform(0.0, 0.6), str(folder), str(kill))
            killed = monotonic()
            migrate(engine)
            with reading(engine) as connection:
                standing = set(connection.scalars(select(imports.c.import_no)))
                each = select(func.count()).select_from(item_versions).group_by(item_versions.c.import_no)
                assert set(connection.scalars(each)) <= {ROWS}, "an import is whole or not there"
                assert broken_chain(connection) is None
                assert list(broken_facts(connection)) == []
            told = {int(line) for line in acknowledged(folder)}
            assert told <= standing, "nothing acknowledged is lost"
            assert len(standing - told) <= kill + 1, "at most one an attempt was kept and not yet acknowledged"
            assert monotonic() - killed < ready_seconds()
    failed = [check.name for check in checkup(engine) if not check.holds]
    with reading(engine) as connection:
        assert list(changed_facts(connection)) == []
        running = [job for job in open_jobs(connection) if job.is_dead]
        assert connection.scalar(select(func.count()).select_from(items)) == ROWS * len(standing)
    assert failed == (["jobs"] if running else []), "the killed one is named, and nothing else is wrong"
    engine.dispose()


@pytest.mark.parametrize("part", PARTS)
def test_killed_while_upgrading(settings: Settings, part: int) -> None:
    """The schema is the old one or the new one, never between; the next start finishes it."""
    random, seen = Random(part), set()
    with Killable(settings, UPGRADING) as upgrading:
        for _ in range(KILLS):
            old_ledger(settings).dispose()
            said = upgrading.kill(random.uniform(0.0, 0.25))
            killed = monotonic()
            engine = open_ledger(settings)
            current, head = schema_versions(engine)
            seen.add(current)
            assert current in {"0001", head}
            assert current == head or said == [], "nothing acknowledged is lost"
            migrate(engine)
            assert monotonic() - killed < ready_seconds()
            assert [check.name for check in checkup(engine) if not check.holds] == []
            engine.dispose()
    assert seen <= {"0001", head}


@pytest.mark.parametrize("part", PARTS)
def test_killed_while_backing_up(sqlite_settings: Settings, tmp_path: Path, _sqlite_template: Path, part: int) -> None:
    """What stands under the backup's name is a whole one, and copies that were begun do not pile up."""
    random, folder = Random(part), tmp_path / "backups"
    folder.mkdir()
    old_ledger(sqlite_settings).dispose()
    engine = open_ledger(sqlite_settings)
    migrate(engine)
    with Killable(sqlite_settings, BACKING_UP) as backing_up:
        backing_up.run(str(folder), 1)
        for kill in range(KILLS):
            backing_up.kill(random.uniform(0.0, 0.3), str(folder), 100)
            home = tmp_path / str(kill)
            home.mkdir()
            (home / "duecast.db").write_bytes(_sqlite_template.read_bytes())
            into = open_ledger(Settings(home=home))
            manifest = restore(into, folder / "kept.duecast")
            assert manifest.made_at >= max(acknowledged(folder))
            assert [check.name for check in checkup(into) if not check.holds] == []
            into.dispose()
            assert len(list(folder.glob(".*"))) <= 1
        backing_up.run(str(folder), 1)
    assert {path.name for path in folder.iterdir()} == {"kept.duecast", "acknowledged"}
    assert [check.name for check in checkup(engine) if not check.holds] == []
    engine.dispose()
