"""A Parquet file is read as the delimited text of the same content; columns of wrong types are all named at once."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ledger.errors import UnreadableSource
from sources.load import load_files
from sources.mapping import read_mapping
from sources.report import ImportReport

TEXT = """invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency,channel
1,A,2026-01-01,2026-01-31,2026-02-10,1000.00,EUR,web
2,A,2026-02-10,2026-03-12,,500.50,EUR,
"""
COLUMNS: dict[str, Any] = {
    "invoice_id": pa.array([1, 2], pa.int64()),
    "customer_id": pa.array(["A", "A"]).dictionary_encode(),
    "issued_on": pa.array([date(2026, 1, 1), date(2026, 2, 10)]),
    "due_on": pa.array([datetime(2026, 1, 31), datetime(2026, 3, 12)], pa.timestamp("us")),
    "paid_on": pa.array(["2026-02-10", None]),
    "amount": pa.array([Decimal("1000.00"), Decimal("500.50")], pa.decimal128(12, 2)),
    "currency": pa.array(["EUR", "EUR"]),
    "channel": pa.array(["web", None]),
}


def load(importing: Any, path: Path, **more: Any) -> ImportReport:
    return load_files(
        importing.engine, [path], recorded_at=datetime(2026, 8, 1, tzinfo=UTC), recorded_on=date(2026, 8, 1), **more
    )


def write(folder: Path, **changes: Any) -> Path:
    path = folder / "ledger.parquet"
    pq.write_table(pa.table(COLUMNS | changes), path)
    return path


@pytest.mark.parametrize("amount", [COLUMNS["amount"], pa.array([1000.0, 500.5]), pa.array(["1000.00", "500.50"])])
def test_the_text_then_the_typed_file_is_known(importing: Any, tmp_path: Path, amount: Any) -> None:
    importing(TEXT)
    digest = importing.digest()
    report = load(importing, write(tmp_path, amount=amount))
    assert (importing.digest(), report.counts["items"]) == (
        digest,
        {"new": 0, "known": 2, "corrected": 0, "rejected": 0},
    )


def test_every_column_of_a_wrong_type_is_named(importing: Any, tmp_path: Path) -> None:
    path = write(
        tmp_path, amount=pa.array([[1], [2]]), issued_on=pa.array([20260101, 20260210]), paid_on=pa.array([None, None])
    )
    with pytest.raises(
        UnreadableSource, match=r"'issued_on' is int64.*, expected a day .*; 'amount' is list.*, expected a number"
    ):
        load(importing, path)
    assert importing.rows("SELECT count(*) FROM imports") == [(0,)]


def test_values_are_told_by_row(importing: Any, tmp_path: Path) -> None:
    report = load(importing, write(tmp_path, amount=pa.array([float("nan"), float("inf")])))
    assert [(found.code, found.line, found.column) for found in report.findings] == [
        ("DQ004", 2, "amount"),
        ("DQ002", 3, "amount"),
    ]


def test_a_mapping_names_its_columns(importing: Any, tmp_path: Path) -> None:
    mapping = read_mapping(
        'decimal_mark = ","\ndate_format = "%d.%m.%Y"\n[invoices]\ninvoice_id = "invoice_id"\ncustomer_id = "customer_id"\n'
        'issued_on = "issued_on"\ndue_on = "due_on"\namount = "amount"\ncurrency = "currency"\n', "warehouse",
    )  # fmt: skip
    assert load(importing, write(tmp_path), mapping=mapping).rejected == 0
    assert importing.rows("SELECT amount_minor FROM item_versions ORDER BY fact_no") == [(100000,), (50050,)]


def test_what_cannot_be_read(importing: Any, tmp_path: Path) -> None:
    path = write(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(UnreadableSource, match="damaged Parquet file"):
        load(importing, path)
    pq.write_table(pa.table({"a": [1]}), path)
    with pytest.raises(UnreadableSource, match=r"does not have the columns .* it has 'a'"):
        load(importing, path)
