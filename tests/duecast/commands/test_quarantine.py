"""Mending from the command line: list, a sheet out and in, show, replay, drop."""

import csv
import json
from io import StringIO
from pathlib import Path

from tests.conftest import run_duecast

LEDGER = """invoice_id,customer_id,issued_on,due_on,amount,currency
1,A,2026-01-01,2026-01-31,10.00,EUR
2,A,2026-02-30,2026-03-31,20.00,EUR
3,A,2026-02-01,2026-03-31,"3,00",EUR
4,A,2026-02-01,2026-03-31,,XXQ
"""


def test_from_a_rejected_row_to_the_ledger(tmp_path: Path) -> None:
    file, sheet = tmp_path / "ledger.csv", tmp_path / "sheet.csv"
    file.write_text(LEDGER)
    assert run_duecast(tmp_path, "import", str(file)).returncode == 0
    listed = json.loads(run_duecast(tmp_path, "quarantine", "list", "--json").stdout)
    assert [(row["quarantine_no"], row["line"], row["state"]) for row in listed] == [
        (1, 3, "waiting"),
        (2, 4, "waiting"),
        (3, 5, "waiting"),
    ]
    assert run_duecast(tmp_path, "quarantine", "list", "--sheet", str(sheet)).returncode == 0
    rows = list(csv.DictReader(StringIO(sheet.read_text(encoding="utf-8-sig"))))
    rows[0]["issued_on"] = "2026-02-28"
    with sheet.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    assert "1 row mended, 2 unchanged" in run_duecast(tmp_path, "quarantine", "mend", "--sheet", str(sheet)).stdout
    assert run_duecast(tmp_path, "quarantine", "mend", "2", "amount=3.00").returncode == 0
    assert "2026-02-28" in run_duecast(tmp_path, "quarantine", "show", "1").stdout
    done = run_duecast(tmp_path, "quarantine", "replay", "--json")
    assert done.returncode == 0, done.stderr
    assert [report["counts"]["items"]["new"] for report in json.loads(done.stdout)] == [2]
    again = run_duecast(tmp_path, "quarantine", "replay", "3")
    assert again.returncode == 1
    assert "DQ012" in again.stdout
    assert run_duecast(tmp_path, "quarantine", "drop", "3", "--why", "a test").returncode == 0
    assert "No rejected row is waiting." in run_duecast(tmp_path, "quarantine", "list").stdout
    states = json.loads(run_duecast(tmp_path, "quarantine", "list", "--all", "--json").stdout)
    assert [row["state"] for row in states] == ["replayed", "replayed", "dropped"]


def test_wrong_usage_is_said(tmp_path: Path) -> None:
    for arguments in (["mend"], ["mend", "1"], ["mend", "1", "x"], ["drop", "1", "--why", " "], ["drop", "1"]):
        done = run_duecast(tmp_path, "quarantine", *arguments)
        assert done.returncode == 2, (arguments, done.stderr)
    missing = run_duecast(tmp_path, "quarantine", "show", "7")
    assert (missing.returncode, "no row 7" in missing.stderr) == (1, True)


def test_a_sheet_that_nobody_touched_mends_nothing(tmp_path: Path) -> None:
    """Not even rows with too few or too many cells, which a sheet cannot show as they are."""
    file, sheet = tmp_path / "ledger.csv", tmp_path / "sheet.csv"
    file.write_text(LEDGER + "5,A,2026-02-01,2026-03-31,5.00\n6,A,2026-02-01,2026-03-31,1,000.00,EUR\n")
    assert run_duecast(tmp_path, "import", str(file)).returncode == 0
    assert "5 rows in" in run_duecast(tmp_path, "quarantine", "list", "--sheet", str(sheet)).stdout
    assert "0 rows mended, 5 unchanged" in run_duecast(tmp_path, "quarantine", "mend", "--sheet", str(sheet)).stdout
    told = sheet.read_text(encoding="utf-8-sig").replace(
        "6,A,2026-02-01,2026-03-31,1,000.00", "6,A,2026-02-01,2026-03-31,1000.00,EUR"
    )
    sheet.write_text(told, encoding="utf-8-sig")
    assert "1 row mended, 4 unchanged" in run_duecast(tmp_path, "quarantine", "mend", "--sheet", str(sheet)).stdout
    assert run_duecast(tmp_path, "quarantine", "mend", "4", "currency=EUR").returncode == 0
    done = json.loads(run_duecast(tmp_path, "quarantine", "replay", "--json").stdout)
    assert sum(report["counts"]["items"]["new"] for report in done) == 2, done
