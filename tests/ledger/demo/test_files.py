import csv
import hashlib
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from ledger.demo.arrays import NEVER
from ledger.demo.files import write_files
from ledger.demo.parameters import SIMULATOR_VERSION
from ledger.demo.simulation import Simulation

HEADERS = {
    "customers": "customer_id,name,country,industry,parent_id,currency,terms_days,credit_limit,email,language,"
    "natural_person,registered_on,size",
    "invoices": "invoice_id,instalment,customer_id,document_type,number,issued_on,due_on,currency,amount,business_unit,"
    "purchase_order,disputed_on,dispute_reason,dispute_closed_on",
    "payments": "payment_id,customer_id,paid_on,booked_on,currency,amount,method,reference",
    "allocations": "allocation_id,kind,payment_id,credit_note_id,invoice_id,instalment,allocated_on,amount",
}
FROZEN_FILES = {1: "bc7a5cef760992aba81d07d83d9edf134786aa8a54171346b9e82621cc7674ae"}
Rows = list[dict[str, str]]


def read(folder: Path, name: str) -> Rows:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def tables(small_files: Path) -> dict[str, Rows]:
    return {name: read(small_files, name) for name in HEADERS}


def test_exactly_four_files_with_the_ledgers_names(small_files: Path) -> None:
    assert {path.name for path in small_files.iterdir()} == {f"{name}.csv" for name in HEADERS}
    for name, header in HEADERS.items():
        assert (small_files / f"{name}.csv").read_text(encoding="utf-8").split("\n")[0] == header


def test_the_same_simulation_writes_the_same_bytes(small: Simulation, small_files: Path, tmp_path: Path) -> None:
    for path in write_files(small, tmp_path / "new" / "folder"):
        assert path.read_bytes() == (small_files / path.name).read_bytes()


def test_the_bytes_are_those_of_the_frozen_version(small_files: Path) -> None:
    made = hashlib.sha256()
    for name in HEADERS:
        made.update((small_files / f"{name}.csv").read_bytes())
    assert made.hexdigest() == FROZEN_FILES[SIMULATOR_VERSION], (
        "the written files changed: raise SIMULATOR_VERSION and freeze the new digest here"
    )


def test_nothing_is_known_after_the_end_and_only_due_dates_lie_ahead(tables: dict[str, Rows]) -> None:
    for name, rows in tables.items():
        for column in [c for c in HEADERS[name].split(",") if c.endswith("_on") and c != "due_on"]:
            days = [row[column] for row in rows if row[column]]
            assert max(days) <= "2025-12-31", column
            assert all(row[column] for row in rows) or column.startswith("dispute"), column
    assert max(row["due_on"] for row in tables["invoices"]) > "2025-12-31"


def test_every_reference_finds_its_row_and_ids_are_unique(tables: dict[str, Rows]) -> None:
    customers = {row["customer_id"] for row in tables["customers"]}
    items = {(row["invoice_id"], row["instalment"]) for row in tables["invoices"]}
    notes = {row["invoice_id"] for row in tables["invoices"] if row["document_type"] == "credit_note"}
    payments = {row["payment_id"] for row in tables["payments"]}
    assert len(customers) == len(tables["customers"])
    assert len(items) == len(tables["invoices"])
    assert len(payments) == len(tables["payments"])
    assert {row["parent_id"] for row in tables["customers"]} <= customers | {""}
    assert {row["customer_id"] for name in ("invoices", "payments") for row in tables[name]} <= customers
    for row in tables["allocations"]:
        assert (row["invoice_id"], row["instalment"]) in items
        assert (row["payment_id"] in payments) == (row["kind"] == "cash")
        assert (row["credit_note_id"] in notes) == (row["kind"] == "credit")
    assert {row["kind"] for row in tables["allocations"]} == {"cash", "credit", "write_off"}


