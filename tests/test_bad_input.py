"""RELIABILITY B3: delimited texts of every notation are read as the mapping says, or refused with line and column; no guess."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from ledger.connection import reading
from ledger.errors import UnreadableSource
from sources.load import load_files
from sources.mapping import read_mapping
from sources.report import ImportReport

HEADER = "invoice_id,customer_id,issued_on,due_on,amount,currency,name"
ROW = "1,A,2026-04-03,2026-05-03,1234.56,EUR,Müller & Söhne"
PLAIN = f"{HEADER}\n{ROW}\n"
COLUMNS = "\n".join(f'{name} = "{name}"' for name in HEADER.split(","))


def mapping_of(settings: str) -> str:
    return f"{settings}\n[invoices]\n{COLUMNS}\n"


def load(engine: Engine, folder: Path, content: bytes, settings: str | None = None) -> ImportReport:
    path = folder / "ledger.csv"
    path.write_bytes(content)
    mapping = None if settings is None else read_mapping(mapping_of(settings), "test")
    return load_files(
        engine, [path], mapping=mapping, recorded_at=datetime(2026, 7, 1, tzinfo=UTC), recorded_on=date(2026, 7, 1)
    )


def taken(engine: Engine) -> list[tuple[Any, ...]]:
    query = """SELECT i.invoice_id, v.amount_minor, CAST(v.issued_on AS VARCHAR) FROM item_versions v
               JOIN items i ON i.item_no = v.item_no"""
    names = "SELECT name FROM customer_versions WHERE digest <> 0"
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(text(query))] + [
            tuple(row) for row in connection.execute(text(names))
        ]


def dated(issued: str, due: str) -> bytes:
    return PLAIN.replace("2026-04-03", issued).replace("2026-05-03", due).encode()


SPACED = 'decimal_mark = ","\nthousands_mark = " "'
EUROPEAN = 'decimal_mark = ","\nthousands_mark = "."'
READ = {
    "plain": (PLAIN.encode(), None),
    "BOM": (PLAIN.encode("utf-8-sig"), None),
    "UTF-16 LE": (b"\xff\xfe" + PLAIN.encode("utf-16-le"), None),
    "UTF-16 BE": (b"\xfe\xff" + PLAIN.encode("utf-16-be"), None),
    "UTF-32": (PLAIN.encode("utf-32"), None),
    "cp1252": (PLAIN.encode("cp1252"), 'encoding = "cp1252"'),
    "semicolons": (PLAIN.replace(",", ";").encode(), None),
    "tabs": (PLAIN.replace(",", "\t").encode(), None),
    "bars": (PLAIN.replace(",", "|").encode(), None),
    "CRLF": (PLAIN.replace("\n", "\r\n").encode(), None),
    "CR": (PLAIN.replace("\n", "\r").encode(), None),
    "no last line break": (PLAIN.strip().encode(), None),
    "blank lines": (f"\n\n{HEADER}\n\n{ROW}\n\n\n".encode(), None),
    "all quoted": ("\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in PLAIN.split("\n")[:2]).encode(), None),
    "1.234,56": (PLAIN.replace(",", ";").replace("1234.56", "1.234,56").encode(), EUROPEAN),
    "1234,56": (PLAIN.replace(",", ";").replace("1234.56", "1234,56").encode(), EUROPEAN),
    "1,234.56": (PLAIN.replace("1234.56", '"1,234.56"').encode(), 'thousands_mark = ","'),
    "1 234,56": (PLAIN.replace(",", ";").replace("1234.56", "1 234,56").encode(), SPACED),
    "1\u00a0234,56": (PLAIN.replace(",", ";").replace("1234.56", "1\u00a0234,56").encode(), SPACED),
    "1\u202f234,56": (PLAIN.replace(",", ";").replace("1234.56", "1\u202f234,56").encode(), SPACED),
    "1'234.56": (PLAIN.replace("1234.56", "1'234.56").encode(), "thousands_mark = \"'\""),
    "03.04.2026": (dated("03.04.2026", "03.05.2026"), 'date_format = "%d.%m.%Y"'),
    "03/04/2026 is 3 April": (dated("03/04/2026", "03/05/2026"), 'date_format = "%d/%m/%Y"'),
    "04/03/2026 is 3 April": (dated("04/03/2026", "05/03/2026"), 'date_format = "%m/%d/%Y"'),
    "20260403": (dated("20260403", "20260503"), 'date_format = "%Y%m%d"'),
}  # fmt: skip


@pytest.mark.parametrize("case", READ)
def test_read_as_the_mapping_says(sqlite_engine: Engine, tmp_path: Path, case: str) -> None:
    content, settings = READ[case]
    report = load(sqlite_engine, tmp_path, content, settings)
    assert (report.rows, report.rejected) == (1, 0), report.findings
    assert taken(sqlite_engine) == [("1", 123456, "2026-04-03"), ("Müller & Söhne",)]


def test_line_breaks_within_quotes(engine: Engine, tmp_path: Path) -> None:
    """The line of a later row counts them."""
    report = load(
        engine,
        tmp_path,
        PLAIN.replace("Müller & Söhne", '"Müller\r\n& ""Söhne"""').encode() + b"2,A,x,2026-05-03,1,EUR,B\n",
    )
    assert taken(engine)[-1] == ('Müller\r\n& "Söhne"',)
    assert [(found.code, found.line, found.column) for found in report.findings] == [("DQ001", 4, "issued_on")]


