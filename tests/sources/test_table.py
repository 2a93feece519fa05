"""Files of many encodings and delimiters are read; those that are no table are refused with the reason."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import UnreadableSource
from sources.mapping import Notation
from sources.table import open_table

TEXT = 'a,b\n1,"x\ny"\n\n2,žluťoučký\n'
ROWS = [(2, ["1", "x\ny"]), (5, ["2", "žluťoučký"])]


def opened(path: Path, content: bytes, notation: Notation = Notation()) -> list[tuple[int, list[str]]]:  # noqa: B008
    path.write_bytes(content)
    return list(open_table(path, notation, lambda header: list(header) == ["a", "b"]).rows())


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(), codecs.BOM_UTF8 + TEXT.encode(), TEXT.encode("utf-16"), codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"), TEXT.replace(",", ";").encode(), TEXT.replace(",", "\t").encode(), TEXT.replace(",", "|").encode(),
    ],
)  # fmt: skip
def test_bom_and_delimiter_are_seen(tmp_path: Path, content: bytes) -> None:
    assert opened(tmp_path / "a.csv", content) == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_header_all_in_quotation_marks(tmp_path: Path, delimiter: str) -> None:
    content = '"a","b"\n"1","x"\n'.replace(",", delimiter).encode()
    assert opened(tmp_path / "a.csv", content) == [(2, ["1", "x"])]


def test_line_ends_of_every_system(tmp_path: Path) -> None:
    assert opened(tmp_path / "a.csv", b"a,b\r\n1,2\r\n3,4") == [(2, ["1", "2"]), (3, ["3", "4"])]
    assert opened(tmp_path / "a.csv", b"a,b\r1,2\r") == [(2, ["1", "2"])]


def test_an_encoding_the_mapping_says(tmp_path: Path) -> None:
    content = "a,b\nMüller,1 €\n".encode("cp1252")
    assert opened(tmp_path / "a.csv", content, Notation(encoding="cp1252")) == [(2, ["Müller", "1 €"])]
    with pytest.raises(UnreadableSource, match=r"not written in utf-8 .*0xfc.*cp1252"):
        opened(tmp_path / "a.csv", content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b",,\n1,2,3\n", "is empty"),
        (b"a,b,a\n", "column 'a' more than once"),
        (b'a,b\n1,"2\n3,4\n', "from line 2 on"),
        (b"PK\x03\x04....", "Excel workbook"),
        (b"%PDF-1.7", "a PDF"),
        (codecs.BOM_UTF16_LE + b"a\x00,", "not written in utf-16"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(UnreadableSource, match=message):
        opened(tmp_path / "a.csv", content)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="is no file"):
        open_table(tmp_path / "b.csv", Notation(), lambda header: True)


def test_reading_tells_how_far_it_is(tmp_path: Path) -> None:
    path, told = tmp_path / "a.csv", list[int]()
    path.write_bytes(b"a,b\n" + b"1,2\n" * 5000)
    list(open_table(path, Notation(), lambda header: True).rows(told.append))
    assert told == sorted(told)
    assert 0 < told[0] <= told[-1] <= path.stat().st_size


@given(
    st.lists(st.lists(st.sampled_from(["", "x", "a\nb", "c\r\nd\re", "ž"]), max_size=3), max_size=7),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(1, 4),
)
def test_chunks_are_the_rows(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], end: str, size: int
) -> None:
    path = tmp_path_factory.mktemp("table") / "a.csv"
    lines = ["a,b", *(",".join(f'"{cell}"' for cell in row) for row in rows)]
    path.write_text(end.join(lines) + end, encoding="utf-8", newline="")
    table = open_table(path, Notation(), lambda header: True)
    chunks = list(table.chunks(size))
    assert [pair for lines, rows in chunks for pair in zip(lines, rows, strict=True)] == list(table.rows())
    assert all(len(lines) <= size for lines, _ in chunks)


def test_a_broken_file_is_refused_in_chunks_as_in_rows(tmp_path: Path) -> None:
    for content in (b'a,b\n1,2\n3,"4\n5,6\n', b"a,b\n1,2\n\xff,4\n"):
        path = tmp_path / "a.csv"
        path.write_bytes(content)
        said = []
        for read in (lambda table: list(table.rows()), lambda table: list(table.chunks(2))):
            with pytest.raises(UnreadableSource) as refused:
                read(open_table(path, Notation(), lambda header: True))
            said.append(str(refused.value))
        assert said[0] == said[1]
