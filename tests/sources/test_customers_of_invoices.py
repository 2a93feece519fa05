"""What invoices say of customers: the same ledger whatever the order of files, of rows and of imports on the first day."""

from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

from ledger.connection import open_ledger
from ledger.migration import migrate
from ledger.settings import Settings
from tests.conftest import run_duecast
from tests.sources.conftest import Importer

HEADER = "invoice_id,customer_id,issued_on,due_on,amount,currency"
CUSTOMERS = "customer_id,name,country\nA,Ärger,DE\n"
JANUARY = (
    f"{HEADER},name,country\n1,A,2026-01-05,2026-02-01,1.00,EUR,Zorn,FR\n2,B,2026-01-05,2026-02-01,1.00,EUR,Be,FR\n"
)
MARCH = f"{HEADER},country\n3,A,2026-03-05,2026-04-01,1.00,EUR,IT\n4,B,2026-03-05,2026-04-01,1.00,EUR,ES\n"
STANDS = (
    "SELECT customer_id, name, country, v.known_on FROM customer_versions v JOIN customers USING (customer_no) "
    "WHERE fact_no NOT IN (SELECT fact_no FROM retractions WHERE kind = 'customers') ORDER BY customer_id"
)


def ledgers(folder: Path, orders: Any, together: bool) -> list[tuple[str, list[Any]]]:
    """Digest and standing customers of a ledger for each order of the files, imported at once or one by one."""
    found = []
    for number, files in enumerate(orders):
        home = folder / str(number)
        home.mkdir()
        engine = open_ledger(Settings(home=home))
        migrate(engine)
        importing = Importer(engine, home)
        for group in [files] if together else [[file] for file in files]:
            importing(*group, source="erp")
        found.append((importing.digest(), importing.rows(STANDS)))
        engine.dispose()
    return found


def test_files_of_one_import_in_any_order(tmp_path: Path) -> None:
    found = ledgers(tmp_path, permutations((CUSTOMERS, JANUARY, MARCH)), together=True)
    assert all(one == found[0] for one in found)
    assert [row[:3] for row in found[0][1]] == [("A", "Ärger", "DE"), ("B", "", "ES")], (
        "the latest invoice; a customers file"
    )


def test_imports_of_the_first_day_in_any_order(tmp_path: Path) -> None:
    """The customers file counts, and its word holds for all of the history."""
    found = ledgers(tmp_path, permutations((CUSTOMERS, JANUARY.replace("2,B", "2,A"))), together=False)
    assert found[0] == found[1]
    assert [row[:3] for row in found[0][1]] == [("A", "Ärger", "DE")]
    assert str(found[0][1][0][3]) == "1900-01-01"


def test_of_one_day_the_content_decides(tmp_path: Path) -> None:
    one = f"{HEADER},name\n1,A,2026-01-05,2026-02-01,1.00,EUR,x\n"
    other = f"{HEADER},name\n2,A,2026-01-05,2026-02-01,1.00,EUR,y\n"
    found = ledgers(tmp_path, permutations((one, other)), together=True)
    assert found[0] == found[1] and found[0][1][0][1] in ("x", "y")


def test_a_contradiction_is_said_once_and_the_row_is_taken(importing_on_both: Any) -> None:
    report = importing_on_both(JANUARY + "5,A,2026-01-06,2026-02-01,1.00,EUR,Zorn,FR\n", CUSTOMERS, source="erp")
    (found,) = report.findings
    assert (found.code, found.severity, found.value, found.line) == ("DQ022", "warning", "A", 2)
    assert found.reason == "a customers file says otherwise of name, country; what it says counts"
    assert report.rejected == 0 and report.counts["customers"] == {"new": 2, "known": 0, "corrected": 0, "rejected": 0}
    again = importing_on_both(JANUARY, source="erp")
    assert again.counts["customers"] == {"new": 0, "known": 1, "corrected": 0, "rejected": 0}, "B; A is left out"


def test_saying_the_same_or_nothing_is_no_contradiction(importing: Any) -> None:
    importing("customer_id,name,country,terms_days,size\nA,Ärger,DE,30,big\n", source="erp")
    report = importing(f"{HEADER},name,country\n1,A,2026-01-05,2026-02-01,1.00,EUR,,DE\n", source="erp")
    assert report.findings == []
    assert importing.rows(STANDS)[0][:3] == ("A", "Ärger", "DE")


def test_a_customers_file_on_a_later_day_is_a_correction(importing_on_both: Any) -> None:
    importing_on_both(JANUARY, source="erp")
    later = date(2026, 7, 9)
    report = importing_on_both(CUSTOMERS, source="erp", on=later)
    assert report.counts["customers"]["corrected"] == 1
    assert [str(row[3]) for row in importing_on_both.rows(STANDS)] == ["2026-07-09", "1900-01-01"]
    importing_on_both(MARCH, source="erp", on=date(2026, 7, 10))
    assert importing_on_both.rows(STANDS)[0][:3] == ("A", "Ärger", "DE"), "invoices count no more"
    assert importing_on_both.rows(STANDS)[1][:3] == ("B", "", "ES")


def test_another_sources_history_changes_no_past_day(importing_on_both: Any) -> None:
    importing_on_both(CUSTOMERS, source="erp")
    later = date(2026, 7, 9)
    for name in ("first", "second"):
        importing_on_both(CUSTOMERS.replace("Ärger", name), source="crm", on=later)
    assert [(row[1], str(row[3])) for row in importing_on_both.rows(STANDS)] == [("second", "2026-07-09")]


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(CUSTOMERS, encoding="utf-8")
    (tmp_path / "i.csv").write_text(JANUARY, encoding="utf-8")
    done = run_duecast(tmp_path, "import", str(tmp_path / "i.csv"), str(tmp_path / "c.csv"))
    assert done.returncode == 0 and "customer described differently" in done.stdout


def test_an_id_with_a_nul_is_rejected_and_asks_for_nobody(importing_on_both: Any) -> None:
    report = importing_on_both(JANUARY.replace("2,B", "2,B\0"), CUSTOMERS, source="erp")
    assert {one.code for one in report.findings} == {"DQ014", "DQ022"} and report.rejected == 1
