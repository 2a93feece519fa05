"""A file in pieces: the rows and lines that a reader of the whole file gives, or word that it must be read by one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import UnreadableSource
from sources import pieces as under_test
from sources.mapping import Notation
from sources.pieces import Piece, has_pieces, pieces
from sources.table import Table

CELLS = st.sampled_from(["a", "", " ", "ž", "1.00", '"a,b"', '"a""b"', 'a"b', '"a\nb"', "\0", "x" * 30])
TEXTS = st.lists(st.one_of(st.lists(CELLS, min_size=1, max_size=3).map(",".join), st.sampled_from(["", "\r", "p,q\r"])))


def rows_of(found: list[Piece | None]) -> list[tuple[int, list[str]]]:
    rows: list[tuple[int, list[str]]] = []
    for piece in found:
        if piece is not None:
            cells = piece.rows if piece.columns is None else [list(row) for row in zip(*piece.columns, strict=True)]
            rows += zip(piece.lines, cells, strict=True)
    return rows


def by_turns(table: Table, parts: int) -> list[Piece | None]:
    """As they are put together again: up to the first that is not plain."""
    shares = [list(pieces(table, part, parts)) for part in range(parts)]
    found: list[Piece | None] = []
    while shares[len(found) % parts]:
        found.append(shares[len(found) % parts].pop(0))
        if found[-1] is None:
            break
    return found


@given(
    TEXTS, st.sampled_from(["a,b", '"a",b', "\ufeffa,b", "\n\na,b", 'a,"b\nc"', "a"]), st.booleans(), st.integers(1, 3)
)
def test_rows_are_those_of_the_whole_file(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], header: str, ends: bool, parts: int
) -> None:
    path = tmp_path_factory.mktemp("file") / "a.csv"
    path.write_bytes("\n".join([header, *lines]).encode() + b"\n" * ends)
    table = Table(path, Notation(), ",")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(under_test, "PIECE_BYTES", 16)
        found = by_turns(table, parts)
    rows = rows_of(found)
    try:
        whole = list(table.rows())
    except UnreadableSource:
        assert found[-1] is None
        return
    assert rows == whole[: len(rows)]
    assert None in found or rows == whole


def test_most_files_are_plain(tmp_path: Path) -> None:
    """Line breaks of Windows, quoted cells, ragged rows and blank lines are."""
    path = tmp_path / "a.csv"
    path.write_bytes(b'a,b\r\n\r\n1,"2,3"\r\n4\r\n5,6')
    found = list(pieces(Table(path, Notation(), ",")))
    assert rows_of(found) == [(3, ["1", "2,3"]), (4, ["4"]), (5, ["5", "6"])]
    assert found[-1] is not None
    assert found[-1].reached == path.stat().st_size + 1, "a line break is put behind the last row"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
def test_what_is_not_plain(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"2\n3"\n', encoding=encoding)
    assert not has_pieces(Table(path, Notation(), ","))
