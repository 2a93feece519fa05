"""A payment that was told and is told no more: it ends, it is said, and the past stays as it was."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import event

from ledger.asof import LedgerAsOf
from ledger.connection import open_ledger, reading
from ledger.settings import Settings
from ledger.settlement import balances
from sources.import_run import TOGETHER
from sources.load import load_files
from tests.sources.conftest import Importer

HEADER = "invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency"
LATER, LAST = date(2026, 7, 20), date(2026, 8, 3)


def ledger(*rows: str) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


def row(paid_on: str = "", name: str = "1") -> str:
    return f"{name},A,2026-01-01,2026-01-31,{paid_on},1000.00,EUR"


PAID, OPEN = ledger(row("2026-02-10")), ledger(row())


def open_minor(importing: Any, as_of: date) -> int:
    """What is open at the start of a day."""
    with reading(importing.engine) as connection:
        return int(balances(LedgerAsOf(connection, as_of).arrays).open[-1])


def corrected(report: Any) -> dict[str, tuple[int, int, int]]:
    return {kind: (n["new"], n["known"], n["corrected"]) for kind, n in report.counts.items()}


def test_it_ends_on_the_day_it_came_in_and_is_said(importing_on_both: Any) -> None:
    importing_on_both(PAID)
    report = importing_on_both(OPEN, on=LATER)
    assert corrected(report) == {"items": (0, 1, 0), "payments": (0, 0, 1), "allocations": (0, 0, 1)}
    assert report.file_rows()[0][2:] == (1, 1, 0)
    (finding,) = report.findings
    assert (finding.code, finding.severity, finding.line, finding.column, finding.value) == (
        "DQ025", "warning", 2, "paid_on", "1/1",
    )  # fmt: skip
    assert "open again from 2026-07-20" in finding.reason
    assert report.total_rows("zh") == [("DQ025", "warning", "付款已撤回", 1)]
    assert [open_minor(importing_on_both, day) for day in (date(2026, 2, 10), date(2026, 2, 11), LATER)] == [
        100000,
        0,
        0,
    ]
    assert open_minor(importing_on_both, LATER + timedelta(days=1)) == 100000
    counts = "SELECT kind, corrected FROM import_counts WHERE import_no = 2 ORDER BY kind"
    assert importing_on_both.rows(counts) == [("allocations", 1), ("items", 0), ("payments", 1)]


def test_open_again_is_known_and_paid_again_is_paid(importing_on_both: Any) -> None:
    importing_on_both(PAID)
    importing_on_both(OPEN, on=LATER)
    again = importing_on_both(OPEN, on=LATER)
    assert (corrected(again), again.findings) == ({"items": (0, 1, 0)}, [])
    report = importing_on_both(ledger(row("2026-07-30")), on=LAST)
    assert corrected(report) == {"items": (0, 1, 0), "payments": (1, 0, 0), "allocations": (1, 0, 0)}
    assert [open_minor(importing_on_both, day) for day in (LAST, LAST + timedelta(days=1))] == [100000, 0]
    assert len(importing_on_both(OPEN, on=LAST + timedelta(days=9)).findings) == 1
    assert [finding.code for finding in importing_on_both.findings()] == ["DQ025", "DQ025"], "it happened twice"


def test_on_the_first_day_it_corrects_the_history(importing_on_both: Any) -> None:
    for content in (PAID, OPEN, PAID):
        importing_on_both(content)
    day = date(2026, 7, 1)
    assert [open_minor(importing_on_both, as_of) for as_of in (date(2026, 2, 11), day, day + timedelta(days=1))] == [
        0,
        0,
        0,
    ]
    with reading(importing_on_both.engine) as connection:
        assert LedgerAsOf(connection, day).arrays.allocations.amount.tolist() == [100000], "not paid twice in the past"


def test_without_a_number(importing_on_both: Any) -> None:
    header, *rows = [line.split(",", 1)[1] for line in (HEADER, row("2026-02-10"), row("2026-03-10"))]
    importing_on_both("\n".join([header, *rows]))
    report = importing_on_both("\n".join([header, rows[0].replace("2026-02-10", ""), rows[1]]), on=LATER)
    assert [finding.code for finding in report.findings] == ["DQ025"]
    query = """SELECT CAST(paid_on AS VARCHAR) FROM payments WHERE NOT EXISTS
               (SELECT 1 FROM retractions r WHERE r.kind = 'payments' AND r.fact_no = payments.fact_no)"""
    assert importing_on_both.rows(query) == [("2026-03-10",)]


def test_what_takes_nothing_back(importing_on_both: Any) -> None:
    """Another source's empty cell, a file without the column, a row that is rejected or left out."""
    importing_on_both(PAID)
    without = "invoice_id,customer_id,issued_on,due_on,amount,currency\n1,A,2026-01-01,2026-01-31,1000.00,EUR\n"
    for content, more in (
        (OPEN, {"source": "other"}), (without, {}), (ledger(row(name="2")), {}), (OPEN.replace("EUR", "XXQ"), {}),
    ):  # fmt: skip
        importing_on_both(content, on=LATER, **more)
    assert importing_on_both.rows("SELECT count(*) FROM retractions") == [(0,)]


