"""`duecast import`: tables for people, JSON for programs, nothing kept on a dry run, exit 1 where nothing could be taken."""

import json
from pathlib import Path

import pytest

from tests.conftest import run_duecast

HEADER = "invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency\n"
GOOD = "1,A,2026-01-01,2026-01-31,2026-02-03,10.00,EUR\n2,A,2026-01-02,2026-02-01,,20.00,EUR\n"
BAD = "3,B,2026-02-30,2026-03-01,,5.00,EUR\n"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    file = tmp_path / "ledger.csv"
    file.write_text(HEADER + GOOD + BAD)
    return file


def test_a_report_for_people(tmp_path: Path, ledger: Path) -> None:
    done = run_duecast(tmp_path, "import", str(ledger))
    assert done.returncode == 0
    assert "ledger.csv:4" in done.stdout
    assert "2026-02-30" in done.stdout
    assert "1 rejected row waits in quarantine: duecast quarantine list." in done.stdout


def test_json_for_programs_and_the_second_time_nothing_is_new(tmp_path: Path, ledger: Path) -> None:
    dry = json.loads(run_duecast(tmp_path, "import", str(ledger), "--dry-run", "--json").stdout)
    first = json.loads(run_duecast(tmp_path, "import", str(ledger), "--json").stdout)
    second = json.loads(run_duecast(tmp_path, "import", str(ledger), "--json").stdout)
    assert dry["dry_run"] is True
    assert dry["counts"]["items"] == first["counts"]["items"] == {"new": 2, "known": 0, "corrected": 0, "rejected": 1}
    assert second["counts"]["items"] == {"new": 0, "known": 2, "corrected": 0, "rejected": 1}
    assert first["findings"][0]["line"] == 4


def test_a_file_nobody_can_read(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("")
    done = run_duecast(tmp_path, "import", str(tmp_path / "empty.csv"))
    assert done.returncode == 1
    assert "empty" in done.stderr
    assert run_duecast(tmp_path, "import", str(tmp_path / "missing.csv")).returncode == 1


def test_nothing_but_bad_rows_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(HEADER + BAD)
    assert run_duecast(tmp_path, "import", str(tmp_path / "bad.csv")).returncode == 1


def test_a_header_and_no_rows(tmp_path: Path) -> None:
    (tmp_path / "none.csv").write_text(HEADER)
    done = run_duecast(tmp_path, "import", str(tmp_path / "none.csv"))
    assert done.returncode == 0 and "no row under the header: nothing was recorded" in done.stdout
