"""A backup is one consistent state, taken while others write, on the disk whole or not at all."""

import os
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import Engine

from ledger.archive import Archive
from ledger.audit import read_entries
from ledger.backup import back_up
from ledger.checkup import checkup
from ledger.connection import open_ledger, reading, writing
from ledger.errors import InvalidBackup, LedgerBusy
from ledger.migration import migrate
from ledger.restore import restore
from ledger.settings import Settings
from tests.book import Book
from tests.test_killed import IMPORTING


def test_it_is_written_whole_for_its_owner_and_logged(book_on_both: Book, tmp_path: Path) -> None:
    """A small ledger.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    """
    path = tmp_path / "new" / "b.duecast"
    told: list[str] = []
    made = back_up(book_on_both.engine, path, progress=lambda stage, _: told.append(stage))
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]
    archive = Archive(path)
    assert archive.manifest == made
    archive.close()
    assert told[0] == "copying the ledger" and told[-1] == "done"
    with reading(book_on_both.engine) as connection:
        entry = list(read_entries(connection))[-1]
    assert (entry.action, entry.subject, entry.detail["audit_head"]) == ("backup", "b.duecast", made.audit_head)
    with pytest.raises(InvalidBackup, match="--replace"):
        back_up(book_on_both.engine, path)
    back_up(book_on_both.engine, path, replace=True)


def test_taken_while_another_process_writes(settings: Settings, tmp_path: Path) -> None:
    """RELIABILITY A11: the doctor finds what is restored clean, whatever the other process was at."""
    engine, folder = open_ledger(settings), tmp_path / "files"
    folder.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUECAST_")}
    where = {"DUECAST_HOME": str(settings.home), "DUECAST_DATABASE_URL": settings.database_url}
    program = f"import sys\ndef ready(): print('ready', flush=True)\n{IMPORTING}\nrun(*sys.argv[1:])"
    command = [sys.executable, "-c", program, str(folder), "w"]
    with subprocess.Popen(command, env=kept | where, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None and writer.stdout.readline() == b"ready\n"
        sizes = []
        for number in range(2):
            sleep(0.3)
            sizes.append(back_up(engine, tmp_path / f"{number}").rows)
        writer.kill()
    assert sizes[0] < sizes[1], "it was writing"
    for number in range(2):
        other = open_ledger(Settings(home=tmp_path / f"restored {number}"))
        migrate(other)
        restore(other, tmp_path / f"{number}")
        failed = [check for check in checkup(other) if not check.holds]
        assert [check.name for check in failed if check.name != "jobs"] == []
        other.dispose()
    engine.dispose()


def test_a_writer_that_holds_on_is_waited_for_no_longer_than_said(
    sqlite_settings: Settings, sqlite_engine: Engine
) -> None:
    engine = open_ledger(sqlite_settings.model_copy(update={"busy_seconds": 0.2}))
    path = sqlite_settings.home / "b"
    with writing(sqlite_engine), pytest.raises(LedgerBusy):
        back_up(engine, path)
    assert not path.exists()
    engine.dispose()
