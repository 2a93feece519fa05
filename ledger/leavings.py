"""Places to work in that carry the name of their process, so that what a killed one left is cleared away by the next.

A process of this machine that is no more has left it; of another machine's on a shared disk nobody can tell, so that its
places count as left when nothing was written to them for a day.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import gethostname
from tempfile import TemporaryDirectory, gettempdir
from time import time
from zlib import crc32

DAY_SECONDS = 86_400
MARK = re.compile(r"\.([0-9a-f]{8})-(\d+)(?=[.-]|$)")


def own_mark() -> str:
    """What the name of a place ends with: of this machine and this process, 18 characters at most."""
    return f".{_machine()}-{os.getpid()}"


@contextmanager
def working_folder(parent: Path | None = None) -> Iterator[Path]:
    """A folder that is gone at the end of the block, below ``parent`` (None: where the system keeps such)."""
    place = parent or Path(gettempdir())
    clear_away(place, ".duecast")
    with TemporaryDirectory(prefix=f".duecast{own_mark()}-", dir=place) as folder:
        yield Path(folder)


def was_left(mark: str) -> bool:
    """Whether a mark is that of a process of this machine that is no more."""
    found = MARK.fullmatch(mark)
    return found is not None and found[1] == _machine() and not _runs(int(found[2]))


def clear_away(folder: Path, beginning: str) -> None:
    """Remove what processes that are no more left in ``folder``: entries of this beginning, right before the mark."""
    entries: list[os.DirEntry[str]] = []
    with suppress(OSError), os.scandir(folder) as found:  # whoever cannot look there or remove it has other worries
        entries = [entry for entry in found if entry.name.startswith(beginning)]
    for entry in entries:
        mark = MARK.match(entry.name, len(beginning))
        with suppress(OSError):  # another process may clear away at the same time
            if mark and (was_left(mark[0]) or _is_old(entry)):
                _remove(entry)


def _remove(entry: "os.DirEntry[str]") -> None:
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry.path, ignore_errors=True)
    else:
        Path(entry.path).unlink(missing_ok=True)


def _is_old(entry: "os.DirEntry[str]") -> bool:
    inside = Path(entry.path).rglob("*") if entry.is_dir(follow_symlinks=False) else ()
    newest = max([entry.stat(follow_symlinks=False).st_mtime, *(one.lstat().st_mtime for one in inside)])
    return time() - newest > DAY_SECONDS


def _machine() -> str:
    return f"{crc32(gethostname().encode()):08x}"


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
