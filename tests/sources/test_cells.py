"""A field bound to its column reads its cell as the mapping says, and names the column in what it finds."""

from datetime import date

import pytest

from sources.cells import Cells
from sources.dirt import BadCell
from sources.mapping import read_mapping

MAPPING = """
currency = "EUR"
date_format = "%d.%m.%Y"
decimal_mark = ","
thousands_mark = "."
missing = ["", "n/a"]
open = ["00.00.0000"]
[invoices]
customer_id = "Kunde"
issued_on = "vom"
due_on = "bis"
paid_on = "am"
amount = "Summe"
attributes = { rate = { column = "Satz", type = "number" }, note = "Notiz" }
"""
HEADER = ["Kunde", "vom", "bis", "am", "Summe", "Satz", "Notiz"]
ROW = [" A ", "01.02.2026", "n/a", "00.00.0000", "1.234,50", "x", " as it is "]


@pytest.fixture
def cells() -> Cells:
    return Cells("f.csv", read_mapping(MAPPING, "m").sections["invoices"].within(HEADER), HEADER)


def test_cells_as_the_mapping_says(cells: Cells) -> None:
    assert cells.identity("customer_id")(ROW) == "A"
    assert cells.required_day("issued_on")(ROW) == date(2026, 2, 1)
    assert cells.day("paid_on", frozenset({"00.00.0000"}))(ROW) is None
    assert cells.amount("amount")(ROW, "EUR") == 123450
    assert cells.currency()(ROW) == "EUR"
    assert cells.text("number")(ROW) == ""
    assert cells.attributes(cells.section.attributes)(ROW) == {"note": " as it is "}, "unreadable or empty: left out"
    assert cells.figures(cells.section.attributes)(ROW) == {"rate": None, "note": " as it is "}
    warning, again = cells.take_warnings(7)
    assert warning == again
    assert (warning.code, warning.line, warning.column, warning.value) == ("DQ021", 7, "Satz", "x")
    assert cells.take_warnings(8) == ()


def test_what_cannot_be_taken_names_its_column(cells: Cells) -> None:
    with pytest.raises(BadCell) as missing:
        cells.required_day("due_on")(ROW)
    assert (missing.value.column, missing.value.dirt.code) == ("bis", "DQ003")
    with pytest.raises(BadCell, match=r"'00.00.0000' is not a day written dd.mm.yyyy") as unreadable:
        cells.day("paid_on")(ROW)
    assert unreadable.value.at("f.csv", 3).file == "f.csv"


def test_a_long_value_is_shown_short(cells: Cells) -> None:
    with pytest.raises(BadCell) as bad:
        cells.day("issued_on")(["", "x" * 70_000])
    assert len(bad.value.reason) < 200


def test_an_amount_not_above_zero_is_said_in_its_currency(cells: Cells) -> None:
    cells.above_zero("amount", 1, "EUR", "")
    for amount, currency, said in ((-123450, "EUR", "-1234.50"), (0, "JPY", "0"), (-5, "BHD", "-0.005")):
        with pytest.raises(BadCell, match=f"the amount is {said} {currency}, not above 0") as bad:
            cells.above_zero("amount", amount, currency, "a credit note")
        assert (bad.value.dirt.code, bad.value.column, bad.value.value, bad.value.advice) == (
            "DQ005", "Summe", said, "a credit note",
        )  # fmt: skip
