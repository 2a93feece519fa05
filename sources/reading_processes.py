"""Reading on a second processor: copies of this process read parts of a file ahead, and hand over what they found.

A copy (``fork``) has everything at hand that was read from the ledger before, in the same memory; it touches no database, and
ends when nobody takes what it gives. Where one fails, the caller reads on by itself, so that errors are told as ever.
"""

import gc
import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

END = "end"
PIPE_BYTES = 1 << 20
Task = Callable[[int, int], Iterator[Any]]
"""(part, parts) → what that part of the work gives, one by one."""


class ReaderFailed(Exception):
    """A process ended before its work did."""


def processors() -> int:
    """How many may be used by processes that are copied from this one."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def read_apart(task: Task, parts: int) -> Iterator[Any]:
    """What the parts give, by turns: the first of each, then the second; ``ReaderFailed`` where one of them fails."""
    readers: list[tuple[int, BinaryIO]] = []
    try:
        for part in range(parts):
            readers.append(_started(task, part, parts, [file.fileno() for _, file in readers]))
        while True:
            for _, file in readers:
                try:
                    found = pickle.load(file)  # noqa: S301 (from a copy of this very process)
                except (EOFError, pickle.UnpicklingError):
                    raise ReaderFailed from None
                if isinstance(found, str):
                    return
                yield found
    finally:
        for process, file in readers:
            file.close()
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


def _started(task: Task, part: int, parts: int, of_others: list[int]) -> tuple[int, BinaryIO]:
    """Number of the copy that reads a part, and what it writes."""
    reading, writing = os.pipe()
    _widen(writing)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the copy never waits for another thread: it only computes
        process = os.fork()
    if process:
        os.close(writing)
        return process, os.fdopen(reading, "rb", buffering=PIPE_BYTES)
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller hears it, and ends its copies
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        gc.disable()
        for other in (reading, *of_others):
            os.close(other)
        with os.fdopen(writing, "wb", buffering=PIPE_BYTES) as file:
            for found in task(part, parts):
                pickle.dump(found, file, protocol=5)
                file.flush()
            pickle.dump(END, file)
    finally:
        os._exit(0)  # nothing of the caller's is closed or written here


def _widen(pipe: int) -> None:
    """Room for some blocks, so that neither waits for the other at every one."""
    import fcntl

    if hasattr(fcntl, "F_SETPIPE_SZ"):
        try:
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        except OSError:  # the system allows less: it works all the same
            return
