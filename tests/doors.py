"""The same rows through every door: delimited files, a workbook, Parquet files, the API.

Rows are given as kind of file → list of (field → text), as a file would have them; every field that one row of a kind says is a
column of that kind. An empty text is an empty cell, and null to the API.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from fastapi.testclient import TestClient

from ledger.connection import open_ledger
from ledger.settings import Settings
from serving.app import create_app
from serving.ledger_bodies import FLAGS, NOT_OF_A_CREDIT_NOTE, NUMBERS
from sources.fields import KINDS_OF_FILE
from sources.load import load_files
from tests.workbook import write_workbook

Rows = Mapping[str, Sequence[Mapping[str, str]]]
Counts = dict[str, tuple[int, int, int, int]]
"""Kind of record → how many were new, known, corrected, rejected."""
Door = Callable[[Settings, Path, Rows, datetime, int], Counts]
SOURCE = "erp"


def by_csv(settings: Settings, folder: Path, rows: Rows, at: datetime, seed: int) -> Counts:
    paths = []
    for kind, table in _tables(rows, seed):
        paths.append(folder / f"{kind}-{seed}.csv")
        with paths[-1].open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)
    return _loaded(settings, paths, at)


def by_workbook(settings: Settings, folder: Path, rows: Rows, at: datetime, seed: int) -> Counts:
    """A workbook a kind; amounts as binary floats, as a spreadsheet holds them."""
    paths = []
    for kind, (header, *body) in _tables(rows, seed):
        cells = [
            [float(cell) if cell and name == "amount" else cell for name, cell in zip(header, row, strict=True)]
            for row in body
        ]
        paths.append(write_workbook(folder / f"{kind}-{seed}.xlsx", {kind: [header, *cells]}))
    return _loaded(settings, paths, at)


def by_parquet(settings: Settings, folder: Path, rows: Rows, at: datetime, seed: int) -> Counts:
    paths = []
    for kind, (header, *body) in _tables(rows, seed):
        paths.append(folder / f"{kind}-{seed}.parquet")
        columns = {
            name: [cell or None for cell in column]
            for name, column in zip(header, zip(*body, strict=True), strict=True)
        }
        typed = {
            name: pa.array([day and date.fromisoformat(day) for day in column], pa.date32())
            if name.endswith("_on")
            else pa.array(column, pa.string())
            for name, column in columns.items()
        }
        pq.write_table(pa.table(typed), paths[-1])
    return _loaded(settings, paths, at)


def by_api(settings: Settings, folder: Path, rows: Rows, at: datetime, seed: int) -> Counts:
    """One request a kind (credit notes by their own address); what is no field of the kind is an attribute."""
    told: dict[str, list[int]] = {}
    with TestClient(create_app(settings, clock=lambda: at)) as client:
        for kind in (kind for kind in KINDS_OF_FILE if kind in rows):
            shuffled = Random(seed).sample(rows[kind], len(rows[kind]))
            for path in ("invoices", "credit-notes") if kind == "invoices" else (kind,):
                mine = [
                    row for row in shuffled if (row.get("document_type") == "credit_note") == (path == "credit-notes")
                ]
                if not mine:
                    continue
                body = {"source": SOURCE, "rows": [_posted(kind, path, row) for row in mine]}
                answer = client.post(f"/v1/ledger/{path}", json=body)
                assert answer.status_code == 200, answer.text
                for name, counts in answer.json()["counts"].items():
                    one = told.setdefault(name, [0, 0, 0, 0])
                    for place, state in enumerate(("new", "known", "corrected", "rejected")):
                        one[place] += counts[state]
    return {name: tuple(counts) for name, counts in told.items()}  # type: ignore[misc]


DOORS: tuple[Door, ...] = (by_csv, by_workbook, by_parquet, by_api)


def _posted(kind: str, path: str, row: Mapping[str, str]) -> dict[str, Any]:
    left_out = NOT_OF_A_CREDIT_NOTE if path == "credit-notes" else set()
    said: dict[str, Any] = {}
    further = {name: cell or None for name, cell in row.items() if name not in KINDS_OF_FILE[kind].fields}
    for name, cell in row.items():
        if name not in further and name not in left_out:
            number = int(cell) if name in NUMBERS and cell else None
            said[name] = number if name in NUMBERS else cell == "true" if name in FLAGS and cell else cell or None
    return said | ({"attributes": further} if further else {})


def _tables(rows: Rows, seed: int) -> list[tuple[str, list[list[str]]]]:
    """A header and rows for each kind; from the second seed on rows, columns and kinds in another order."""
    random, made = Random(seed), []
    for kind, body in rows.items():
        header, order = list(dict.fromkeys(name for row in body for name in row)), list(body)
        if seed:
            random.shuffle(header)
            random.shuffle(order)
        made.append((kind, [header, *([row.get(name, "") for name in header] for row in order)]))
    if seed:
        random.shuffle(made)
    return made


def _loaded(settings: Settings, paths: list[Path], at: datetime) -> Counts:
    engine = open_ledger(settings)
    try:
        report = load_files(engine, paths, source=SOURCE, recorded_at=at, recorded_on=at.astimezone(UTC).date())
    finally:
        engine.dispose()
    assert not report.rejected, report.findings
    return {kind: (n["new"], n["known"], n["corrected"], n["rejected"]) for kind, n in report.counts.items()}
