"""Files in blocks: the same ledger, counts and findings as row by row, whatever is in them."""

import os
import shutil
from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from ledger.bulk_recording import BulkRecorder
from ledger.columns import KEYS
from ledger.connection import open_ledger, reading
from ledger.settings import Settings
from sources import blocks, pieces
from tests.sources.conftest import TODAY, Importer

INVOICES = "invoice_id,instalment,customer_id,issued_on,due_on,currency,amount,disputed_on"
PAYMENTS = "payment_id,customer_id,paid_on,booked_on,currency,amount,reference"
ALLOCATIONS = "allocation_id,kind,payment_id,credit_note_id,invoice_id,instalment,allocated_on,amount"
DAYS = st.sampled_from(["2026-01-01", "2026-01-31", " 2026-02-01", "2026-13-01", "", "2027-01-01", "2024-01-01"])
AMOUNTS = st.sampled_from(
    ["1.00", "2.50", "0.00", "-1.00", "1", "1.005", "", "x", "12345678901234567.00", "1.00\n2.00"]
)
IDS = st.sampled_from(["1", "2", " 1 ", "3", ""])
WORDS = st.sampled_from(["", "1", "2", "0"])
CURRENCIES = st.sampled_from(["EUR", "EUR", "eur", "JPY", "XXZ", ""])


def file_of(header: str, *cells: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Cells in quotation marks all, or only where they must be: such a file is read in pieces as long as it can be."""
    rows = st.lists(st.tuples(*cells) | st.just(()) | st.tuples(IDS), max_size=9)

    def written(rows: list[tuple[str, ...]], quoted: bool) -> str:
        lines = (",".join(f'"{cell}"' if quoted or "\n" in cell else cell for cell in row) for row in rows)
        return "\n".join([header, *lines]) + "\n"

    return st.builds(written, rows, st.booleans())


LEDGERS = st.tuples(
    file_of(
        INVOICES,
        IDS,
        WORDS,
        st.sampled_from("AB"),
        DAYS,
        DAYS,
        CURRENCIES,
        AMOUNTS,
        st.sampled_from(["", "", "2026-02-02"]),
    ),
    file_of(
        PAYMENTS, IDS, st.sampled_from("AB"), DAYS, DAYS, CURRENCIES, AMOUNTS, st.sampled_from(["", "x\0", "ž\\\t'"])
    ),
    file_of(
        ALLOCATIONS, IDS, st.sampled_from(["cash", "", "credit", "write_off", "?"]), IDS, IDS, IDS, WORDS, DAYS, AMOUNTS
    ),
)


def is_worth(in_blocks: bool, kind: str, rows: int) -> bool:
    return in_blocks and kind in KEYS


def everything(engine: Engine) -> dict[str, Counter[tuple[Any, ...]]]:
    """All facts without the numbers that depend on their order, and all findings."""
    named = "SELECT c.customer_id, {} FROM {} f JOIN customers c ON c.customer_no = f.customer_no"
    stamps = "f.known_on, f.backfilled, f.import_no, f.digest"
    queries = {
        "items": named.format(f"f.item_no > 0, f.base_minor, {stamps}", "item_versions"),
        "payments": named.format(f"f.payment_id, {stamps}", "payments"),
        "allocations": named.format(f"f.allocation_id, f.valued_on, {stamps}", "allocations"),
        "disputes": named.format(f"f.dispute_id, {stamps}", "disputes"),
        "ended": "SELECT kind, known_on, import_no FROM retractions",
        "findings": 'SELECT code, file, line, "column", value, reason, import_no FROM findings',
        "counts": 'SELECT import_no, kind, "new", known, corrected, rejected FROM import_counts',
    }
    with reading(engine) as connection:
        return {name: Counter(tuple(row) for row in connection.execute(text(query))) for name, query in queries.items()}


@settings(max_examples=250 if os.environ.get("DUECAST_LONG") else 50)
@given(st.lists(LEDGERS, min_size=1, max_size=2), st.integers(1, 4))
def test_blocks_give_what_rows_give(
    tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path, ledgers: list[tuple[str, str, str]], size: int
) -> None:
    found = []
    for in_blocks in (True, False):
        home = tmp_path_factory.mktemp("ledger")
        shutil.copy(_sqlite_template, home / "duecast.db")
        engine = open_ledger(Settings(home=home))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(blocks, "TOGETHER", size)
            patch.setattr(pieces, "PIECE_BYTES", 64 * size)
            patch.setattr(BulkRecorder, "is_worth", partial(is_worth, in_blocks))
            importing = Importer(engine, home)
            reports = [
                importing(*contents, on=date(TODAY.year, TODAY.month, day)) for day, contents in enumerate(ledgers, 1)
            ]
        told = [
            (report.counts, report.totals, [(f.rows, f.taken, f.rejected) for f in report.files]) for report in reports
        ]
        found.append((told, everything(engine), importing.digest()))
        engine.dispose()
    assert found[0] == found[1]
