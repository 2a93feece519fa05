"""The report on the terminal, as JSON and as a page."""

import json
from pathlib import Path

from tests.conftest import run_duecast

LEDGER = (
    "invoice_id,customer_id,issued_on,due_on,amount,currency\n1,A,2026-01-01,2026-01-31,,EUR\n2,A,x,2026-01-31,1,EUR\n"
)


def test_every_form(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(LEDGER)
    assert run_duecast(tmp_path, "import", str(tmp_path / "ledger.csv")).returncode == 0
    shown = run_duecast(tmp_path, "quality")
    assert "Amounts missing or not above zero" in shown.stdout
    assert "errors: 2" in shown.stdout
    told = json.loads(run_duecast(tmp_path, "quality", "--json", "--language", "zh-CN").stdout)
    assert told["checks"][0]["title"] == "金额缺失或不大于零"
    done = run_duecast(tmp_path, "quality", "--closing-on", "2020-01-01", "--html", str(tmp_path / "q.html"))
    assert done.returncode == 0, done.stderr
    assert "The ledger holds no invoices by that day." in (tmp_path / "q.html").read_text(encoding="utf-8")


def test_wrong_usage(tmp_path: Path) -> None:
    assert run_duecast(tmp_path, "quality", "--language", "fr").returncode == 2
    assert run_duecast(tmp_path, "quality", "--closing-on", "soon").returncode == 2
