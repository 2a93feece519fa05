"""A column of customers as of any day: figures by month before the description, corrections, months told late."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.further_values import CustomerColumn, read_values
from ledger.further_columns import FurtherColumn
from tests.features.plain import Figures, Plain, What, Who, days, random_ledger, texts

INCOME, SIZE = FurtherColumn("customer", "income", "number"), FurtherColumn("customer", "size", "category")


def test_the_month_that_is_valid_last_counts_whatever_came_last():
    """January is corrected in March; April is told in June; the description fills in where no month says anything."""
    book = Plain(who=[Who("A", attributes={"income": 1.0})], what=[What("1", "A", 0, 30, 100_00)])
    book.figures.extend([
        Figures("A", 0, {"income": 10.0}, 0, 60), Figures("A", 31, {"income": 20.0}, 31), Figures("A", 0, {"income": 11.0}, 60),
        Figures("A", 90, {"income": 40.0}, 160), Figures("A", 120, {"income": None}, 120),
    ])  # fmt: skip
    column = CustomerColumn(book.arrays(), INCOME)
    found = column.before(days([0] * 6), days([0, 1, 32, 61, 121, 161]))
    assert np.nan_to_num(found, nan=-1).tolist() == [1, 10, 20, 20, -1, -1]


def test_texts_and_what_cannot_be_read():
    told = texts([None, {}, {"size": " small "}, {"size": None}, {"size": 7.0}])
    assert read_values(told, SIZE).tolist() == ["", "", "small", "", "7.0"]
    numbers = read_values(texts([None, {"income": "12.5"}, {"income": "much"}, {"income": 3}]), INCOME)
    assert numbers.tolist() == pytest.approx([np.nan, 12.5, np.nan, 3.0], nan_ok=True)


@settings(max_examples=30)
@given(st.integers(0, 10**9))
def test_it_equals_looking_up_row_by_row(seed):
    plain = random_ledger(seed, customers=3, invoices=6, span=300)
    arrays = plain.arrays()
    column, names = CustomerColumn(arrays, INCOME), list(arrays.customer_id)
    for code, name in enumerate(names):
        asked = days(range(0, 420, 7))
        found = column.before(days([code] * len(asked)), asked)
        expected = [told(plain, name, day) for day in asked.tolist()]
        assert found.tolist() == pytest.approx(expected, nan_ok=True), name


def told(plain: Plain, name: str, day: int) -> float:
    rows = [
        one for one in plain.figures if one.customer == name and one.known < day <= one.until and one.until > one.known
    ]
    if rows:
        value = max(rows, key=lambda one: (one.valid, one.known)).attributes["income"]
    else:
        described = [one for one in plain.who if one.customer == name and one.known < day]
        value = (max(described, key=lambda one: one.known).attributes or {}).get("income") if described else None
    return np.nan if value is None else value
