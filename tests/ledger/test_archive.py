"""The file of a backup: what went in comes out; whatever is done to it is told, and nothing of it is believed."""

from pathlib import Path
from random import Random
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.archive import Archive, ArchiveWriter, Word
from ledger.errors import InvalidBackup

COLUMNS: tuple[tuple[str, Word], ...] = (
    ("n", "number"),
    ("said", "text"),
    ("raw", "bytes"),
    ("on", "flag"),
    ("x", "float"),
)
ROWS = st.tuples(
    st.integers(-(2**63), 2**63 - 1),
    st.text() | st.none(),
    st.binary() | st.none(),
    st.booleans(),
    st.floats(allow_nan=False),
)


def written(path: Path, rows: list[tuple[object, ...]]) -> Path:
    writer = ArchiveWriter(path)
    writer.add("things", COLUMNS, rows)
    writer.add("none", COLUMNS[:1], [])
    writer.finish("2026-01-01T00:00:00+00:00", "0002", "abc", "0:" + "0" * 64)
    return path


@given(st.lists(ROWS, max_size=20))
def test_what_went_in_comes_out(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[object, ...]]) -> None:
    archive = Archive(written(tmp_path_factory.mktemp("a") / "a", rows))
    things, none = archive.manifest.tables
    assert [row for chunk in archive.chunks(things) for row in chunk] == rows
    assert list(archive.chunks(none)) == []
    assert (archive.manifest.rows, things.columns) == (len(rows), COLUMNS)
    archive.close()


def test_large_tables_come_in_chunks(tmp_path: Path) -> None:
    archive = Archive(written(tmp_path / "a", [(n, str(n), b"x", True, 0.5) for n in range(12_000)]))
    assert [len(chunk) for chunk in archive.chunks(archive.manifest.tables[0])] == [5000, 5000, 2000]
    archive.close()


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    """A hundred files with one byte changed or their end cut off: refused, or (a byte that means nothing) read as written."""
    rows = [(n, f"said {n}" * 5, b"\0\xff" * n, n % 2 == 0, n / 3) for n in range(60)]
    good = written(tmp_path / "good", rows).read_bytes()
    refused = 0
    for case in range(100):
        random, path = Random(case), tmp_path / f"{case}"
        damaged = bytearray(good)
        if case % 4:
            damaged[random.randrange(len(good))] ^= 1 << random.randrange(8)
        else:
            del damaged[random.randrange(len(good)) :]
        path.write_bytes(damaged)
        try:
            archive = Archive(path)
            try:
                assert [row for chunk in archive.chunks(archive.manifest.tables[0]) for row in chunk] == rows
            finally:
                archive.close()
        except InvalidBackup:
            refused += 1
    assert refused > 80


def test_a_table_replaced_with_care_is_told(tmp_path: Path) -> None:
    """The ZIP is whole, its checksums are right; the manifest knows better, and the manifest's sum knows of the manifest."""
    good = written(tmp_path / "good", [(1, "a", b"", True, 0.5)])
    for member, named in (("tables/things.jsonl", "the table things"), ("manifest.json", "its manifest")):
        with ZipFile(good) as old, ZipFile(tmp_path / "bad", "w") as new:
            for name in old.namelist():
                new.writestr(
                    name,
                    old.read(name).replace(b'"a"', b'"b"').replace(b'"abc"', b'"abd"')
                    if name == member
                    else old.read(name),
                )
        with pytest.raises(InvalidBackup, match=named):
            archive = Archive(tmp_path / "bad")
            list(archive.chunks(archive.manifest.tables[0]))


def test_what_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    with ZipFile(tmp_path / "zip", "w") as other:
        other.writestr("manifest.json", "{}")
    for name in ("missing", "text", "zip"):
        with pytest.raises(InvalidBackup, match=r"no file|no backup"):
            Archive(tmp_path / name)
