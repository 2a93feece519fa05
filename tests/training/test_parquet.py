"""A Parquet file appears whole or not at all."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from training.parquet import write_table


def test_written_into_a_new_folder_with_its_metadata(tmp_path: Path) -> None:
    table = pa.table({"a": [1, 2]}).replace_schema_metadata({b"told": b"x"})
    write_table(table, tmp_path / "new" / "t.parquet")
    back = pq.read_table(tmp_path / "new" / "t.parquet")
    assert back["a"].to_pylist() == [1, 2]
    assert back.schema.metadata[b"told"] == b"x"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["t.parquet"]


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    out = tmp_path / "t.parquet"
    write_table(pa.table({"a": [1]}), out)
    with pytest.raises(AttributeError):
        write_table("not a table", out)  # type: ignore[arg-type]
    assert pq.read_table(out)["a"].to_pylist() == [1]
    assert [path.name for path in tmp_path.iterdir()] == ["t.parquet"]
