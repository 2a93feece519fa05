"""A ledger's arrays in Parquet files, a table a kind of fact, and back."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ledger.arrays import Allocations, CustomerVersions, Disputes, ItemVersions, LedgerArrays, Payments, Texts

KINDS = {
    "customers": CustomerVersions,
    "items": ItemVersions,
    "allocations": Allocations,
    "payments": Payments,
    "disputes": Disputes,
}
TEXTS = {"name", "country", "industry", "currency_of_limit"}


def save(arrays: LedgerArrays, folder: Path) -> None:
    """Write the arrays into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, form in KINDS.items():
        facts = getattr(arrays, kind)
        columns = {one.name: getattr(facts, one.name) for one in fields(form)}
        columns = {name: pa.array(column) for name, column in columns.items() if column is not None}
        pq.write_table(pa.table(columns), folder / f"{kind}.parquet", compression="lz4")
    names = {
        "items": {
            "invoice_id": arrays.invoice_id,
            "instalment": arrays.instalment,
            "item_invoice": arrays.item_invoice,
        },
        "customers": {"customer_id": arrays.customer_id},
    }
    for kind, columns in names.items():
        pq.write_table(pa.table(columns), folder / f"{kind}_named.parquet", compression="lz4")


def read(folder: Path, as_of: int) -> LedgerArrays:
    """The arrays that ``save`` wrote."""
    facts = {}
    for kind, form in KINDS.items():
        table = pq.read_table(folder / f"{kind}.parquet", use_threads=False)
        facts[kind] = form(**{name: _column(table[name]) for name in table.column_names})
    items = pq.read_table(folder / "items_named.parquet", use_threads=False)
    customers = pq.read_table(folder / "customers_named.parquet", use_threads=False)
    return LedgerArrays(
        as_of=as_of,
        customer_id=_column(customers["customer_id"]),
        invoice_id=_column(items["invoice_id"]),
        instalment=_column(items["instalment"]),
        item_invoice=_column(items["item_invoice"]),
        currencies=("EUR",),
        **facts,
    )


def _column(column: pa.ChunkedArray) -> Texts | np.ndarray:
    return column.to_numpy()
