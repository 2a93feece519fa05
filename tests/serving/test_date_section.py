"""The part of an invoice's page that says why it is expected on its day."""

import re
from datetime import UTC, datetime, timedelta

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from ledger.settings import Settings
from serving.batch import score_book
from serving.book import read_book
from serving.scoring import open_codes
from tests.serving.scored_ledger import TODAY, pay

ASK = "Why is it expected on this day?"
NOW = datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=8)


def test_it_is_asked_for_by_a_link(scoring_client: TestClient, sqlite_engine: Engine, with_model: Settings) -> None:
    score_book(sqlite_engine, with_model, TODAY, scored_at=NOW)
    page = scoring_client.get("/invoices/INV-1003").text
    (link,) = re.findall(r'<a href="([^"]*)">' + re.escape(ASK), page)
    assert link == "/invoices/INV-1003?why=date#why-date"
    asked = scoring_client.get(link).text
    assert 'id="why-date"' in asked and ASK not in asked and "Something came in since" not in asked
    expected = re.findall(r"Expected.*?<dd>([^<]+)</dd>", asked, re.DOTALL)[0]
    assert asked.count(f">{expected}</td>") >= 1, "the day of the tile is the day it explains"
    said = scoring_client.get("/v1/invoices/INV-1003/date-reasons").json()
    days = [f"{abs(one['days']):.1f}" for one in said["reasons"]]
    section = asked.split('id="why-date"')[1].split("</table>")[0]
    assert re.findall(r'class="number (?:up|down)">[+−]?([0-9.]+)</td>', section)[::2] == days
    assert "为什么预计在这一天" in scoring_client.get("/invoices/INV-1003?why=date&lang=zh").text


def test_what_came_in_since_is_said(scoring_client: TestClient, sqlite_engine: Engine, with_model: Settings) -> None:
    """Only where it changes the date; a closed item has no date to explain."""
    score_book(sqlite_engine, with_model, TODAY, scored_at=NOW)
    before = scoring_client.get("/v1/invoices/INV-1004/date-reasons").json()
    pay(sqlite_engine, "INV-1004", 5_000_000)
    after = scoring_client.get("/v1/invoices/INV-1004/date-reasons").json()
    page = scoring_client.get("/invoices/INV-1004?why=date").text
    assert ("Something came in since" in page) == (before["expected_on"] != after["expected_on"])
    pay(sqlite_engine, "INV-1003", 240_000)
    assert "why-date" not in scoring_client.get("/invoices/INV-1003?why=date").text


def test_a_score_of_another_model_is_not_explained_by_this_one(scoring_client: TestClient) -> None:
    """The hand-made scores are of model 0123abcd4567."""
    page = scoring_client.get("/invoices/INV-1001?why=date").text
    assert "This score is of an earlier model" in page and "Points, paid in" not in page


def test_the_only_open_item_has_nothing_to_be_compared_with(
    scoring_client: TestClient, sqlite_engine: Engine, with_model: Settings
) -> None:
    score_book(sqlite_engine, with_model, TODAY, scored_at=NOW)
    view = read_book(sqlite_engine, TODAY)
    for code in open_codes(view, TODAY):
        name, part = str(view.arrays.invoice_id[code]), int(view.arrays.instalment[code])
        if name != "INV-1003":
            pay(sqlite_engine, name, int(view.open_minor[code]), instalment=part)
    assert "There is no other open invoice" in scoring_client.get("/invoices/INV-1003?why=date").text
    assert "没有其他未结发票" in scoring_client.get("/invoices/INV-1003?why=date&lang=zh").text
