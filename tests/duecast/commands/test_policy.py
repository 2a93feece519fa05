"""`duecast policy`: decisions are recorded with who and when, wrong ones change nothing, and past days stay as they were."""

import json
from pathlib import Path

from tests.conftest import run_duecast


def test_decided_listed_and_logged(tmp_path: Path) -> None:
    done = run_duecast(tmp_path, "policy", "set", "grace_days=3", "ageing_cuts_days=15, 45", "base_currency=USD")
    assert done.returncode == 0, done.stderr
    assert "grace_days = 3" in done.stdout
    assert "duecast train" in done.stdout
    said = json.loads(run_duecast(tmp_path, "policy", "list", "--json").stdout)
    assert (said["policies"]["grace_days"], said["policies"]["ageing_cuts_days"]) == (3, [15, 45])
    assert {one["name"]: one["value"] for one in said["decisions"]} == {
        "base_currency": "USD", "grace_days": 3, "ageing_cuts_days": [15, 45],
    }  # fmt: skip
    assert "15,45" in run_duecast(tmp_path, "policy", "list").stdout
    past = json.loads(run_duecast(tmp_path, "policy", "list", "--closing-on", "2026-01-01", "--json").stdout)
    assert (past["policies"]["grace_days"], past["policies"]["base_currency"]) == (0, "USD")
    log = json.loads(run_duecast(tmp_path, "audit", "log", "--json").stdout)["entries"]
    assert [entry["action"] for entry in log] == ["policy", "policy"]
    assert run_duecast(tmp_path, "audit", "verify").returncode == 0


def test_what_is_no_policy_changes_nothing(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("invoice_id,customer_id,issued_on,due_on,amount,currency\n1,A,2026-01-01,2026-01-31,10.00,EUR\n")
    assert run_duecast(tmp_path, "import", str(ledger)).returncode == 0
    for text, why in (
        ("grace_days=99", "between 0 and 60"),
        ("grace_day=1", "no policy is called 'grace_day'"),
        ("base_currency=USD", "before the first invoices"),
        ("further_features=weather", "left out by default"),
    ):
        refused = run_duecast(tmp_path, "policy", "set", "minimum_settled=300", text)
        assert (refused.returncode, why in refused.stderr) == (1, True), refused.stderr
    said = json.loads(run_duecast(tmp_path, "policy", "list", "--json").stdout)
    assert [one["name"] for one in said["decisions"]] == ["base_currency"]
