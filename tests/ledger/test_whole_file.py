"""A file is there whole or not at all; a full disk is said as what it is."""

import errno
import os
from pathlib import Path

import pytest

from ledger.errors import InvalidValue, LedgerFull
from ledger.whole_file import enough_room, whole_file


def test_it_takes_its_place_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.html"
    with whole_file(path) as part:
        part.write_text("whole")
        assert not path.exists()
    assert [one.name for one in path.parent.iterdir()] == ["report.html"] and path.read_text() == "whole"


@pytest.mark.parametrize(
    ("number", "raised"), [(errno.ENOSPC, LedgerFull), (errno.EFBIG, LedgerFull), (errno.EIO, OSError)]
)
def test_a_disk_that_takes_no_more(tmp_path: Path, number: int, raised: type[Exception]) -> None:
    """What stood there stands there still, and nothing beside it."""
    path = tmp_path / "report.html"
    path.write_text("old")
    with pytest.raises(raised) as told, whole_file(path) as part:
        part.write_text("half")
        raise OSError(number, "told by the system")
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"] and path.read_text() == "old"
    assert (raised is LedgerFull) == ("free some space" in str(told.value))


@pytest.mark.parametrize("name", ["", ".", "..", "made"])
def test_a_folder_is_no_file_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / "made").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidValue, match="give the name of the file"), whole_file(Path(name)):
        raise AssertionError("nothing may be written")
    assert [one.name for one in tmp_path.iterdir()] == ["made"]


def test_a_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(InvalidValue, match="is a device"), whole_file(pipe):
        raise AssertionError("nothing may be written")
    assert pipe.is_fifo() and [one.name for one in tmp_path.iterdir()] == ["pipe"]


def test_a_place_that_takes_no_file_is_named_before_any_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Libraries lose the name: pyarrow's errors have none, and the command would end in a trace."""

    def refuse(path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(PermissionError) as told, whole_file(tmp_path / "report.html"):
        raise AssertionError("nothing may be worked out")
    assert Path(told.value.filename).parent == tmp_path


def test_other_errors_are_left_as_they_are(tmp_path: Path) -> None:
    with pytest.raises(KeyError), enough_room(tmp_path):
        raise KeyError("x")