def test_sums_tie(tables: dict[str, Rows]) -> None:
    """Allocations never exceed their payment, credit note or item, and all is of one currency and customer."""
    by_item: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    by_source: dict[str, Decimal] = defaultdict(Decimal)
    owner = {row["invoice_id"]: row["customer_id"] for row in tables["invoices"]}
    payer = {row["payment_id"]: row["customer_id"] for row in tables["payments"]}
    for row in tables["allocations"]:
        by_item[row["invoice_id"], row["instalment"]] += Decimal(row["amount"])
        by_source[row["payment_id"] or row["credit_note_id"]] += Decimal(row["amount"])
        if row["kind"] == "cash":
            assert payer[row["payment_id"]] == owner[row["invoice_id"]]
    assert all(by_item[row["invoice_id"], row["instalment"]] <= Decimal(row["amount"]) for row in tables["invoices"])
    assert all(by_source[row["payment_id"]] <= Decimal(row["amount"]) for row in tables["payments"])
    assert any(by_source[row["payment_id"]] < Decimal(row["amount"]) for row in tables["payments"]), (
        "some is on account"
    )
    for row in tables["invoices"]:
        assert Decimal(row["amount"]) > 0
        if row["document_type"] == "credit_note":
            assert by_source[row["invoice_id"]] == Decimal(row["amount"])
            assert row["due_on"] == row["issued_on"]


def test_booked_after_paid_and_allocated_after_booked(tables: dict[str, Rows]) -> None:
    booked = {row["payment_id"]: row["booked_on"] for row in tables["payments"]}
    assert all(row["booked_on"] >= row["paid_on"] for row in tables["payments"])
    assert any(row["booked_on"] > row["paid_on"] for row in tables["payments"])
    assert all(row["allocated_on"] >= booked[row["payment_id"]] for row in tables["allocations"] if row["payment_id"])


def test_the_files_tell_the_settled_day_the_oracle_is_about(small: Simulation, tables: dict[str, Rows]) -> None:
    """Open ≤ 1.00 with at least half in cash, on the value date of the last money: the outcome, wherever it is known."""
    paid_on = {row["payment_id"]: row["paid_on"] for row in tables["payments"]}
    moves: dict[tuple[str, str], Rows] = defaultdict(list)
    for row in tables["allocations"]:
        moves[row["invoice_id"], row["instalment"]].append(row)
    settled = without_cash = 0
    items = [row for row in tables["invoices"] if row["document_type"] == "invoice"]
    for place, item in enumerate(items):
        own = moves[item["invoice_id"], item["instalment"]]
        gross = Decimal(item["amount"])
        truth = int(small.outcome.settled_on[place])
        if gross - sum((Decimal(row["amount"]) for row in own), Decimal(0)) > 1:
            known = small.until - 20
            assert truth > known, "what was paid weeks ago is in the files"
            assert small.outcome.closed_on[place] > small.until
            continue
        cash = sum((Decimal(row["amount"]) for row in own if row["kind"] == "cash"), Decimal(0))
        last = max(paid_on[row["payment_id"]] if row["payment_id"] else row["allocated_on"] for row in own)
        day = (date.fromisoformat(last) - date(1970, 1, 1)) // timedelta(days=1)
        if cash * 2 >= gross:
            settled += 1
            assert day == truth
        else:
            without_cash += 1
            assert truth == NEVER
            assert day == small.outcome.closed_on[place]
    assert settled > 3_500
    assert without_cash > 10


def test_disputes_are_open_or_closed_as_known(small: Simulation, tables: dict[str, Rows]) -> None:
    disputed = [row for row in tables["invoices"] if row["disputed_on"]]
    assert len(disputed) == (small.outcome.disputed_on <= small.until).sum()
    assert all(row["dispute_reason"] for row in disputed)
    assert all(row["dispute_closed_on"] > row["disputed_on"] for row in disputed if row["dispute_closed_on"])
    assert not any(
        row["dispute_reason"] or row["dispute_closed_on"] for row in tables["invoices"] if not row["disputed_on"]
    )


def test_mail_goes_nowhere_and_open_items_are_there(small: Simulation, tables: dict[str, Rows]) -> None:
    assert all(row["email"].endswith(".example") for row in tables["customers"])
    open_items = np.minimum(small.outcome.settled_on, small.outcome.closed_on) > small.until
    assert 0.02 < open_items.mean() < 0.12
