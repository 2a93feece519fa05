"""Writing a table as a Parquet file that appears whole or not at all."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def write_table(table: "pa.Table", out: Path) -> None:
    """Write beside ``out``, then move into place; the folder is made if it is missing."""
    import pyarrow.parquet as pq

    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f"{out.name}.part")
    try:
        pq.write_table(table, part, compression="zstd")
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
