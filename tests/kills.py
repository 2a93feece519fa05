"""Programs that are killed at a chosen moment (RELIABILITY A5).

A program is a text with imports and a function ``run(*arguments)``; within it ``ready()`` says that from now on it may be killed.
One process has imported everything and copies itself (``fork``) for each call, so that no call waits for imports.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import sleep
from types import TracebackType
from typing import Any, Self

from ledger.settings import Settings

LONG = bool(os.environ.get("DUECAST_LONG"))
KILLS, PARTS = (25, range(8)) if LONG else (3, range(1))
"""Kills of one ledger, and how many ledgers: 200 at length, on ledgers that stay small."""
KEPT_READY = """
import json, os, sys, threading, traceback

def ready():
    print("ready", os.getpid(), flush=True)

PROGRAM
assert threading.active_count() == 1, "a copy would lack the other threads"
print("imported", flush=True)
for line in sys.stdin:
    copy = os.fork()
    if not copy:
        try:
            run(*json.loads(line))
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    print("ended", os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]), flush=True)
"""


def ready_seconds() -> float:
    """How soon all must be well again: 10 s, and on a machine with more to do than it has processors so many times longer."""
    return 10 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def acknowledge(folder: Path, text: str) -> None:
    """Write down what the program said was done, as a careful caller would: on the disk before it goes on."""
    with (folder / "acknowledged").open("a", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def acknowledged(folder: Path) -> list[str]:
    """What was; a last line that was cut off was not."""
    path = folder / "acknowledged"
    return [line for line in path.read_text(encoding="utf-8").split("\n")[:-1] if line] if path.exists() else []


class Killable:
    """A program on the settings' home and database; ``environment``: what else it is told."""

    def __init__(self, settings: Settings, program: str, **environment: str):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DUECAST_")}
        where = {"DUECAST_HOME": str(settings.home), "DUECAST_DATABASE_URL": settings.database_url}
        self.process = subprocess.Popen(
            [sys.executable, "-c", KEPT_READY.replace("PROGRAM", program)], env=kept | where | environment,
            cwd=Path(__file__).parents[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._line() == "imported"

    def kill(self, seconds: float, *arguments: Any) -> list[str]:
        """Call ``run`` and kill it so many seconds after it said ``ready``; what it said since, killed or done."""
        process = self._start(*arguments)
        sleep(seconds)
        with suppress(ProcessLookupError):  # it was done before
            os.kill(process, signal.SIGKILL)
        return self._rest((-signal.SIGKILL, 0))

    def run(self, *arguments: Any) -> list[str]:
        """Call ``run`` and let it end."""
        self._start(*arguments)
        return self._rest((0,))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with self.process:
            assert self.process.stdin is not None
            self.process.stdin.close()

    def _start(self, *arguments: Any) -> int:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(arguments) + "\n")
        self.process.stdin.flush()
        while not (line := self._line()).startswith("ready "):
            assert not line.startswith("ended "), "it ended before it was ready"
        return int(line.removeprefix("ready "))

    def _rest(self, allowed: tuple[int, ...]) -> list[str]:
        said: list[str] = []
        while not (line := self._line()).startswith("ended "):
            said.append(line)
        assert int(line.removeprefix("ended ")) in allowed, line
        return said

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the process that is kept ready is gone"
        return line.rstrip("\n")
