"""Writing a table as a Parquet file that appears whole or not at all."""

from pathlib import Path
from typing import TYPE_CHECKING

from ledger.whole_file import whole_file

if TYPE_CHECKING:
    import pyarrow as pa


def write_table(table: "pa.Table", out: Path) -> None:
    """Write beside ``out``, then move into place; the folder is made if it is missing. ``LedgerFull``: no room."""
    import pyarrow.parquet as pq

    with whole_file(out) as part:
        pq.write_table(table, part, compression="zstd")
