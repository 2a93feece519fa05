"""Invoices as columns: what a warning is due for, a dispute and a foreign currency are read as rows."""

from sources.cells import Cells
from sources.invoice_columns import InvoiceColumns
from sources.mapping import find_mapping
from tests.sources.conftest import Importer

HEADER = "invoice_id,customer_id,issued_on,due_on,currency,amount,disputed_on"


def test_plain_and_odd_invoices_of_one_file(importing_on_both: Importer) -> None:
    report = importing_on_both(
        f"{HEADER}\n"
        "1,A,2026-01-02,2026-02-01,EUR,1.00,\n"
        "2,A,2026-01-02,2026-01-01,EUR,1.00,\n"
        "3,B,2026-01-02,2026-02-01,USD,1.00,\n"
        "4,B,2026-01-02,2026-02-01,EUR,,\n"
        "5,B,2026-01-02,2026-02-01,EUR,5.00,2026-02-03\n"
        "6,B,2026-01-02,2028-02-01,EUR,5.00,\n"
        "7,B,2026-08-02,2026-09-01,EUR,5.00,\n"
    )
    told = [(finding.code, finding.line) for finding in report.findings]
    assert told == [("DQ006", 3), ("DQ020", 4), ("DQ004", 5), ("DQ010", 7), ("DQ009", 8)]
    assert report.counts["items"] == {"new": 7, "known": 0, "corrected": 0, "rejected": 0}
    assert report.counts["disputes"]["new"] == 1
    base = importing_on_both.rows(
        "SELECT invoice_id, base_minor FROM item_versions JOIN items USING (item_no) ORDER BY 1"
    )
    assert base == [("1", 100), ("2", 100), ("3", None), ("4", None), ("5", 500), ("6", 500), ("7", 500)]


def test_what_says_more_than_an_invoice_is_read_as_rows() -> None:
    section = find_mapping("ledger").sections["invoices"]
    for further, can in (("", True), (",paid_on", False), (",colour", False)):
        header = (HEADER + further).split(",")
        assert InvoiceColumns.can_read(Cells("f.csv", section.within(header), header)) is can
