"""`duecast train`: too little history is said; the demo's training is tried by tests/training/test_run.py."""

import json
from pathlib import Path

import pytest

from tests.conftest import run_duecast


@pytest.mark.xdist_group("demo")
def test_six_invoices_fit_no_model_but_are_scored(tmp_path: Path) -> None:
    """The example of the README: the typical payment days of a segment answer, and the scores say so."""
    example = Path(__file__).parents[3] / "docs" / "example.csv"
    assert run_duecast(tmp_path, "import", str(example)).returncode == 0
    refused = run_duecast(tmp_path, "train", "--as-of", "2026-03-01", "--trials", "-1")
    assert refused.returncode == 2 and "--trials" in refused.stderr
    done = run_duecast(tmp_path, "train", "--as-of", "2026-03-01", "--tune", "5", "--trials", "2")
    assert done.returncode == 0, done.stderr
    assert "tuning" not in done.stderr, "no head is fitted, so that there is nothing to try"
    assert "Too few settled invoices" in done.stdout
    scored = run_duecast(tmp_path, "score", "--as-of", "2026-03-01")
    assert scored.returncode == 0, scored.stderr
    listed = json.loads(run_duecast(tmp_path, "worklist", "--json").stdout)
    assert {one["basis"] for one in listed} <= {"segment", "rule"}
    assert {one["invoice_id"] for one in listed} >= {"2026-005", "2026-006"}
