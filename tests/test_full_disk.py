"""RELIABILITY D5: a full disk, under each thing that is written: a clear text, no part of a file, what was there serves on."""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pytest
from sqlalchemy import func, select, text

from ledger.checkup import checkup
from ledger.connection import open_ledger, reading, writing
from ledger.day import day_of
from ledger.errors import LedgerFull
from ledger.policy import record_policy
from ledger.service_tables import audit
from ledger.settings import Settings
from ledger.tables import customers, findings, imports, items, scores
from serving.batch import score_book, write_parquet
from sources.door import record_rows
from tests.conftest import _administrator, run_duecast
from tests.training.recorded_ledger import record
from tests.training.small_ledger import small_ledger
from training.artifact import champion, load
from training.backtest import backtest
from training.parquet import write_table
from training.run import TrainingRun, run_training
from training.tracking import runs

pytestmark = pytest.mark.xdist_group("full disk")
DISK_BYTES = 2**21
POSTGRES_BYTES = 2**20
"""Left of the disk under an empty ledger."""
ARRAYS = small_ledger(customers=12, items=300, days=400)
LAST_ON = day_of(ARRAYS.as_of)
NOW = datetime(LAST_ON.year, LAST_ON.month, LAST_ON.day, 12, tzinfo=UTC)


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
    """A file system of ``DISK_BYTES``, where this process may make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "none", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no small file system can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)  # MLflow keeps its database open


def fill(disk: Path, but: int = 8192) -> None:
    """Nothing is left of it but so many bytes."""
    room = os.statvfs(disk)
    (disk / "fill").write_bytes(bytes(room.f_bavail * room.f_frsize - but))


def test_a_file_that_may_not_grow(sqlite_settings: Settings, tmp_path: Path) -> None:
    """D5: a clear text, exit 1, nothing of the import, reads go on, and the same again once there is room."""
    home, file = sqlite_settings.home, tmp_path / "big.csv"
    file.write_text(big(3_000))
    limit = (home / "duecast.db").stat().st_size + 100_000
    failed = limited(home, limit, "import", str(file))
    assert failed.returncode == 1
    assert "free some space" in failed.stderr and "Traceback" not in failed.stderr
    engine = open_ledger(sqlite_settings)
    with reading(engine) as connection:
        for table in (imports, items, customers, findings, audit):
            assert connection.scalar(select(func.count()).select_from(table)) == 0, table.name
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


@pytest.fixture
def small_postgres(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, small_disk: Path, _postgres: str
) -> Iterator[Settings]:
    """A home whose empty, migrated ledger is a PostgreSQL database on a file system of its own with ``POSTGRES_BYTES`` left."""
    subprocess.run(["mount", "-o", "remount,size=64M", str(small_disk)], check=True)
    home, place = tmp_path / "home", small_disk / "tablespace"
    home.mkdir()
    place.mkdir(mode=0o700)
    name = f"small_{uuid4().hex}"
    with _administrator(_postgres) as connection:
        data = Path(connection.execute(text("SHOW data_directory")).scalar_one()).stat()
        os.chown(place, data.st_uid, data.st_gid)
        base = tmp_path_factory.getbasetemp()
        for folder in (small_disk, *small_disk.parents):  # the server's own user has to get there
            if folder.is_relative_to(base):
                folder.chmod(0o711)
        connection.execute(text(f"CREATE TABLESPACE {name} LOCATION '{place}'"))
        connection.execute(
            text(f"CREATE DATABASE {name} TEMPLATE duecast_template STRATEGY FILE_COPY TABLESPACE {name}")
        )
    fill(small_disk, but=POSTGRES_BYTES)
    yield Settings(home=home, database_url=_postgres.format(name))
    with _administrator(_postgres) as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        connection.execute(text(f"DROP TABLESPACE {name}"))


def test_a_full_disk_under_postgresql(small_postgres: Settings, small_disk: Path, tmp_path: Path) -> None:
    """D5, where it is the database's server that finds its disk full: while a file is imported, and in a request of rows."""
    large = tmp_path / "big.csv"
    large.write_text(big(8_000))
    (tmp_path / "one.csv").write_text(big(1))
    home, url = small_postgres.home, str(small_postgres.database_url)

    def duecast(*words: str) -> "subprocess.CompletedProcess[str]":
        return run_duecast(home, *words, DUECAST_DATABASE_URL=url)

    assert duecast("import", str(tmp_path / "one.csv")).returncode == 0
    failed = duecast("import", str(large))
    assert failed.returncode == 1, failed.stdout
    assert "is the disk full?" in failed.stderr and "Traceback" not in failed.stderr, failed.stderr
    engine = open_ledger(small_postgres)
    rows = [{"customer_id": f"C{n}", "name": "".join(map(chr, range(0x4E00 + n, 0x9000)))} for n in range(200)]
    with pytest.raises(LedgerFull, match="is the disk full"), writing(engine) as connection:
        record_rows(connection, "customers", rows, source="erp", recorded_at=NOW, recorded_on=LAST_ON)
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM items")) == 1, "reads go on"
        assert connection.scalar(text("SELECT count(*) FROM imports")) == 1
    assert [check.name for check in checkup(engine) if not check.holds] == []
    (small_disk / "fill").unlink()
    assert duecast("import", str(large)).returncode == 0
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM items")) == 8_000
    assert [check.name for check in checkup(engine) if not check.holds] == []
    engine.dispose()


