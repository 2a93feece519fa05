"""Long work leaves a row while it runs, so that one that was killed is known by name.

The row is closed in the transaction of the work's effect where there is one: a job that is still open has then left nothing.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from ledger.connection import writing
from ledger.errors import DuecastError
from ledger.service_tables import jobs

RUNNING, DONE, FAILED = "running", "done", "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """A job as its row stands. ``detail``: where it runs, and what it said at its end."""

    job_no: int
    kind: str
    subject: str
    state: str
    started_at: datetime
    ended_at: datetime | None
    detail: dict[str, Any]

    @property
    def is_dead(self) -> bool:
        """It runs no more, though nothing closed it; of another machine's job this machine cannot tell."""
        place = self.detail
        if place.get("host") != socket.gethostname():
            return False
        return _started_at_tick(int(place["process"])) != place.get("tick")


class RunningJob:
    """A job under way; ``end`` closes it inside the transaction of its effect."""

    def __init__(self, job_no: int):
        self.job_no, self.closed = job_no, False

    def end(self, connection: Connection, state: str = DONE, said: str = "") -> None:
        """Close the row if it is still open."""
        row = connection.execute(
            select(jobs.c.detail).where(jobs.c.job_no == self.job_no, jobs.c.state == RUNNING)
        ).first()
        if row is not None:
            ended = {"state": state, "ended_at": datetime.now(UTC), "detail": {**row.detail, "said": said}}
            connection.execute(update(jobs).where(jobs.c.job_no == self.job_no).values(**ended))
        self.closed = True

    def forget(self) -> None:
        """Its row is gone with the ledger it stood in."""
        self.closed = True


@contextmanager
def job(engine: Engine, kind: str, subject: str) -> Iterator[RunningJob]:
    """A row for the work of the block: done when it ends, failed when it raises."""
    process = os.getpid()
    detail = {"host": socket.gethostname(), "process": process, "tick": _started_at_tick(process)}
    values = {"kind": kind, "subject": subject, "state": RUNNING, "started_at": datetime.now(UTC), "detail": detail}
    with writing(engine) as connection:
        running = RunningJob(connection.execute(insert(jobs).values(**values).returning(jobs.c.job_no)).scalar_one())
    try:
        yield running
    except BaseException as error:
        with suppress(DuecastError), writing(engine) as connection:  # what went wrong may be the ledger itself
            running.end(connection, FAILED, type(error).__name__)
        raise
    if not running.closed:
        with writing(engine) as connection:
            running.end(connection)


def open_jobs(connection: Connection) -> list[Job]:
    """Jobs that nothing closed, but for those that a later job of the same kind has made up for; oldest first."""
    done = select(jobs.c.kind, func.max(jobs.c.job_no)).where(jobs.c.state == DONE).group_by(jobs.c.kind)
    latest: dict[str, int] = {row[0]: row[1] for row in connection.execute(done)}
    rows = connection.execute(select(jobs).where(jobs.c.state == RUNNING).order_by(jobs.c.job_no))
    return [Job(*row) for row in rows if row.job_no > latest.get(row.kind, 0)]


def _started_at_tick(process: int) -> str | None:
    """When a process started, in the machine's ticks: a number used again is another process. None: there is none such."""
    stat = Path(f"/proc/{process}/stat")
    if stat.exists():
        with suppress(OSError):
            return stat.read_text().rpartition(")")[2].split()[19]
        return None
    if Path("/proc/self").exists():
        return None
    with suppress(OSError):
        os.kill(process, 0)
        return "running"
    return None
