"""RELIABILITY B6 at every door: hostile text in every text of every kind of file, stored as it is.

What is a text is not listed: fields are walked from ``sources/fields.py``, columns from ``ledger/tables.py``. A new field gets
hostile text here; where it is no text its row is refused, until ``TYPED`` says what it is.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import String, select

from ledger.checkup import checkup
from ledger.connection import open_ledger, reading
from ledger.settings import Settings
from ledger.tables import FACTS, customers, items
from portfolio.quality import quality
from serving.ledger_bodies import AMOUNTS, FLAGS, NUMBERS
from sources.fields import KINDS_OF_FILE
from tests.doors import DOORS, Door, by_api, by_workbook
from tests.hostile import HOSTILE

AT = datetime(2026, 7, 1, 9, tzinfo=UTC)
TYPED = (
    {"currency": "EUR", "base_currency": "EUR", "document_type": "invoice", "happened_at": "2026-02-01T10:00:00Z"}
    | {"promised_for": "2026-03-01", "valid_from": "2026-01-01"}
    | dict.fromkeys(AMOUNTS, "1.00") | dict.fromkeys(NUMBERS, "1") | dict.fromkeys(FLAGS, "true")
)  # fmt: skip
KIND = {"allocations": "cash", "interactions": "call"}
"""A column of that name in these kinds of file is a word of a list."""
CHOSEN = {
    "document_type", "currency", "base_currency", "allocation_kind", "event", "interaction_kind", "rate",
}  # fmt: skip
"""Columns that hold one of a list of words, or a number as text."""
CARRIED = {by_workbook: 32_000, by_api: 4_000}
"""A cell of a workbook, and what fits into one request with all the others."""
TAKEN_BACK = {"returned_on", "reversed_on", "withdrawn_on"}


def hostile_texts(door: Door) -> list[str]:
    """What the door can carry; a workbook's XML has no control characters."""
    texts = [one[: CARRIED.get(door, len(one))] for one in HOSTILE if one.strip()]
    return [one for one in texts if door is not by_workbook or not {"\r", "\x1b"} & set(one)]


def row_of(kind: str, n: int, hostile: str) -> dict[str, str]:
    """Hostile in every field that is not typed; an id also bears a number, so that it is one of its own."""

    def cell(name: str) -> str:
        if name in TAKEN_BACK:
            return ""
        if name == "kind":
            return KIND[kind]
        if name.endswith("_on"):
            return "2026-02-28" if name.startswith(("due", "closed", "dispute_closed")) else "2026-02-01"
        if name.endswith("_id") and name != "parent_id":
            return f"{n}{hostile}"
        return TYPED.get(name, hostile)

    row = {name: cell(name) for name in KINDS_OF_FILE[kind].fields}
    return row | ({"further": hostile} if kind in {"customers", "invoices", "customer_figures"} else {})


def rows_with(texts: list[str]) -> dict[str, list[dict[str, str]]]:
    made = {kind: [row_of(kind, n, one) for n, one in enumerate(texts)] for kind in KINDS_OF_FILE if kind != "rates"}
    for row in made["allocations"]:
        row["credit_note_id"] = ""
    for n, one in enumerate(texts):  # a credit note settles 0.50 of each invoice too
        note = {
            name: cell for name, cell in made["invoices"][n].items() if not name.startswith(("disp", "paid", "booked"))
        }
        made["invoices"].append(
            note | {"invoice_id": f"note {n}{one}", "document_type": "credit_note", "amount": "0.50"}
        )
        settled = made["allocations"][n] | {"allocation_id": f"credit {n}{one}", "payment_id": "", "kind": "credit"}
        made["allocations"].append(settled | {"credit_note_id": f"note {n}{one}", "amount": "0.50"})
    for row in made["invoices"]:
        row |= {"paid_on": "", "booked_on": "", "amount": "10.00" if row["document_type"] == "invoice" else "0.50"}
    return made


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_every_text_of_every_fact_is_stored_as_it_is(settings: Settings, tmp_path: Path, door: Door) -> None:
    texts = hostile_texts(door)
    made = door(settings, tmp_path, rows_with(texts), AT, 1)
    assert not any(rejected for *_, rejected in made.values())
    engine = open_ledger(settings)
    with reading(engine) as connection:
        json.dumps(quality(connection, AT.date()).as_dict())
        for table in (*FACTS.values(), customers, items):
            for column in (one for one in table.columns if isinstance(one.type, String) and one.name not in CHOSEN):
                found = set(connection.scalars(select(column)))
                for n, one in enumerate(texts):
                    assert found & {one, f"{n}{one}", f"note {n}{one}"}, (column, one[:40])
        for kind in ("customers", "items", "customer_figures"):
            told = list(connection.scalars(select(FACTS[kind].c.attributes)))
            assert {one["further"] for one in told if one} == set(texts), kind
    assert [check.name for check in checkup(engine) if not check.holds] == []
    engine.dispose()