SAID = {
    "03/04/2026 is not guessed": (PLAIN.replace("2026-04-03", "03/04/2026"), None, "DQ001", 2, "issued_on"),
    "13/13/2026": (PLAIN.replace("2026-04-03", "13/13/2026"), 'date_format = "%d/%m/%Y"', "DQ001", 2, "issued_on"),
    "0000-00-00": (PLAIN.replace("2026-04-03", "0000-00-00"), None, "DQ001", 2, "issued_on"),
    "1.234,56 without a mapping": (PLAIN.replace("1234.56", '"1.234,56"'), None, "DQ002", 2, "amount"),
    "1,234.56 without a mapping": (PLAIN.replace("1234.56", '"1,234.56"'), None, "DQ002", 2, "amount"),
    "1.234 in the wrong notation": (PLAIN.replace("1234.56", "1.234"), None, "DQ002", 2, "amount"),
    "12.34.56": (PLAIN.replace(",", ";").replace("1234.56", "12.34,56"), EUROPEAN, "DQ002", 2, "amount"),
    "NaN": (PLAIN.replace("1234.56", "NaN"), None, "DQ002", 2, "amount"),
    "1e5": (PLAIN.replace("1234.56", "1e5"), None, "DQ002", 2, "amount"),
    "Arabic digits": (PLAIN.replace("1234.56", "١٢٣"), None, "DQ002", 2, "amount"),
    "NUL": (PLAIN.replace("Söhne", "S\0hne"), None, "DQ014", 2, ""),
    "a cell too few": (PLAIN.replace(",EUR", ""), None, "DQ013", 2, ""),
    "a cell too many": (PLAIN.replace(",EUR", ",EUR,EUR"), None, "DQ013", 2, ""),
    "no customer": (PLAIN.replace(",A,", ",,"), None, "DQ003", 2, "customer_id"),
    "no currency": (PLAIN.replace("EUR", ""), None, "DQ012", 2, "currency"),
    "zero": (PLAIN.replace("1234.56", "0.00"), None, "DQ005", 2, "amount"),
}  # fmt: skip


@pytest.mark.parametrize("case", SAID)
def test_refused_with_line_and_column(sqlite_engine: Engine, tmp_path: Path, case: str) -> None:
    content, settings, code, line, column = SAID[case]
    report = load(sqlite_engine, tmp_path, content.encode(), settings)
    assert [(found.code, found.line, found.column) for found in report.findings] == [(code, line, column)]
    assert report.findings[0].reason and report.findings[0].advice
    assert (report.rows, report.rejected) == (1, 1)
    assert not [row for row in taken(sqlite_engine) if len(row) == 3]


UNREADABLE = {
    "empty": (b"", "is empty"),
    "only a BOM": (b"\xef\xbb\xbf", "is empty"),
    "only blank lines": (b"\n\n\n", "is empty"),
    "duplicate header": (PLAIN.replace("name", "amount").encode(), "column 'amount' more than once"),
    "another encoding": (PLAIN.encode("cp1252"), "not written in utf-8 .*byte 0xfc"),
    "half a character": (b"\xff\xfe" + PLAIN.encode("utf-16-le")[:-1], "not written in utf-16"),
    "an open quotation mark": (PLAIN.replace("Müller", '"Müller').encode(), "cannot be read from line 2 on"),
    "an unknown header": (b"a,b\n1,2\n", "lacks the column 'customer_id'"),
    "a PDF": (b"%PDF-1.7\n", "is a PDF"),
    "an encrypted or old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or encrypted Excel workbook"),
    "gzip": (b"\x1f\x8b\x08\x00", "packed with gzip"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_cannot_be_read_keeps_nothing(sqlite_engine: Engine, tmp_path: Path, case: str) -> None:
    content, told = UNREADABLE[case]
    with pytest.raises(UnreadableSource, match=told):
        load(sqlite_engine, tmp_path, content)
    with reading(sqlite_engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM imports")).scalar() == 0


def test_the_first_hundred_findings_are_told_and_all_are_kept(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = "".join(f"{n},A,never,2026-05-03,1,EUR,A\n" for n in range(250))
    report = load(sqlite_engine, tmp_path, f"{HEADER}\n{rows}".encode())
    assert [found.line for found in report.findings] == list(range(2, 102))
    assert report.totals == {"DQ001": 250}
    with reading(sqlite_engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM findings")).scalar() == 250
        assert connection.execute(text("SELECT count(*) FROM quarantine")).scalar() == 250
