"""What the columns of a typed file must be: checked by pandera, all columns at once, before any row is read.

A text file has no types: there the row path reads each cell under the mapping and says line, column and what to do. A frame has
types for whole columns: an amount that is a list, or a day that is a number, is wrong in every row and is said once.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ledger.errors import UnreadableSource
from sources.mapping import Section

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

DAYS = ("issued_on", "due_on", "paid_on", "booked_on", "disputed_on", "dispute_closed_on", "registered_on", "allocated_on",
        "returned_on", "reversed_on", "opened_on", "closed_on", "made_on", "promised_for", "withdrawn_on", "quoted_on",
        "happened_at")  # fmt: skip
NUMBERS = ("amount", "base_amount", "credit_limit", "terms_days", "instalment", "rate")
FLAGS = ("natural_person",)
EXPECTED = {
    "day": "a day (date or timestamp) or text",
    "number": "a number or text",
    "flag": "true and false, or text",
    "text": "text or a number",
}


def check_columns(name: str, sample: "pd.DataFrame", section: Section) -> None:
    """``UnreadableSource`` names every column of the section whose type cannot hold what it is for.

    ``sample``: a frame with the file's columns and types (Arrow-backed); its rows are not looked at.
    """
    from pandera.errors import SchemaErrors

    try:
        _schema(section).validate(sample.head(0), lazy=True)
    except SchemaErrors as errors:
        wrong = dict.fromkeys(str(case) for case in errors.failure_cases["column"])
        fields = {column: field for field, column in section.columns.items()}
        told = "; ".join(
            f"{column!r} is {sample.dtypes[column]}, expected {EXPECTED[_family(fields[column])]}"
            for column in wrong
            if column in fields
        )
        raise UnreadableSource(
            f"{name} has columns of types that cannot be read: {told}; convert them and save it anew"
        ) from None


def _schema(section: Section) -> "pa.DataFrameSchema":
    import pandera.pandas as pa

    columns = {
        column: pa.Column(checks=pa.Check(_holds(_family(field)), name=_family(field)), nullable=True, required=True)
        for field, column in section.columns.items()
    }
    return pa.DataFrameSchema(columns)


def _family(field: str) -> str:
    return "day" if field in DAYS else "number" if field in NUMBERS else "flag" if field in FLAGS else "text"


def _holds(family: str) -> Callable[[Any], bool]:
    """Whether a column's Arrow type can hold a family of values; a column of nulls can hold anything."""
    from pyarrow import types

    def text(kind: Any) -> bool:
        return any(
            test(kind) for test in (types.is_string, types.is_large_string, types.is_string_view, types.is_null)
        ) or (types.is_dictionary(kind) and text(kind.value_type))

    def number(kind: Any) -> bool:
        return bool(types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind))

    tests: Mapping[str, Callable[[Any], bool]] = {
        "day": lambda kind: types.is_date(kind) or types.is_timestamp(kind),
        "number": number,
        "flag": types.is_boolean,
        "text": number,
    }

    def holds(series: Any) -> bool:
        kind = series.dtype.pyarrow_dtype
        return text(kind) or tests[family](kind)

    return holds
