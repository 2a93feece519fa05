"""RELIABILITY A1: the same data again — CSV, shuffled and renamed, as a workbook, as Parquet, by the API — is one ledger."""

import csv
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ledger.connection import open_ledger, reading
from ledger.digest import ledger_digest
from ledger.settings import Settings
from serving.app import create_app
from sources.load import load_files
from tests.hostile import HOSTILE
from tests.workbook import write_workbook

HEADER = ["invoice_id", "customer_id", "issued_on", "due_on", "paid_on", "amount", "currency", "country", "note"]
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "Ä & Söhne"]), DAYS, DAYS, st.none() | DAYS, st.decimals("0.01", "99999.99", places=2),
        st.sampled_from(["EUR", "USD"]), st.sampled_from(["DE", "FR"]), st.sampled_from(["", "x, y", *HOSTILE[:6]]),
    ), min_size=1, max_size=8,
)  # fmt: skip


@pytest.mark.parametrize("numbered", [True, False], ids=["numbered", "without numbers"])
@hypothesis_settings(max_examples=8)
@given(rows=ROWS, seed=st.integers(0, 99))
def test_one_ledger(
    tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path, numbered: bool, rows: list[Any], seed: int
) -> None:
    """No new row, and the report says how many were known; also of rows without numbers that are alike in customer, days and
    amount."""
    folder = tmp_path_factory.mktemp("same")
    shutil.copy(_sqlite_template, folder / "duecast.db")
    engine = open_ledger(Settings(home=folder))
    made = [[f"R{n}", *row] for n, row in enumerate(rows)]
    header, start = (HEADER, 0) if numbered else (HEADER[1:], 1)
    rows = [["" if cell is None else str(cell) for cell in row[start:]] for row in made]
    typed = [row[start:] for row in made]
    digests, counts = [], []
    for place, write in enumerate((_csv, _shuffled, _workbook, _parquet)):
        path = write(folder / f"{place}-renamed", header, typed if write is _workbook else rows, seed)
        on = date(2026, 7, 1 + place)
        report = load_files(
            engine, [path], recorded_at=datetime(2026, 7, 1 + place, tzinfo=UTC), recorded_on=on, source="erp"
        )
        assert report.rejected == 0, report.findings
        counts.append({kind: (n["new"] + n["known"], n["new"], n["corrected"]) for kind, n in report.counts.items()})
        with reading(engine) as connection:
            digests.append(ledger_digest(connection))
    if numbered:
        counts.append(_posted(Settings(home=folder), header, rows, seed))
        with reading(engine) as connection:
            digests.append(ledger_digest(connection))
    engine.dispose()
    assert len(set(digests)) == 1
    assert counts[0]["items"] == (len(rows), len(rows), 0)
    for later in counts[1:]:
        assert later == {kind: (told, 0, 0) for kind, (told, _, _) in counts[0].items()}


def _posted(settings: Settings, header: list[str], rows: list[list[str]], seed: int) -> dict[str, tuple[int, int, int]]:
    """By the API in one request, shuffled, what is empty as null; the note is an attribute."""
    posted = []
    for row in rows:
        said: dict[str, Any] = {name: cell or None for name, cell in zip(header, row, strict=True)}
        posted.append(said | {"attributes": {"note": said.pop("note")}})
    Random(seed).shuffle(posted)
    with TestClient(create_app(settings, clock=lambda: datetime(2026, 7, 9, tzinfo=UTC))) as client:
        answer = client.post("/v1/ledger/invoices", json={"source": "erp", "rows": posted}).json()
    assert {result["outcome"] for result in answer["results"]} == {"known"}, answer
    return {kind: (n["new"] + n["known"], n["new"], n["corrected"]) for kind, n in answer["counts"].items()}


def _csv(path: Path, header: list[str], rows: list[list[str]], _: int) -> Path:
    path = path.with_suffix(".csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def _shuffled(path: Path, header: list[str], rows: list[list[str]], seed: int) -> Path:
    """Rows and columns in another order, another delimiter."""
    order, rows = list(range(len(header))), list(rows)
    Random(seed).shuffle(order)
    Random(seed).shuffle(rows)
    with path.with_suffix(".txt").open("w", encoding="utf-16", newline="") as file:
        csv.writer(file, delimiter=";").writerows([[row[n] for n in order] for row in [header, *rows]])
    return path.with_suffix(".txt")


def _workbook(path: Path, header: list[str], rows: list[list[Any]], seed: int) -> Path:
    """Days and amounts as a spreadsheet holds them: typed, amounts as binary floats."""
    rows = [[float(cell) if header[n] == "amount" else cell for n, cell in enumerate(row)] for row in rows]
    Random(seed).shuffle(rows)
    return write_workbook(path.with_suffix(".xlsx"), {"data": [header, *rows]}, above=seed % 3)


def _parquet(path: Path, header: list[str], rows: list[list[str]], seed: int) -> Path:
    columns = {name: [row[n] or None for row in rows] for n, name in enumerate(header)}
    days = {
        name: pa.array([date.fromisoformat(day) if day else None for day in columns[name]], pa.date32())
        for name in columns
        if name.endswith("_on")
    }
    pq.write_table(
        pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()} | days),
        path.with_suffix(".parquet"),
    )
    return path.with_suffix(".parquet")
