"""Files as other programs write them, and the two public ledgers where they are at hand."""

from pathlib import Path
from typing import Any

import pytest

from sources.adapters.mapped_csv import source
from sources.mapping import find_mapping

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
GERMAN = """
source = "sap"
delimiter = ";"
encoding = "cp1252"
date_format = "%d.%m.%Y"
decimal_mark = ","
thousands_mark = "."
currency = "EUR"
open = ["00.00.0000"]

[invoices]
invoice_id = "Beleg"
customer_id = "Debitor"
issued_on = "Belegdatum"
due_on = "Fällig"
paid_on = "Ausgleich"
amount = "Betrag"
name = "Name"
optional = ["name"]
attributes = { channel = "Kanal" }
customer_attributes = { size = "Größe" }
"""
ROWS = """Beleg;Debitor;Belegdatum;Fällig;Ausgleich;Betrag;Kanal;Größe;Name;Rest
1;A;03.04.2026;03.05.2026;00.00.0000;1.234,56;web;groß;Ärger & Söhne;x
2;A;03.04.2026;03.05.2026;10.05.2026;12,50;;groß;Ärger & Söhne;x
"""


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_a_german_export(importing_on_both: Any, encoding: str) -> None:
    report = importing_on_both(ROWS.encode(encoding), mapping=GERMAN)
    assert not report.totals
    query = "SELECT CAST(issued_on AS VARCHAR), amount_minor FROM item_versions ORDER BY amount_minor"
    assert importing_on_both.rows(query) == [("2026-04-03", 1250), ("2026-04-03", 123456)]
    query = "SELECT name FROM customer_versions WHERE digest <> 0"
    assert importing_on_both.rows(query) == [("Ärger & Söhne",)]
    assert importing_on_both.rows("SELECT count(*) FROM payments") == [(1,)]


def test_without_a_mapping_it_does_not_apply() -> None:
    assert source(None) is None
    assert source(find_mapping("datarisk")) is not None


@pytest.mark.skipif(not DATA.is_dir(), reason="the public ledgers are not at hand (shared/data)")
def test_the_public_ledgers_come_in_whole(importing: Any) -> None:
    """Every row is taken or said; the counts are those of the files' own description."""
    from datetime import UTC, date, datetime

    from sources.load import load_files

    at, day = datetime(2026, 7, 1, tzinfo=UTC), date(2026, 7, 1)
    datarisk = [DATA / "datarisk_dev_ledger_asof_2021-02-28.csv", DATA / "datarisk_dev_customers.csv"]
    report = load_files(importing.engine, datarisk, mapping="datarisk", recorded_at=at, recorded_on=day)
    assert report.file_rows()[1][2:] == (54_162, 54_162, 0)
    assert importing.rows("SELECT count(*) FROM items WHERE item_no NOT IN (SELECT item_no FROM allocations)") == [
        (1_473,)
    ]
    assert report.base_currency == "BRL"
    assert dict(report.totals) == {"DQ004": 830, "DQ006": 18, "DQ007": 18, "DQ010": 20, "DQ011": 15}
    ibm = [DATA / "ibm_late_payment_histories.csv"]
    report = load_files(importing.engine, ibm, mapping="ibm_late_payments", recorded_at=at, recorded_on=day)
    assert report.file_rows()[0][2:] == (2_466, 2_466, 0)
