"""Ageing as of every month end of a simulated ledger, asked in one go today, is what was computed on that day.

The ledger comes in month by month, as a company would bring it: nothing is a history told afterwards. Invoices are told
again when a dispute opens or closes; what came later must not reach back.
"""

import csv
import os
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from ledger.asof import LedgerAsOf
from ledger.connection import reading
from ledger.demo.files import write_files
from ledger.demo.simulation import simulate
from portfolio.ageing_report import ageing_report
from portfolio.statement import statements
from sources.load import load_files

INVOICES = 4_000 if os.environ.get("DUECAST_LONG") else 500
KNOWN_BY = {"payments": "booked_on", "allocations": "allocated_on", "invoices": "issued_on"}


def month_end(day: str) -> date:
    first = date.fromisoformat(day).replace(day=1) + timedelta(days=32)
    return first.replace(day=1) - timedelta(days=1)


def by_month(folder: Path) -> dict[date, dict[str, list[dict[str, str]]]]:
    """Month end → kind of file → the rows that became known in that month, as they were known at its end."""
    months: dict[date, dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for kind, column in KNOWN_BY.items():
        with (folder / f"{kind}.csv").open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                days = [row[column], row.get("disputed_on", ""), row.get("dispute_closed_on", "")]
                for end in sorted({month_end(max(day, row[column])) for day in days if day}):
                    told = dict(row)
                    for name in ("disputed_on", "dispute_closed_on"):
                        if told.get(name) and month_end(told[name]) > end:
                            told[name] = ""
                    months[end][kind].append(told)
    return months


def imports(folder: Path, months: dict[date, dict[str, list[dict[str, str]]]]) -> Iterator[tuple[date, list[Path]]]:
    for end in sorted(months):
        files = [folder / "customers.csv"] if end == min(months) else []
        for kind, rows in months[end].items():
            path = folder / f"{kind}-{end}.csv"
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
            files.append(path)
        yield end, files


def reports(engine: Engine, closing_on: date) -> list[dict[str, Any]]:
    with reading(engine) as connection:
        view = LedgerAsOf.closing(connection, closing_on)
        made = [ageing_report(view, by) for by in ("currency", "customer")]  # type: ignore[arg-type]
        by_documents = {pair: minor for pair, minor in view.account.balances(closing_on).items() if minor}
        by_buckets = {(row.customer_id, row.currency): row.balance_minor for row in made[1].rows if row.balance_minor}
        assert by_buckets == by_documents, "buckets − unapplied = the balance, to the cent"
    return [one.as_dict() for one in made]


def test_every_month_end_is_what_it_was(engine: Engine, tmp_path: Path) -> None:
    write_files(simulate(12, INVOICES, 5, date(2025, 12, 31)), tmp_path)
    months = by_month(tmp_path)
    then: dict[date, list[dict[str, Any]]] = {}
    for end, files in imports(tmp_path, months):
        at = datetime.combine(end, datetime.min.time(), UTC)
        load_files(engine, files, source="erp", recorded_at=at, recorded_on=end, history=False)
        then[end] = reports(engine, end)
    assert len(then) > 20
    assert {end: reports(engine, end) for end in then} == then
    assert any(row["unapplied"] != "0.00" for said in then.values() for row in said[0]["rows"])
    last = max(then)
    with reading(engine) as connection:
        for row in then[last][1]["rows"]:
            for made in statements(connection, row["customer_id"], last):
                assert made.closing_minor == sum(made.buckets_minor) - made.unapplied_minor