def test_a_full_disk_for_what_is_written_elsewhere(small_disk: Path, sqlite_settings: Settings, tmp_path: Path) -> None:
    """D5: backups, reports and sheets on a disk that is full: said so, nothing of them is there, the ledger is as it was."""
    home = sqlite_settings.home
    (tmp_path / "one.csv").write_text(big(20) + "R99,C,bad,2026-01-31,,1.00,EUR\n")
    assert run_duecast(home, "import", str(tmp_path / "one.csv")).returncode == 0
    fill(small_disk)
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


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Path:
    """A home with three hundred invoices and a model that serves; copy it, do not change it."""
    home = tmp_path_factory.mktemp("served")
    shutil.copy(_sqlite_template, home / "duecast.db")
    engine = open_ledger(Settings(home=home))
    record(engine, ARRAYS)
    with writing(engine) as connection:  # fitting trees would take seconds and writes nothing
        at = datetime(2020, 1, 1, tzinfo=UTC)
        record_policy(connection, {"minimum_settled": 100_000}, by="test", at=at, known_on=date(2000, 1, 1))
    engine.dispose()
    trained_at(Settings(home=home), LAST_ON)
    return home


@pytest.fixture
def home(served: Path, tmp_path: Path) -> Settings:
    """A home like that, of one's own."""
    shutil.copytree(served, tmp_path / "home")
    return Settings(home=tmp_path / "home")


def trained_at(settings: Settings, day: date) -> TrainingRun:
    engine = open_ledger(settings)
    try:
        return run_training(engine, settings, day, releasing=True)
    finally:
        engine.dispose()


def onto(disk: Path, folder: Path) -> Path:
    """The folder with all that is in it lies on the small disk from now on."""
    shutil.copytree(folder, disk / folder.name)
    shutil.rmtree(folder)
    folder.symlink_to(disk / folder.name)
    return folder


def test_scores_and_backtests_written_elsewhere(small_disk: Path, home: Settings) -> None:
    engine = open_ledger(home)
    made = score_book(engine, home, LAST_ON, scored_at=NOW)
    table = backtest(engine, home, from_on=LAST_ON, to_on=LAST_ON)
    engine.dispose()
    fill(small_disk, but=0)
    for path, write in (
        ("s.parquet", lambda out: write_parquet(made * 20, out)),
        ("b.parquet", lambda out: write_table(pa.concat_tables([table] * 200), out)),
    ):
        with pytest.raises(LedgerFull, match="is the disk full"):
            write(small_disk / path)
        assert [one.name for one in small_disk.iterdir()] == ["fill"]


def test_a_full_home_while_scoring(small_disk: Path, home: Settings) -> None:
    """None of the scores is there, and the ledger is read on; with room they are."""
    onto(small_disk, home.home)
    fill(small_disk)
    engine = open_ledger(home)
    with pytest.raises(LedgerFull, match="is the disk full"):
        score_book(engine, home, LAST_ON, scored_at=NOW)
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(scores)) == 0
        assert connection.scalar(select(func.count()).select_from(items)) == len(ARRAYS.invoice_id)
    assert [check.name for check in checkup(engine) if not check.holds] == []
    (small_disk / "fill").unlink()
    assert len(score_book(engine, home, LAST_ON, scored_at=NOW)) > 0
    engine.dispose()


@pytest.mark.parametrize("place", ["models", "mlruns", "temporary"])
def test_training_onto_a_full_disk(
    small_disk: Path, home: Settings, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """What serves serves on, whole, and nothing lies beside it; with room the same training goes through."""
    earlier, before = date.fromordinal(LAST_ON.toordinal() - 7), champion(home.models)
    if place == "temporary":
        monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
    else:
        onto(small_disk, home.home / place)
    there = {path.name for path in home.models.iterdir()}
    fill(small_disk, but=4096)
    with pytest.raises(LedgerFull, match="is the disk full"):
        trained_at(home, earlier)
    assert champion(home.models) == before and load(before).version == before.name
    assert {path.name for path in home.models.iterdir()} == there
    assert {path.name for path in small_disk.iterdir()} <= {"fill", place}
    assert {run.status for run in runs(home)} <= {"FINISHED", "FAILED"}
    (small_disk / "fill").unlink()
    assert trained_at(home, earlier).released
    assert champion(home.models) != before


def test_rows_posted_while_the_temporary_folder_is_full(
    small_disk: Path, sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
    fill(small_disk, but=0)
    engine = open_ledger(sqlite_settings)
    rows = [{"customer_id": f"C{n}", "name": "x" * 60_000} for n in range(10)]
    with pytest.raises(LedgerFull, match="is the disk full"), writing(engine) as connection:
        record_rows(connection, "customers", rows, source="erp", recorded_at=NOW, recorded_on=LAST_ON)
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(imports)) == 0
    assert [path.name for path in small_disk.iterdir()] == ["fill"]
    engine.dispose()
