"""`duecast restore`: the ledger as it was, the doctor's word, exit 1 where it cannot be."""

import json
from pathlib import Path

from tests.conftest import run_duecast
from tests.duecast.commands.test_backup import LEDGER


def test_into_another_home_and_back(tmp_path: Path) -> None:
    home, other, file = tmp_path / "home", tmp_path / "other", tmp_path / "b.duecast"
    (tmp_path / "ledger.csv").write_text(LEDGER)
    assert run_duecast(home, "import", str(tmp_path / "ledger.csv")).returncode == 0
    assert run_duecast(home, "backup", str(file)).returncode == 0
    done = run_duecast(other, "restore", str(file))
    assert done.returncode == 0, done.stderr
    assert "checks, 0 failed" in done.stdout
    said = json.loads(run_duecast(other, "restore", str(file), "--replace", "--json").stdout)
    assert said["holds"] is True
    again = json.loads(run_duecast(other, "import", str(tmp_path / "ledger.csv"), "--json").stdout)
    assert again["counts"]["items"] == {"new": 0, "known": 1, "corrected": 0, "rejected": 0}
    refused = run_duecast(other, "restore", str(file))
    assert refused.returncode == 1 and "--replace" in refused.stderr
