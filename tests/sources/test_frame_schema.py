"""Types of columns: what can hold a day, a number, a flag, a text; all that cannot are named in one error."""

import pandas as pd
import pyarrow as pa
import pytest

from ledger.errors import UnreadableSource
from sources.fields import KINDS_OF_FILE
from sources.frame_schema import DAYS, FLAGS, NUMBERS, check_columns
from sources.mapping import find_mapping

SECTION = (
    find_mapping("ledger")
    .sections["customers"]
    .within(["customer_id", "registered_on", "credit_limit", "natural_person"])
)


def frame(**types: pa.DataType) -> pd.DataFrame:
    schema = pa.schema({"customer_id": pa.string(), "registered_on": pa.date32(), "credit_limit": pa.float64(),
                        "natural_person": pa.bool_()} | types)  # fmt: skip
    return schema.empty_table().to_pandas(types_mapper=pd.ArrowDtype)


@pytest.mark.parametrize(
    "types",
    [{}, {"customer_id": pa.int32()}, {"registered_on": pa.string()}, {"registered_on": pa.timestamp("ns")},
     {"credit_limit": pa.decimal128(9, 2)},
     {"credit_limit": pa.large_string()}, {"natural_person": pa.null()}, {"customer_id": pa.dictionary(pa.int8(), pa.string())}],
)  # fmt: skip
def test_types_that_hold(types: dict[str, pa.DataType]) -> None:
    check_columns("a.parquet", frame(**types), SECTION)


def test_all_that_do_not_are_named() -> None:
    wrong = frame(
        customer_id=pa.list_(pa.string()), registered_on=pa.int32(), credit_limit=pa.bool_(), natural_person=pa.int8()
    )
    with pytest.raises(UnreadableSource) as error:
        check_columns("a.parquet", wrong, SECTION)
    for column in ("customer_id", "registered_on", "credit_limit", "natural_person"):
        assert f"'{column}' is" in str(error.value)


def test_every_day_and_number_of_a_file_is_known() -> None:
    fields = {field for kind in KINDS_OF_FILE.values() for field in kind.fields}
    assert {field for field in fields if field.endswith("_on") or field in {"happened_at", "promised_for"}} == set(DAYS)
    assert fields >= set(NUMBERS) | set(FLAGS)
