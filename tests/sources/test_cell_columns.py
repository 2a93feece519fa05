"""A column has the meaning of its cells."""

import pytest

from sources import cell_columns
from sources.cell_columns import CellColumns
from sources.cells import Cells
from sources.chunk import Chunk
from sources.mapping import read_mapping

MAPPING = """
missing = ["", "NA"]
[payments]
payment_id = "id"
customer_id = "who"
paid_on = "day"
amount = "amount"
currency = "money"
reference = "text"
"""
HEADER = ["id", "who", "day", "amount", "money", "text"]


def cells() -> Cells:
    return Cells("f.csv", read_mapping(MAPPING, "test").sections["payments"], HEADER)


def chunk(*rows: str) -> Chunk:
    return Chunk(range(2, 2 + len(rows)), [row.split("|") for row in rows], len(HEADER))


def test_texts_ids_and_repeated_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_columns, "MANY_TEXTS", 1)
    bound = cells()
    columns = CellColumns(bound)
    text, identity, day = (
        columns.text("reference"),
        columns.identity("payment_id"),
        columns.repeated("paid_on", bound.required_day("paid_on")),
    )
    assert text is not None and day is not None
    for _ in range(2):  # the second time after all was forgotten
        some = chunk(
            " a |A|2026-01-02|1.00|EUR|x", "NA|A|2026-01-02|1.00|EUR|NA", "b|A|NA|1.00|EUR|", "c|A|2.1.26|1.00|EUR|y"
        )
        assert list(text(some)) == ["x", "", "", "y"]
        assert list(identity(some)) == ["a", "NA", "b", "c"]
        assert [str(one) for one in day(some)] == ["2026-01-02", "2026-01-02", "None", "None"]
        assert some.odd == {1, 2, 3}


def test_amounts_one_by_one_where_they_are_not_alike() -> None:
    columns = CellColumns(cells())
    amount, currency = columns.amount("amount"), columns.currency()
    for texts, odd, minors in (
        (["1.00|EUR", "2.50|EUR"], set(), [100, 250]),
        (["1|EUR", "2.5|EUR", "3|JPY"], set(), [100, 250, 3]),
        (
            ["1.00|EUR", "0.00|EUR", "-1.00|EUR", "x|EUR", "NA|EUR", "1.00|???"],
            {1, 2, 3, 4, 5},
            [100, 0, -100, 0, 0, 0],
        ),
    ):
        some = chunk(*(f"p|A|2026-01-02|{text}|" for text in texts))
        assert list(amount(some, currency(some))) == minors
        assert some.odd == odd


def test_one_currency_for_all_or_none() -> None:
    header = HEADER[:4]
    without = MAPPING.replace('currency = "money"\nreference = "text"\n', "")
    for more, odd in (('currency = "CHF"', set()), ("", {0})):
        section = read_mapping(more + without, "test").sections["payments"]
        some = Chunk([2], [["p", "A", "2026-01-02", "1.00"]], 4)
        columns = CellColumns(Cells("f.csv", section, header))
        assert columns.text("reference") is None
        assert list(columns.currency()(some)) == ["CHF" if more else None]
        assert some.odd == odd
