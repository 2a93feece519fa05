"""RELIABILITY A4 and D5 for imports: whatever breaks in the middle, all of an import is there or nothing of it."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from ledger.checkup import checkup
from ledger.connection import open_ledger, reading
from ledger.service_tables import jobs, metadata
from ledger.settings import Settings
from sources.load import load_files
from tests.conftest import run_duecast

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


def big(rows: int) -> str:
    head = "invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency\n"
    return head + "".join(f"R{n},C{n % 50},2026-01-01,2026-01-31,2026-02-0{n % 9 + 1},1.00,EUR\n" for n in range(rows))


def limited(home: Path, limit: int, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The program in a process that may not write files beyond ``limit`` bytes: the disk's end, as the system tells it."""
    environment = {n: v for n, v in os.environ.items() if not n.startswith("DUECAST_")} | {"DUECAST_HOME": str(home)}

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    command = [sys.executable, "-m", "duecast.main", *arguments]
    return subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=small,
        cwd=Path(__file__).parents[1],
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes, where this process may make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no small file system can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_file_that_may_not_grow(sqlite_settings: Settings, tmp_path: Path) -> None:
    """D5: a clear text, exit 1, nothing of the import, reads go on, and the same again once there is room."""
    home, file = sqlite_settings.home, tmp_path / "big.csv"
    file.write_text(big(3_000))
    limit = (home / "duecast.db").stat().st_size + 100_000
    failed = limited(home, limit, "import", str(file))
    assert failed.returncode == 1
    assert "free some space" in failed.stderr and "Traceback" not in failed.stderr
    engine = open_ledger(sqlite_settings)
    assert all(not rows for name, rows in content(engine).items() if name != "alembic_version")
    assert [check.name for check in checkup(engine) if not check.holds] == []
    engine.dispose()
    assert limited(home, limit, "audit", "verify").returncode == 0, "reads go on"
    assert run_duecast(home, "import", str(file)).returncode == 0


def test_a_full_disk(small_disk: Path, tmp_path: Path) -> None:
    """D5, on a disk that is really full."""
    file = tmp_path / "big.csv"
    file.write_text(big(8_000))
    (tmp_path / "one.csv").write_text(big(1))
    assert run_duecast(small_disk, "import", str(tmp_path / "one.csv")).returncode == 0
    failed = run_duecast(small_disk, "import", str(file))
    assert failed.returncode == 1, failed.stdout
    assert "is the disk full?" in failed.stderr and "Traceback" not in failed.stderr
    doctor = run_duecast(small_disk, "doctor")
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
    engine = open_ledger(Settings(home=small_disk))
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM items")) == 1
        assert connection.scalar(text("SELECT count(*) FROM imports")) == 1
    engine.dispose()
    assert sum(path.stat().st_size for path in small_disk.glob("duecast.db-*")) == 0, (
        "no journal is left to be played back"
    )


def test_a_full_disk_for_what_is_written_elsewhere(small_disk: Path, sqlite_settings: Settings, tmp_path: Path) -> None:
    """D5: backups, reports and sheets on a disk that is full: said so, nothing of them is there, the ledger is as it was."""
    home = sqlite_settings.home
    (tmp_path / "one.csv").write_text(big(20) + "R99,C,bad,2026-01-31,,1.00,EUR\n")
    assert run_duecast(home, "import", str(tmp_path / "one.csv")).returncode == 0
    (small_disk / "fill").write_bytes(bytes(2**21 - 8192))
    for words in (
        ("backup", "b.duecast"), ("quality", "--html", "q.html"),
        ("simulate", "--customers", "30", "--invoices", "900", "--out", "s"),
        ("features", "--as-of", "2026-03-01", "--invoices", "all", "--out", "f.parquet"),
    ):  # fmt: skip
        failed = run_duecast(home, *words[:-1], str(small_disk / words[-1]))
        assert failed.returncode == 1, (words, failed.stdout)
        assert "is the disk full?" in failed.stderr and "Traceback" not in failed.stderr, failed.stderr
        left = [path.name for path in small_disk.rglob("*") if path.is_file() and path.parent.name != "s"]
        assert left == ["fill"], words
    assert run_duecast(home, "doctor").returncode == 0
