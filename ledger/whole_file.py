"""Files that appear whole or not at all, and what a full disk means to whoever writes one."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.errors import DuecastError, InvalidValue, LedgerFull
from ledger.leavings import clear_away, own_mark

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""No space, over the quota, beyond the largest file allowed."""


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A place beside ``path`` to write to: it takes the place of ``path`` where the block ends well, else it is gone.

    The folder is made if it is missing; what a killed process had begun is cleared away. ``LedgerFull`` where the disk takes
    no more, ``InvalidValue`` where ``path`` is a folder or a device.
    """
    if not path.name or path.is_dir():
        raise InvalidValue(f"{str(path)!r} is a folder; give the name of the file to write, as {str(path / 'NAME')!r}")
    if path.exists() and not path.is_file():
        raise InvalidValue(f"{str(path)!r} is a device, which a file would replace; give the name of the file to write")
    path.parent.mkdir(parents=True, exist_ok=True)
    clear_away(path.parent, f".{path.name}")
    part = path.with_name(f".{path.name}{own_mark()}.part")
    try:
        with enough_room(path):
            part.touch()  # where nothing may be written the system says so with the name, a library may not
            yield part
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def enough_room(path: Path) -> Iterator[None]:
    """Around what writes to ``path`` or below it: ``LedgerFull`` in place of the system's or a library's errors of a full disk."""
    try:
        yield
    except DuecastError:
        raise
    except Exception as error:
        told = _told_of_full(error)
        if told is None:
            raise
        raise LedgerFull(no_room(path, told)) from error


def _told_of_full(error: BaseException | None) -> str | None:
    """What the system or SQLite said of a full disk, also as the cause of what a library made of it; None: nothing."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL:
            return error.strerror or str(error)
        if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return str(error)
        error = error.__cause__
    return None


def no_room(path: Path, told: str) -> str:
    """What is wrong and what to do."""
    return f"{path} could not be written ({told}): is the disk full? Nothing of it was kept; free some space and do it again"
