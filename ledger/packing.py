"""A column's values as one text: glued together by the database, taken apart by NumPy.

Neither the driver nor Python sees a row: a value costs some ten nanoseconds instead of some hundred. SQLite:
``group_concat``. PostgreSQL: ``string_agg`` of the values in their binary format.
"""

from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, String, func, literal_column
from sqlalchemy import cast as sql_cast

NOT_STATED = -(2**62)
"""Stands for a number that is null."""
SEPARATOR = "\x1f"
EPOCH_OF_POSTGRESQL = 10_957
"""2000-01-01, in days since 1970-01-01."""

Form = Literal["number", "day", "digit", "word"]
Values = NDArray[Any] | list[str]
_DTYPES: dict[str, Any] = {"number": np.dtype(np.int64), "day": np.dtype(np.int32), "digit": np.dtype(np.uint8)}
_NOTHING: ColumnElement[Any] = literal_column("''")


def dtype_of(form: Form) -> np.dtype[Any]:
    """The type of a form's values; words have none."""
    dtype: np.dtype[Any] = _DTYPES[form]
    return dtype


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """A column and its form: whole number, day, digit (0 to 9), or word; only numbers may be null."""

    form: Form
    column: ColumnElement[Any]

    def glued(self, dialect: str) -> ColumnElement[Any]:
        """The aggregate that makes one text, on PostgreSQL of numbers and days one string of bytes."""
        return _in_bytes(self) if dialect == "postgresql" else _in_text(self)

    def taken_apart(self, dialect: str, glued: Any, count: int) -> Values:
        """``count`` values: numbers int64 (``NOT_STATED`` where null), days int32 since 1970-01-01, digits uint8, or a
        list of words: too many of them where one holds the separator."""
        if not count:
            return self.joined([])
        if self.form == "word":
            return _words(glued, count)
        if self.form == "digit":
            return np.frombuffer(glued.encode("ascii"), dtype=np.uint8) - np.uint8(ord("0"))
        if dialect == "postgresql":
            values: NDArray[Any] = np.frombuffer(glued, dtype=">i8" if self.form == "number" else ">i4").astype(
                _DTYPES[self.form]
            )
            return values if self.form == "number" else values + np.int32(EPOCH_OF_POSTGRESQL)
        if self.form == "number":
            return np.fromstring(glued, dtype=np.int64, sep=",")
        return np.frombuffer(glued.encode("ascii"), dtype="S10").astype("datetime64[D]").astype(np.int32)

    def joined(self, parts: list[Any]) -> Values:
        """Parts of a column, one after the other."""
        if self.form == "word":
            return list(chain.from_iterable(parts))
        return np.concatenate(parts) if parts else np.zeros(0, dtype=_DTYPES[self.form])


def _words(glued: str, count: int) -> list[str]:
    """One object where all are the same: a currency, most often."""
    first = glued.partition(SEPARATOR)[0]
    if len(glued) == count * (len(first) + 1) - 1 and glued == SEPARATOR.join([first] * count):
        return [first] * count
    return glued.split(SEPARATOR)


def _in_text(packed: Packed) -> ColumnElement[Any]:
    if packed.form == "number":
        return func.group_concat(_stated(packed.column), literal_column("','"))
    between = literal_column(f"char({ord(SEPARATOR)})") if packed.form == "word" else _NOTHING
    return func.group_concat(packed.column, between)


def _in_bytes(packed: Packed) -> ColumnElement[Any]:
    if packed.form == "word":
        return func.string_agg(packed.column, literal_column(f"chr({ord(SEPARATOR)})"))
    if packed.form == "digit":
        return func.string_agg(sql_cast(packed.column, String), _NOTHING)
    sent = (
        func.date_send(packed.column)
        if packed.form == "day"
        else func.int8send(sql_cast(_stated(packed.column), BigInteger))
    )
    return func.string_agg(sent, literal_column("''::bytea"))


def _stated(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(column, literal_column(str(NOT_STATED))) if getattr(column, "nullable", True) else column
