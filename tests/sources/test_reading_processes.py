"""Reading in copies of this process: by turns, whatever ends."""

import os
import select
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sources.reading_processes import ReaderFailed, processors, read_apart

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="copies of a process are made on Linux only")


def children() -> str:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text()


def ended(process: int, seconds: float) -> bool:
    """Whether a process that is nobody's child any more ends in time; the system says when."""
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], seconds)[0])
    finally:
        os.close(handle)


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_parts_come_by_turns(parts: int) -> None:
    before = children()
    found = list(read_apart(lambda part, parts: ((n, os.getpid()) for n in range(part, 7, parts)), parts))
    assert [number for number, _ in found] == list(range(7))
    assert len({process for _, process in found} - {os.getpid()}) == parts
    assert children() == before, "nobody is left"


def test_one_that_fails_or_is_killed_is_told() -> None:
    def fails(part: int, parts: int) -> Iterator[int]:
        yield 1
        if part:
            raise ValueError("no more")
        yield 2

    found = []
    with pytest.raises(ReaderFailed):
        found += iter(read_apart(fails, 2))
    found.clear()
    with pytest.raises(ReaderFailed):
        for one in read_apart(fails, 2):
            found.append(one)
    assert found == [1, 1, 2]

    def killed(part: int, parts: int) -> Iterator[int]:
        yield 1
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(ReaderFailed):
        list(read_apart(killed, 1))


def test_who_stops_listening_ends_them() -> None:
    def endless(part: int, parts: int) -> Iterator[bytes]:
        while True:
            yield b"x" * 100_000

    before = children()
    reading = read_apart(endless, 2)
    assert next(reading) == b"x" * 100_000
    assert children() != before
    reading.close()  # type: ignore[attr-defined]
    assert children() == before


def test_they_end_when_the_caller_is_killed() -> None:
    """Nothing else would end them: the pipe that nobody reads does."""
    talk, say = os.pipe()
    caller = os.fork()
    if not caller:
        reading = read_apart(lambda part, parts: iter([os.getpid(), *(b"x" * 100_000 for _ in range(10_000))]), 1)
        os.write(say, str(next(reading)).encode())
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(caller, 0)
    assert ended(int(os.read(talk, 100)), seconds=10)


def test_there_is_a_processor() -> None:
    assert processors() >= 1
