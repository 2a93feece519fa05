"""`duecast audit`: who did what, and exit 1 that names what is not as it was written."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import run_duecast

LEDGER = """invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency
1,A,2026-01-01,2026-01-31,2026-02-03,10.00,EUR
2,A,2026-01-02,2026-02-01,,20.00,EUR
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "ledger.csv").write_text(LEDGER)
    assert run_duecast(tmp_path, "import", str(tmp_path / "ledger.csv")).returncode == 0
    return tmp_path


def test_an_import_is_logged_and_holds(home: Path) -> None:
    said = json.loads(run_duecast(home, "audit", "log", "--json").stdout)
    assert [(entry["action"], entry["subject"]) for entry in said["entries"]] == [
        ("policy", "base_currency"), ("import", "ledger"),
    ]  # fmt: skip
    assert said["entries"][1]["detail"]["files"] == ["ledger.csv"]
    assert "ledger" in run_duecast(home, "audit", "log").stdout
    done = run_duecast(home, "audit", "verify", "--head", said["head"])
    assert done.returncode == 0
    assert "2 entries: the chain holds, and the facts are what was recorded" in done.stdout
    assert json.loads(run_duecast(home, "audit", "verify", "--json").stdout)["holds"] is True


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("UPDATE audit SET actor = 'x' WHERE audit_no = 2", (2, "entry 2 is not what was written")),
        ("UPDATE payments SET amount_minor = 1", (None, "fact 1 of payments ('1/1:paid', import 1) was changed")),
    ],
)  # fmt: skip
def test_damage_is_named(home: Path, damage: str, named: tuple[int | None, str]) -> None:
    with sqlite3.connect(home / "duecast.db") as connection:
        connection.execute(damage)
    done = run_duecast(home, "audit", "verify", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["breaches"] == [{"audit_no": named[0], "found": named[1]}]
    assert "FAILED" in run_duecast(home, "audit", "verify").stdout


def test_what_is_no_head_is_wrong_usage(tmp_path: Path) -> None:
    done = run_duecast(tmp_path, "audit", "verify", "--head", "12")
    assert done.returncode == 2
    assert "NUMBER:HASH" in done.stderr
