"""No text becomes a formula in a spreadsheet, numbers stay numbers, and what was written is read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rendering.spreadsheet import safe_cell, told_cell


@pytest.mark.parametrize("text", ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-", "'=1", "''=1"])
def test_a_formula_becomes_text(text: str) -> None:
    assert safe_cell(text) == "'" + text
    assert told_cell(safe_cell(text)) == text


@pytest.mark.parametrize("text", ["-5.00", "+49 123", "1.234,56", "-1 234,56", "", "Müller", "'quoted'", "2026-01-31"])
def test_numbers_and_plain_texts_stay(text: str) -> None:
    assert safe_cell(text) == text == told_cell(text)


@given(st.text(alphabet="'=+-@\t\rab1 .", max_size=8))
def test_there_and_back(text: str) -> None:
    assert told_cell(safe_cell(text)) == text
    assert not safe_cell(text)[:1] or safe_cell(text)[0] not in "=@\t\r"
