"""A workbook is read as the delimited text of the same content: same facts, same findings, rows as lines."""

import csv
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import UnreadableSource
from sources.load import load_files
from sources.mapping import read_mapping
from sources.report import ImportReport
from tests.workbook import write_workbook

HEADER = ["invoice_id", "customer_id", "issued_on", "due_on", "paid_on", "amount", "currency", "channel"]
ROWS = [
    [1001, "A", date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 10), 1000, "EUR", "web"],
    ["1002", "A", "2026-02-10", datetime(2026, 3, 12), None, 500.5, "EUR", "=1+1"],
    [1003, 17, date(2026, 2, 10), date(2026, 3, 12), None, "20.50", "EUR", 0.1 + 0.2],
]
TEXT = """invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency,channel
1001,A,2026-01-01,2026-01-31,2026-02-10,1000,EUR,web
1002,A,2026-02-10,2026-03-12,,500.50,EUR,=1+1
1003,17,2026-02-10,2026-03-12,,20.50,EUR,0.3
"""


def load(importing: Any, path: Path, on: date = date(2026, 7, 1), **more: Any) -> ImportReport:
    return load_files(
        importing.engine, [path], recorded_at=datetime(on.year, on.month, on.day, tzinfo=UTC), recorded_on=on, **more
    )


def test_the_text_then_the_workbook_is_known(importing_on_both: Any, tmp_path: Path) -> None:
    first = importing_on_both(TEXT)
    digest = importing_on_both.digest()
    path = write_workbook(tmp_path / "renamed.xlsx", {"Sheet 1": [HEADER, *ROWS]}, above=2)
    again = load(importing_on_both, path, date(2026, 8, 1))
    assert importing_on_both.digest() == digest
    assert {kind: (n["new"], n["known"]) for kind, n in again.counts.items()} == {
        kind: (0, n["new"]) for kind, n in first.counts.items()
    }


def test_a_mapping_says_how_its_texts_are_written(importing: Any, tmp_path: Path) -> None:
    mapping = read_mapping(
        'date_format = "%d.%m.%Y"\ndecimal_mark = ","\ncurrency = "EUR"\n[invoices]\ninvoice_id = "Beleg"\ncustomer_id = "Kunde"\n'
        'issued_on = "Vom"\ndue_on = "Bis"\namount = "Betrag"\n', "erp",
    )  # fmt: skip
    rows = [
        ["Beleg", "Kunde", "Vom", "Bis", "Betrag"],
        [1, "A", date(2026, 4, 3), "03.05.2026", 12.5],
        [2, "A", "03.04.2026", date(2026, 5, 3), "7,25"],
    ]
    report = load(importing, write_workbook(tmp_path / "a.xlsx", {"x": rows}), mapping=mapping)
    assert report.rejected == 0
    query = "SELECT issued_on, due_on, amount_minor FROM item_versions ORDER BY fact_no"
    assert importing.rows(query) == [("2026-04-03", "2026-05-03", 1250), ("2026-04-03", "2026-05-03", 725)]


def test_findings_name_the_row_of_the_sheet_and_it_waits(importing: Any, tmp_path: Path) -> None:
    bad = [
        ["9", "A", datetime(2026, 1, 1, 14, 30), "03/04/2026", None, 1, "EUR", ""],
        [None] * 8,
        ["10", "A", "x", "2026-01-01", None, 1, "EUR", ""],
    ]
    report = load(importing, write_workbook(tmp_path / "a.xlsx", {"x": [HEADER, *ROWS, *bad]}, above=3))
    assert [(found.code, found.line, found.column) for found in report.findings] == [
        ("DQ001", 8, "issued_on"),
        ("DQ001", 10, "issued_on"),
    ]
    from ledger.connection import reading
    from ledger.quarantine import quarantined

    with reading(importing.engine) as connection:
        assert [(row.line, row.cells[0]) for row in quarantined(connection)] == [(8, "9"), (10, "10")]


def test_the_sheet_that_fits(importing: Any, tmp_path: Path) -> None:
    notes = [["a", "a"], ["dear", "reader"]]
    path = write_workbook(tmp_path / "a.xlsx", {"notes": notes, "empty": [], "data": [HEADER, *ROWS]})
    assert load(importing, path).rows == 3
    with pytest.raises(UnreadableSource, match=r"several sheets that can be read \('one', 'two'\)"):
        load(importing, write_workbook(tmp_path / "b.xlsx", {"one": [HEADER, *ROWS], "two": [HEADER]}))
    with pytest.raises(
        UnreadableSource, match=r"has no sheet whose first row.*'x' has 'invoice', 'b'.*'notes'.*more than once"
    ):
        load(importing, write_workbook(tmp_path / "c.xlsx", {"x": [["invoice", "b"], [1, 2]], "notes": notes}))


def test_a_workbook_of_one_thousand_rows_equals_its_text(importing: Any, tmp_path: Path) -> None:
    rows = [
        [f"R{n}", f"C{n % 7}", f"2026-01-{1 + n % 28:02}", "2026-03-01", "", f"{n + 1}.25", "EUR", "ü'\"\n,;"]
        for n in range(1000)
    ]
    out = StringIO()
    csv.writer(out).writerows([HEADER, *rows])
    importing(out.getvalue())
    digest = importing.digest()
    report = load(importing, write_workbook(tmp_path / "a.xlsx", {"x": [HEADER, *rows]}))
    assert (importing.digest(), report.counts["items"]["known"]) == (digest, 1000)
