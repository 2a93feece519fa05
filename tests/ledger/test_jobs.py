"""A job's row is closed when it ends, fails, or in its effect's transaction; one that was killed is known."""

import subprocess
import sys

import pytest
from sqlalchemy import Engine, select, update

from ledger.connection import reading, writing
from ledger.jobs import job, open_jobs
from ledger.service_tables import jobs
from ledger.settings import Settings

KILLED = """
import os, signal
from pathlib import Path
from ledger.connection import open_ledger
from ledger.jobs import job
from ledger.settings import Settings
with job(open_ledger(Settings()), "train", "as of 2026-01-01"):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def states(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.scalars(select(jobs.c.state).order_by(jobs.c.job_no)))


def test_done_failed_and_running(engine: Engine) -> None:
    with job(engine, "score", "as of 2026-01-01"):
        assert states(engine) == ["running"]
        with reading(engine) as connection:
            (running,) = open_jobs(connection)
            assert (running.kind, running.subject, running.is_dead) == ("score", "as of 2026-01-01", False)
    with pytest.raises(KeyError), job(engine, "score", "again"):
        raise KeyError
    assert states(engine) == ["done", "failed"]


def test_closed_with_its_effect_or_not_at_all(engine: Engine) -> None:
    with job(engine, "import", "erp") as running, writing(engine) as connection:
        running.end(connection)
    with pytest.raises(RuntimeError), job(engine, "import", "erp") as running, writing(engine) as connection:
        running.end(connection)
        raise RuntimeError
    assert states(engine) == ["done", "failed"]


def test_a_killed_job_is_known_until_one_of_its_kind_is_done(
    settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUECAST_HOME", str(settings.home))
    monkeypatch.setenv("DUECAST_DATABASE_URL", settings.database_url)
    assert subprocess.run([sys.executable, "-c", KILLED], check=False).returncode == -9
    with reading(engine) as connection:
        (dead,) = open_jobs(connection)
        assert dead.is_dead
    with writing(engine) as connection:
        connection.execute(update(jobs).values(detail=dead.detail | {"host": "another"}))
    with reading(engine) as connection:
        assert not open_jobs(connection)[0].is_dead, "this machine cannot tell"
    with job(engine, "score", ""):
        pass
    with reading(engine) as connection:
        assert len(open_jobs(connection)) == 1
    with job(engine, "train", "as of 2026-01-02"):
        pass
    with reading(engine) as connection:
        assert open_jobs(connection) == []
