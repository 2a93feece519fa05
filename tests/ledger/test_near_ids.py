"""Which id was meant."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from ledger.connection import reading, writing
from ledger.near_ids import meant, near_customer, nearest, spellings
from ledger.recording import Recorder
from ledger.records import Item

DAY = date(2026, 3, 1)


@pytest.fixture
def ledger(engine: Engine) -> Engine:
    pairs = [("R-1001", "ACME"), ("R-1002", "Nordwind"), *((f"X{n}", f"C-{n:04}") for n in range(300))]
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", [], datetime(2026, 3, 1, tzinfo=UTC), DAY)
        made = (
            Item(invoice_id=invoice, customer_id=customer, issued_on=DAY, due_on=DAY, currency="EUR", amount_minor=5)
            for invoice, customer in pairs
        )
        assert recorder.record(made) == []
        recorder.finish({})
    return engine


def test_a_customer(ledger: Engine) -> None:
    with reading(ledger) as connection:
        for name, found in (
            ("acme", "ACME"), (" ACME ", "ACME"), ("ACMR", "ACME"), ("nordwind", "Nordwind"), ("Nordwnid", "Nordwind"),
            ("c-0123", "C-0123"), ("Zebra", None), ("", None), ("a\0", None), ("\ud800", None),
        ):  # fmt: skip
            assert near_customer(connection, name) == found, name


def test_of_several_the_most_alike_whatever_their_order() -> None:
    assert nearest("acme1", ["ACME-1", "ACME", "Acme1"]) == "Acme1"
    assert nearest("acme", {"ACME", "Acme"}) == nearest("acme", ["Acme", "ACME"]) == "ACME"
    assert spellings(" Acme") == (" Acme", "Acme", "ACME", "acme")
    assert meant("ACME", "x") == "did you mean 'ACME'?" and meant(None, "check it") == "check it"
