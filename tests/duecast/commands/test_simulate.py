"""`duecast simulate` writes the four files, and the oracle if asked; the same seed the same bytes."""

from pathlib import Path

from tests.conftest import run_duecast


def test_four_files_and_the_oracle(tmp_path: Path) -> None:
    size = ["--customers", "20", "--invoices", "300"]
    for folder in ("a", "b"):
        done = run_duecast(tmp_path, "simulate", *size, "--seed", "7", "--out", str(tmp_path / folder), "--oracle")
        assert done.returncode == 0, done.stderr
    names = {"customers.csv", "invoices.csv", "payments.csv", "allocations.csv", "oracle.parquet"}
    assert {path.name for path in (tmp_path / "a").iterdir()} == names
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)
    assert len(done.stdout.splitlines()) == 5
