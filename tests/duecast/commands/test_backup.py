"""`duecast backup`: one file, said how large and under which head of the log."""

import json
from pathlib import Path

from tests.conftest import run_duecast

LEDGER = "invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency\n1,A,2026-01-01,2026-01-31,,10.00,EUR\n"


def test_for_people_and_for_programs(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(LEDGER)
    assert run_duecast(tmp_path, "import", str(tmp_path / "ledger.csv")).returncode == 0
    file = tmp_path / "b.duecast"
    done = run_duecast(tmp_path, "backup", str(file))
    assert done.returncode == 0 and "Audit head 2:" in done.stdout
    again = run_duecast(tmp_path, "backup", str(file))
    assert again.returncode == 1 and "--replace" in again.stderr
    said = json.loads(run_duecast(tmp_path, "backup", str(file), "--replace", "--json").stdout)
    assert said["bytes"] == file.stat().st_size
    assert said["audit_head"].startswith("3:")
