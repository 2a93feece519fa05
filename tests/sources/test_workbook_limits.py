"""RELIABILITY B4: workbooks that ask for too much, or hold what no table holds, are refused at once and in little memory."""

import time
import tracemalloc
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from ledger.errors import UnreadableSource
from sources.workbook_limits import check_workbook, column_number
from tests.workbook import write_workbook

CORNERS = '<sheetData><row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row></sheetData>'
OTHERWISE = "<sheetData><row r='1'><c  r = 'A1'/></row><row><c r='ZZZZ999999999'/></row></sheetData>"
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'


def changed(path: Path, **parts: str | bytes) -> Path:
    """The workbook with parts replaced or added."""
    made = path.with_name(f"changed-{path.name}")
    names = {
        "sheet": "xl/worksheets/sheet1.xml",
        "vba": "xl/vbaProject.bin",
        "types": "[Content_Types].xml",
        "strings": "xl/sharedStrings.xml",
    }
    with ZipFile(path) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        replaced = {names[name]: content for name, content in parts.items()}
        for part in old.namelist():
            if part not in replaced:
                new.writestr(part, old.read(part))
        for part, content in replaced.items():
            new.writestr(part, content)
    return made


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "a.xlsx", {"x": [["a", "b"], [1, 2]]})


def test_a_sound_one_passes(sound: Path) -> None:
    check_workbook(sound)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"sheet": SHEET.format('<dimension ref="A1:XFD1048576"/><sheetData/>')}, "reaches over 17,179,869,184 cells"),
        ({"sheet": SHEET.format(CORNERS)}, "reaches over"),
        ({"sheet": SHEET.format(OTHERWISE)}, "reaches over"),
        ({"vba": b"x"}, "holds macros"),
        ({"types": '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'}, "holds macros"),
        ({"sheet": '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + SHEET.format("&a;")}, "declares entities"),
        ({"strings": b"x" * (300 << 20)}, "unpacks to more than 256 MB"),
    ],
    ids=["declared range", "far corners", "other notation", "macros", "macro type", "entities", "size"],
)  # fmt: skip
def test_a_bomb_is_refused_at_once(sound: Path, parts: dict[str, str | bytes], told: str) -> None:
    path = changed(sound, **parts)
    parts.clear()
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(UnreadableSource, match=told):
        check_workbook(path)
    assert time.process_time() - started < 2
    assert tracemalloc.get_traced_memory()[1] < 32 << 20
    tracemalloc.stop()


def test_a_lying_size_is_found(sound: Path) -> None:
    """A part that unpacks to more than it says."""
    path = changed(sound, strings=b"x" * (10 << 20))
    data = bytearray(path.read_bytes())
    for signature, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = 0
        while (start := data.find(signature, start)) >= 0:
            if data[start + at : start + at + 4] == (10 << 20).to_bytes(4, "little"):
                data[start + at : start + at + 4] = (100).to_bytes(4, "little")
            start += 4
    path.write_bytes(data)
    with pytest.raises(UnreadableSource, match="damaged workbook"):
        check_workbook(path)


def test_a_thousand_sheets(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {f"s{n}": [["a"]] for n in range(1000)})
    with pytest.raises(UnreadableSource, match="holds 1,000 sheets, more than 50"):
        check_workbook(path)


def test_what_is_no_workbook(tmp_path: Path, sound: Path) -> None:
    other = tmp_path / "other.xlsx"
    with ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(UnreadableSource, match="is a ZIP, but no Excel workbook"):
        check_workbook(other)
    other.write_bytes(sound.read_bytes()[:-200])
    with pytest.raises(UnreadableSource, match="damaged workbook"):
        check_workbook(other)


def test_columns() -> None:
    assert [column_number(letters) for letters in (b"A", b"z", b"AA", b"XFD")] == [1, 26, 27, 16_384]
