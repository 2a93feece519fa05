"""`duecast doctor`: exit 0 on a sound ledger, 1 with the name of what breaks."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import run_duecast


@pytest.mark.xdist_group("demo")
def test_a_sound_ledger(demo_home: Path) -> None:
    done = run_duecast(demo_home, "doctor", "--json")
    assert done.returncode == 0
    assert all(check["holds"] for check in json.loads(done.stdout))


@pytest.mark.xdist_group("demo")
def test_a_damaged_sum_is_named(own_demo_home: Path) -> None:
    with sqlite3.connect(own_demo_home / "duecast.db") as connection:
        connection.execute("UPDATE allocations SET amount_minor = amount_minor * 10 WHERE fact_no = 1")
    done = run_duecast(own_demo_home, "doctor")
    assert done.returncode == 1
    assert "FAILED" in done.stdout
    assert "open ≥ 0" in done.stdout


@pytest.mark.xdist_group("demo")
def test_pages_that_are_not_as_the_facts_are_mended(own_demo_home: Path) -> None:
    """Two customers' pages changed places, behind the program."""
    with sqlite3.connect(own_demo_home / "duecast.db") as connection:
        (one, _), (_, page), *_ = connection.execute("SELECT customer_no, page FROM customer_pages").fetchall()
        connection.execute("UPDATE customer_pages SET page = ? WHERE customer_no = ?", (page, one))
    done = run_duecast(own_demo_home, "doctor", "--json")
    assert done.returncode == 1
    failed = [check for check in json.loads(done.stdout) if not check["holds"]]
    assert [check["name"] for check in failed] == ["customers' pages"]
    assert "--mend" in failed[0]["advice"]
    assert run_duecast(own_demo_home, "doctor", "--mend").returncode == 0


def test_a_tracking_server_that_does_not_answer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from duecast.main import app

    monkeypatch.setenv("DUECAST_HOME", str(tmp_path))
    monkeypatch.setenv("DUECAST_MLFLOW_TRACKING_URI", "http://127.0.0.1:1")
    done = CliRunner().invoke(app, ["doctor", "--json"])
    assert done.exit_code == 1
    assert [check["name"] for check in json.loads(done.stdout) if not check["holds"]] == ["MLflow"]


@pytest.mark.xdist_group("demo")
def test_a_damaged_model_is_named(own_demo_home: Path) -> None:
    (file,) = (own_demo_home / "models").glob("*/late_payment.txt")
    file.write_text(file.read_text().replace("leaf_value=", "leaf_value=9", 1))
    done = run_duecast(own_demo_home, "doctor", "--json")
    assert done.returncode == 1
    assert [check["name"] for check in json.loads(done.stdout) if not check["holds"]] == ["model"]


@pytest.mark.parametrize(
    ("home", "url", "found"),
    [
        ("home", "postgresql://u:secret@127.0.0.1:1/x", "does not answer"),
        ("home", "foo", "is no address"),
        ("home", "mysql://u:secret@h/x", "is no address"),
        ("file", "", "is no folder"),
    ],
)
def test_a_ledger_that_cannot_be_reached_is_named(tmp_path: Path, home: str, url: str, found: str) -> None:
    """Also for programs: a monitor reads JSON whatever is wrong; no password is told."""
    (tmp_path / "file").write_text("no folder")
    done = run_duecast(tmp_path / home, "doctor", "--json", DUECAST_DATABASE_URL=url)
    assert done.returncode == 1
    (check,) = json.loads(done.stdout)
    assert (check["name"], check["holds"]) == ("ledger", False) and found in check["found"]
    assert "secret" not in done.stdout + done.stderr and "Traceback" not in done.stderr


def test_a_schema_that_is_not_what_its_stamp_says_is_named(tmp_path: Path) -> None:
    assert run_duecast(tmp_path, "doctor").returncode == 0
    with sqlite3.connect(tmp_path / "duecast.db") as connection:
        connection.execute("DROP TABLE policies")
    done = run_duecast(tmp_path, "doctor", "--json")
    assert done.returncode == 1, done.stderr
    failed = [check for check in json.loads(done.stdout) if not check["holds"]]
    assert [(check["name"], check["found"]) for check in failed] == [("tables and columns", "1 missing: policies")]
    assert "restore the last backup" in failed[0]["advice"]
