"""The report on the terminal, as JSON and as a page."""

import json
from pathlib import Path

from ledger.connection import open_ledger, reading
from ledger.findings import Finding, read_findings
from ledger.settings import Settings
from tests.conftest import run_duecast

LEDGER = (
    "invoice_id,customer_id,issued_on,due_on,amount,currency\n1,A,2026-01-01,2026-01-31,,EUR\n2,A,x,2026-01-31,1,EUR\n"
)


def test_every_form(tmp_path: Path) -> None:
    """Of an empty ledger too: nothing is called in order that nobody could look at."""
    empty = run_duecast(tmp_path, "quality")
    assert empty.returncode == 0 and "holds no invoices" in empty.stdout and "ok" not in empty.stdout
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


def test_what_changed_is_kept(tmp_path: Path) -> None:
    """Once, however often it is looked at; in the ledger's findings beside those of imports, counted apart from them."""
    (tmp_path / "ledger.csv").write_text(LEDGER)
    assert run_duecast(tmp_path, "import", str(tmp_path / "ledger.csv")).returncode == 0

    def kept() -> list[Finding]:
        assert run_duecast(tmp_path, "quality", "--record", "--json").returncode == 0
        engine = open_ledger(Settings(home=tmp_path))
        with reading(engine) as connection:
            found = [one for one in read_findings(connection) if one.code.startswith("DQ1")]
        engine.dispose()
        return found

    first = kept()
    assert {one.code: (one.severity, one.value) for one in first}["DQ103"] == ("error", "1")
    assert len(first) == len({one.code for one in first}) and kept() == first
    (tmp_path / "ledger.csv").write_text(LEDGER.replace(",,EUR", ",5,EUR"))
    assert run_duecast(tmp_path, "import", str(tmp_path / "ledger.csv")).returncode == 0
    later = [one for one in kept() if one.code == "DQ103"]
    assert [one.value for one in later] == ["1", "holds"]
    door = json.loads(run_duecast(tmp_path, "quality", "--json").stdout)["door"]
    assert all(one["code"].startswith("DQ0") for one in door)


def test_wrong_usage(tmp_path: Path) -> None:
    assert run_duecast(tmp_path, "quality", "--language", "fr").returncode == 2
    assert run_duecast(tmp_path, "quality", "--closing-on", "soon").returncode == 2
    assert "still to come" in run_duecast(tmp_path, "quality", "--closing-on", "2199-12-31").stderr
    assert run_duecast(tmp_path, "quality", "--record", "--closing-on", "2026-01-01").returncode == 2
