"""Rows as columns of texts, with the broken ones among them."""

from sources.chunk import Chunk


def test_a_chunk_says_where_a_row_is_broken() -> None:
    chunk = Chunk([2, 3, 5, 6], [["a", "b"], ["c"], ["d\0", "e"], ["f", "g"]], 2)
    assert chunk.odd == {1, 2}
    assert chunk.texts == [("a", "", "d\0", "f"), ("b", "", "e", "g")]
    chunk.odd_where(chunk.texts[1], lambda text: text == "g")
    assert chunk.odd == {1, 2, 3}
    assert (len(chunk), chunk.row(1)) == (4, ["c"])


def test_of_columns() -> None:
    chunk = Chunk.of_columns([2, 3], [["a", "c"], ["b", "d"]])
    assert (len(chunk), chunk.odd, chunk.row(1)) == (2, set(), ["c", "d"])