@pytest.mark.parametrize("rows", [(row(), row("2026-02-10")), (row("2026-02-10"), row())], ids=["first", "last"])
@pytest.mark.parametrize("files", [1, 2])
def test_a_paid_row_beside_an_open_one_stands(importing: Any, rows: tuple[str, ...], files: int) -> None:
    importing(PAID)
    importing(*([ledger(*rows)] if files == 1 else [ledger(one) for one in rows]), on=LATER)
    assert importing.rows("SELECT count(*) FROM retractions") == [(0,)]


def test_a_few_statements_however_many_rows(importing_on_both: Any) -> None:
    names = [str(n) for n in range(TOGETHER + 10)]
    importing_on_both(ledger(*(row("2026-02-10", name) for name in names)))
    said: list[str] = []
    event.listen(importing_on_both.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    report = importing_on_both(ledger(*(row(name=name) for name in names)), on=LATER)
    assert report.totals == {"DQ025": len(names)}
    assert report.counts["payments"]["corrected"] == report.counts["allocations"]["corrected"] == len(names)
    assert len(said) < 75, "a page a block of customers among them"


@hypothesis_settings(max_examples=10)
@given(states=st.lists(st.tuples(st.sampled_from(["", "2026-02-10", "2026-03-10"]), st.integers(0, 1)), max_size=5))
def test_the_last_word_counts(
    tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path, states: list[tuple[str, int]]
) -> None:
    """Any sequence of paid and open, on the same or on later days: never paid twice, and open as last told."""
    folder = tmp_path_factory.mktemp("states")
    shutil.copy(_sqlite_template, folder / "duecast.db")
    engine, day = open_ledger(Settings(home=folder)), date(2026, 7, 1)
    importing = Importer(engine, folder)
    for paid_on, later in states:
        day += timedelta(days=later)
        importing(ledger(row(paid_on)), on=day)
        assert open_minor(importing, day + timedelta(days=1)) == (0 if paid_on else 100000)
        again = importing(ledger(row(paid_on)), on=day)
        assert not any(counts["new"] or counts["corrected"] for counts in again.counts.values())
        with reading(engine) as connection:
            for as_of in (date(2026, 3, 1), day, day + timedelta(days=1)):
                assert 0 <= LedgerAsOf(connection, as_of).arrays.allocations.amount.sum() <= 100000
    engine.dispose()


def test_the_same_file_may_take_the_same_payment_back_twice(importing: Importer) -> None:
    """Unlike what a file says, this happened in an import: it is stored each time."""
    path = importing.write("")
    for n, content in enumerate((PAID, OPEN, OPEN, PAID, OPEN)):
        path.write_text(content)
        day = date(2026, 7, 1 + n)
        at = datetime(2026, 7, 1 + n, tzinfo=UTC)
        load_files(importing.engine, [path], recorded_at=at, recorded_on=day)
    assert [(finding.code, finding.line) for finding in importing.findings()] == [("DQ025", 2)] * 2
