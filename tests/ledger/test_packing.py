"""What the database glues together, NumPy takes apart again, to the last digit."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Column, Date, Engine, MetaData, SmallInteger, String, Table, select

from ledger.day import day_number
from ledger.driver_rows import driver_rows, statement_text
from ledger.packing import NOT_STATED, SEPARATOR, Form, Packed

VALUES: dict[Form, list[Any]] = {
    "number": [0, None, -1, 2**53 + 1, 2**63 - 1, 1 - 2**62],
    "day": [date.min, date(1969, 12, 31), date(1970, 1, 1), date(2000, 2, 29), date(2026, 1, 1), date.max],
    "digit": [0, 9, 1, 2, 0, 3],
    "word": ["", "EUR", "€ 株式会社", "a,b'", "%s :x", "\n"],
}
TYPES: dict[Form, Any] = {"number": BigInteger, "day": Date, "digit": SmallInteger, "word": String}
THING = Table(
    "packed_things", MetaData(), Column("no", BigInteger, primary_key=True), *(Column(n, t) for n, t in TYPES.items())
)


def through(engine: Engine, form: Form, count: int) -> Any:
    packed = Packed(form, THING.c[form])
    with engine.connect() as connection:
        THING.create(connection)
        for number in range(count):
            connection.execute(
                THING.insert().values(no=number, **{name: given[number] for name, given in VALUES.items()})
            )
        text = statement_text(select(packed.glued(engine.dialect.name)), engine.dialect.name)
        [(glued,)] = driver_rows(connection, text, {}, binary=True)
        connection.rollback()
    return packed.taken_apart(engine.dialect.name, glued, count)


@pytest.mark.parametrize("count", [6, 1, 0])
def test_numbers_days_digits_words(engine: Engine, count: int) -> None:
    numbers = through(engine, "number", count)
    assert numbers.tolist() == [NOT_STATED if value is None else value for value in VALUES["number"]][:count]
    days = through(engine, "day", count)
    assert days.tolist() == [day_number(value) for value in VALUES["day"]][:count]
    digits = through(engine, "digit", count)
    assert digits.tolist() == VALUES["digit"][:count]
    assert (numbers.dtype, days.dtype, digits.dtype) == ("int64", "int32", "uint8")
    assert through(engine, "word", count) == VALUES["word"][:count]


@given(st.lists(st.sampled_from(["EUR", "USD", "", "EURO"]), min_size=1) | st.lists(st.just("EUR"), min_size=1))
def test_words_all_alike_or_not(words: list[str]) -> None:
    packed = Packed("word", THING.c.word)
    assert packed.taken_apart("sqlite", SEPARATOR.join(words), len(words)) == words


def test_parts_are_joined_in_order() -> None:
    assert Packed("word", THING.c.word).joined([["a"], [], ["b", "c"]]) == ["a", "b", "c"]
    joined: Any = Packed("day", THING.c.day).joined([np.array([1], dtype=np.int32), np.array([2], dtype=np.int32)])
    assert (joined.tolist(), joined.dtype) == ([1, 2], "int32")
