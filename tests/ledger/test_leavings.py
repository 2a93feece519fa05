"""What a killed process left is cleared away by the next; what is in use, or nobody's, is left alone."""

import os
import subprocess
import sys
from pathlib import Path
from time import time

import pytest

import ledger.leavings
from ledger.leavings import DAY_SECONDS, clear_away, own_mark, was_left, working_folder


@pytest.fixture
def dead(monkeypatch: pytest.MonkeyPatch) -> str:
    """The mark of a process that is no more."""
    code = "from ledger.leavings import own_mark; print(own_mark())"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_only_what_a_dead_process_left_goes(tmp_path: Path, dead: str) -> None:
    other_machine = ".ffffffff-1" if not own_mark().startswith(".ffffffff") else ".00000000-1"
    kept = (
        f".work{own_mark()}",
        f".work{other_machine}.part",
        ".work",
        f".other{dead}",
        f".workbook{dead}",
        f".work{dead}x",
    )
    for name in (*kept, f".work{dead}.part"):
        (tmp_path / name).write_text("x")
    (tmp_path / f".work{dead}-folder" / "inner").mkdir(parents=True)
    (tmp_path / f".work{dead}").symlink_to(tmp_path)
    clear_away(tmp_path, ".work")
    assert {path.name for path in tmp_path.iterdir()} == set(kept)
    clear_away(tmp_path / "missing", ".work")


def test_of_another_machine_after_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / f".work{own_mark()}"
    (folder / "inner").mkdir(parents=True)
    monkeypatch.setattr(ledger.leavings, "gethostname", lambda: "elsewhere")
    old = time() - DAY_SECONDS - 60
    for path in (folder, folder / "inner"):
        assert folder.is_dir(), "something in it is new"
        os.utime(path, (old, old))
        clear_away(tmp_path, ".work")
    assert not folder.exists()


def test_what_vanishes_meanwhile_stops_nothing(tmp_path: Path, dead: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process clears away at the same time: the rest goes all the same, and the folder's listing is closed."""
    foreign = [f".work.{number:08x}-1" for number in (1, 2)]
    for name in (*foreign, f".work{dead}"):
        (tmp_path / name).write_text("x")

    def vanished(_: object) -> bool:
        raise FileNotFoundError

    monkeypatch.setattr(ledger.leavings, "_is_old", vanished)
    clear_away(tmp_path, ".work")
    assert {path.name for path in tmp_path.iterdir()} == set(foreign)


def test_a_mark_tells_whether_its_process_runs(dead: str) -> None:
    assert was_left(dead)
    assert not any(was_left(mark) for mark in (own_mark(), "", "nothing", f"{own_mark().rpartition('-')[0]}-1"))
    assert was_left(f"{own_mark().rpartition('-')[0]}-{10**30}")


def test_a_working_folder_is_gone_at_the_end(tmp_path: Path, dead: str) -> None:
    (tmp_path / f".duecast{dead}-x").mkdir()
    with pytest.raises(KeyError), working_folder(tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder]
        raise KeyError
    assert list(tmp_path.iterdir()) == []
