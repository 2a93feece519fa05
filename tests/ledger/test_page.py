"""A page brought back from its bytes, and what it holds of a day."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ledger.day import FOREVER
from ledger.page import KINDS, LAYOUT, Page, from_bytes, to_bytes

VALUES: dict[str, Any] = {
    "number": (st.integers(-(2**62), 2**62), np.int64), "day": (st.integers(0, 30_000), np.int32),
    "digit": (st.integers(0, 9), np.uint8), "word": (st.sampled_from(["EUR", "EUR", "", "a,b", "\x1f", "发票"]), None),
}  # fmt: skip


@st.composite
def pages(draw: st.DrawFn) -> Page:
    columns, until = {}, {}
    for kind, forms in KINDS.items():
        count = draw(st.integers(0, 6))
        columns[kind] = [_column(draw, form, count) for form in forms]
        ends = st.one_of(st.just(FOREVER), st.integers(0, 30_000))
        until[kind] = np.array(draw(st.lists(ends, min_size=count, max_size=count)), dtype=np.int32)
    rows = {"disputes": [(day, ["x", None, day]) for day in draw(st.lists(st.integers(0, 9), max_size=4))]}
    return Page(columns, until, {kind: told for kind, told in rows.items() if told})


def _column(draw: st.DrawFn, form: str, count: int) -> Any:
    values, dtype = VALUES[form]
    told = draw(st.lists(values, min_size=count, max_size=count))
    return told if dtype is None else np.array(told, dtype=dtype)


def plain(page: Page) -> Any:
    numbers = {
        kind: [
            (str(column.dtype), column.tolist()) if isinstance(column, np.ndarray) else column
            for column in (*page.columns[kind], page.until[kind])
        ]
        for kind in KINDS
    }
    return numbers, {kind: [(day, list(row)) for day, row in rows] for kind, rows in page.rows.items()}


@given(page=pages())
def test_bytes_bring_the_page_back(page: Page) -> None:
    """Whatever the words: the same columns of the same types; and every column of numbers is aligned."""
    again = from_bytes(to_bytes(page))
    assert again is not None
    assert plain(again) == plain(page)
    assert all(
        column.flags.aligned for columns in again.columns.values() for column in columns if not isinstance(column, list)
    )


@given(page=pages(), cut=st.integers(0, 30_000))
def test_a_day_knows_what_came_before_it(page: Page, cut: int) -> None:
    """Facts from ``cut`` on are not there; a retraction from then on has not happened."""
    for kind in KINDS:
        columns, until = page.known(kind, cut)
        early = [at for at, day in enumerate(page.columns[kind][1]) if day < cut]
        assert [list(column) for column in columns] == [[column[at] for at in early] for column in page.columns[kind]]
        ended = [int(day) if (day := page.until[kind][at]) < cut else FOREVER for at in early]
        assert (ended if until is not None else [day for day in ended if day < FOREVER]) == (
            until.tolist() if until is not None else []
        )
    assert page.known_rows("disputes", 5) == [row for day, row in page.rows.get("disputes", ()) if day < 5]


def test_another_layout_counts_as_missing() -> None:
    """A program that writes pages otherwise reads the facts until each is written anew."""
    empty = Page(
        {kind: [_nothing(form) for form in forms] for kind, forms in KINDS.items()},
        {kind: np.zeros(0, dtype=np.int32) for kind in KINDS},
        {},
    )
    told = bytearray(to_bytes(empty))
    assert from_bytes(bytes(told)) is not None
    told[0] = LAYOUT + 1
    assert from_bytes(bytes(told)) is None


@given(page=pages(), share=st.floats(0, 1))
def test_one_that_was_cut_off_counts_as_missing(page: Page, share: float) -> None:
    """Or is whole, where nothing but padding was lost."""
    told = to_bytes(page)
    again = from_bytes(told[: int(len(told) * share)])
    assert again is None or plain(again) == plain(page)
    assert from_bytes(b"") is None


def _nothing(form: str) -> Any:
    return [] if form == "word" else np.zeros(0, dtype=VALUES[form][1])
