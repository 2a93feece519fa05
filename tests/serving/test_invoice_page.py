"""The page of an invoice: facts, curve, reasons, history, each picture beside its table."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.serving.scored_ledger import pay


def test_it_shows_facts_curve_reasons_and_history(client: TestClient) -> None:
    page = client.get("/invoices/INV-1001").text
    for said in ("€18,420.00", "12 days overdue", "issued 4 May, 30 days", "71%", "80% between 2 Jul and 25 Sept", "0123abcd4567",
                 "Why this chance of being unpaid in 30 days", "Payment habit", "+18.4", "The latest 10 invoices", "OLD-54",
                 "more than 5 points", "15 Jul", "a contact saves 15%"):  # fmt: skip
        assert said in page, said
    assert page.count("<svg") == 1 + 1 + 6, "the mark, the gauge, three charts in two widths"
    assert "Half by 27 Jul" in page and "style=" not in page


def test_instalments_are_tabs(client: TestClient) -> None:
    assert "INV-1006, instalment 2" in client.get("/invoices/INV-1006?instalment=2").text
    first = client.get("/invoices/INV-1006?instalment=nonsense").text
    assert "Instalment 2" in first and "82%" in first


def test_closed_and_never_scored_invoices(client: TestClient, sqlite_engine: Engine) -> None:
    page = client.get("/invoices/OLD-0").text
    assert "Settled" in page and "What has come in" in page and "€1,000.00" in page
    pay(sqlite_engine, "INV-1003", 240_000)
    assert "This item is closed" in client.get("/invoices/INV-1003").text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_open_invoice_has_a_page(client: TestClient, language: str) -> None:
    for address in ("INV-1004", "INV%2F1005%3Fx%23y", "INV-1008"):
        assert client.get(f"/invoices/{address}?lang={language}").status_code == 200


def test_an_unknown_invoice_is_a_page_that_says_so(client: TestClient) -> None:
    answer = client.get("/invoices/nope", headers={"accept": "text/html"})
    assert answer.status_code == 404 and "Not found" in answer.text
    assert client.get("/invoices/nope").headers["content-type"] == "application/problem+json"
