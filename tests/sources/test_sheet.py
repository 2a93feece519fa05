"""Cells of a sheet become the text that the notation writes for them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import UnreadableSource
from sources.mapping import Notation
from sources.sheet import Sheet

PLAIN = Notation()
GERMAN = Notation(date_format="%d.%m.%Y", decimal_mark=",", yes=("X",), no=("-",))


def sheet(rows: Sequence[Sequence[Any]], notation: Notation = PLAIN) -> Sheet:
    def cells() -> Iterator[Sequence[Any]]:
        return iter(rows)

    return Sheet(Path("a.xlsx"), "x", notation, cells)


@pytest.mark.parametrize(
    ("cell", "plain", "german"),
    [
        ("1,5 ", "1,5 ", "1,5 "), ("", "", ""), (None, "", ""), (True, "yes", "X"), (False, "no", "-"), (12.0, "12", "12"),
        (1250.5, "1250.5", "1250,5"), (0.1 + 0.2, "0.3", "0,3"), (-1e-5, "-0.00001", "-0,00001"),
        (1e15, "1000000000000000", "1000000000000000"),
        (date(2026, 4, 3), "2026-04-03", "03.04.2026"), (datetime(2026, 4, 3), "2026-04-03", "03.04.2026"),
        (datetime(2026, 4, 3, 14, 30), "2026-04-03T14:30:00", "2026-04-03T14:30:00"), (time(8, 30), "08:30:00", "08:30:00"),
        (timedelta(hours=30), "1 day, 6:00:00", "1 day, 6:00:00"),
    ],
)  # fmt: skip
def test_as_text(cell: Any, plain: str, german: str) -> None:
    for notation, text in ((PLAIN, plain), (GERMAN, german)):
        assert [row for _, row in sheet([["a", "b"], [cell, "z"]], notation).rows()] == [[text, "z"]]


def test_blank_rows_are_passed_over_and_lines_are_rows_of_the_sheet() -> None:
    made = sheet([["", ""], ["a", "b"], [None, ""], [1, 2], ["", 3]])
    assert made.header == ["a", "b"]
    assert list(made.rows()) == [(4, ["1", "2"]), (5, ["", "3"])]
    assert list(made.chunks(1)) == [([4], [["1", "2"]]), ([5], [["", "3"]])]


def test_headers_are_checked_as_those_of_texts() -> None:
    with pytest.raises(UnreadableSource, match="'a' more than once"):
        sheet([["a", "a"]])
    with pytest.raises(UnreadableSource, match="is empty"):
        sheet([])
