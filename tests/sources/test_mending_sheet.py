"""A sheet made for a spreadsheet comes back as it was written, and only known columns can be mended."""

from typing import Any

import pytest

from ledger.connection import reading
from ledger.errors import InvalidValue, UnreadableSource
from ledger.quarantine import Quarantined, quarantined
from sources.mending_sheet import mended_cells, read_sheet, write_sheet

HEADER = "invoice_id,customer_id,issued_on,due_on,amount,currency,=note\n"


def rows(importing: Any) -> list[Quarantined]:
    with reading(importing.engine) as connection:
        return quarantined(connection)


def test_there_and_back(importing: Any, tmp_path: Any) -> None:
    """Also what begins like a formula, line breaks, quotes, letters of all kinds."""
    importing(HEADER + '=1+1,A,x,2026-01-31,-5.00,EUR,"@SUM(1)\n""Ä"""\n\'2,B,y,2026-01-31,1.00,EUR,汉字\n3,too,few\n')
    held = rows(importing)
    path = tmp_path / "sheet.csv"
    path.write_text(write_sheet(held), encoding="utf-8-sig", newline="")
    told = read_sheet(path)
    assert [tuple(told[row.quarantine_no].values()) for row in held[:2]] == [row.cells for row in held[:2]]
    assert [mended_cells(row, told[row.quarantine_no]) for row in held[:2]] == [list(row.cells) for row in held[:2]]
    assert mended_cells(held[2], told[3]) == ["3", "too", "few", "", "", "", ""]
    text = path.read_text(encoding="utf-8-sig")
    assert "'=1+1" in text
    assert ",-5.00," in text
    assert "issued_on: 'x' is not a day written yyyy-mm-dd" in text


def test_a_spreadsheet_may_save_it_with_semicolons(importing: Any, tmp_path: Any) -> None:
    importing(HEADER + "1,A,x,2026-01-31,5.00,EUR,n\n")
    path = tmp_path / "sheet.csv"
    path.write_text(write_sheet(rows(importing)).replace(",", ";"), encoding="utf-16")
    assert read_sheet(path)[1]["customer_id"] == "A"


def test_what_is_no_sheet_is_refused(importing: Any, tmp_path: Any) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(UnreadableSource, match="no column #row"):
        read_sheet(path)
    path.write_text("#row,b\nx,2\n")
    with pytest.raises(UnreadableSource, match="line 2: #row 'x'"):
        read_sheet(path)


def test_rows_of_several_headers_need_a_file(importing: Any) -> None:
    importing(HEADER + "1,A,x,2026-01-31,5.00,EUR,n\n", "payment_id,customer_id,paid_on,amount,currency\n1,A,x,1,EUR\n")
    with pytest.raises(InvalidValue, match=r"file-0.csv, file-1.csv.*--file"):
        write_sheet(rows(importing))
    with pytest.raises(InvalidValue, match="no row is waiting"):
        write_sheet([])


def test_cells_are_named_by_column_or_field(importing: Any) -> None:
    mapping = 'date_format = "%d.%m.%Y"\ncurrency = "EUR"\n[invoices]\ncustomer_id = "Kunde"\nissued_on = "Vom"\n'
    mapping += 'due_on = "Bis"\namount = "Betrag"\n'
    importing("Kunde,Vom,Bis,Betrag\nA,x,31.01.2026,1.00\n", mapping=mapping)
    (row,) = rows(importing)
    assert mended_cells(row, {"Vom": "01.01.2026"}) == mended_cells(row, {"issued_on": "01.01.2026"})
    with pytest.raises(InvalidValue, match="no column 'Von'; its columns are Kunde, Vom, Bis, Betrag"):
        mended_cells(row, {"Von": "1"})
    with pytest.raises(InvalidValue, match="no file can hold"):
        mended_cells(row, {"Vom": "\ud800"})
