"""Money is exact: minor units by the currency's exponent, no rounding, no unknown currency."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import InvalidValue
from ledger.money import exponent, to_major, to_minor


@pytest.mark.parametrize(
    ("amount", "currency", "minor"), [("12.30", "EUR", 1230), ("-5", "JPY", -5), ("1.234", "KWD", 1234)]
)
def test_minor_units_by_exponent(amount: str, currency: str, minor: int) -> None:
    assert to_minor(amount, currency) == minor
    assert to_major(minor, currency) == Decimal(amount)


@given(st.integers(-(10**15), 10**15), st.sampled_from(["EUR", "JPY", "KWD", "CNY", "BRL"]))
def test_there_and_back(minor: int, currency: str) -> None:
    assert to_minor(to_major(minor, currency), currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency", "says"),
    [
        ("12.345", "EUR", "more decimals"),
        ("1", "XQX", "ISO 4217"),
        ("1", "XXX", "no currency of ISO 4217"),
        ("1", "eur", "ISO 4217"),
        ("NaN", "EUR", "not finite"),
        ("1e400", "EUR", "beyond"),
        ("twelve", "EUR", "not a number"),
        ("100000000000000.01", "EUR", r"beyond what a ledger holds \(100,000,000,000,000.00 EUR\)"),
        ("-10000000000000001", "VND", r"beyond what a ledger holds \(10,000,000,000,000,000 VND\)"),
    ],
)
def test_what_is_wrong_is_said(amount: str, currency: str, says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        to_minor(amount, currency)


def test_exponents() -> None:
    assert [exponent(name) for name in ("EUR", "JPY", "KWD", "CLF")] == [2, 0, 3, 4]


def test_exponents_are_those_of_iso_4217_not_of_price_tags() -> None:
    """An invoice of 100.50 dinars is not refused because shops no longer count in para."""
    assert to_minor("100.50", "RSD") == 10050
    assert to_minor("1.234", "IQD") == 1234
