"""The part of an invoice's page that says what could be chosen differently: the numbers of the API and of the log."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from ledger.connection import reading
from ledger.day import day_number
from ledger.scores import Score, read_scores
from ledger.settings import Settings
from rendering.formats import Formats
from rendering.texts import texts
from serving.batch import score_book
from tests.serving.scored_ledger import TODAY, pay

NOW = datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=8)
ASK = "What could be chosen differently?"


@pytest.fixture
def scored(
    scoring_client: TestClient, sqlite_engine: Engine, with_model: Settings, monkeypatch: pytest.MonkeyPatch
) -> TestClient:
    """The model stands as trained today: its own training was on another ledger, before this one begins."""
    monkeypatch.setattr("serving.choices.trained_on", lambda scorer: day_number(TODAY))
    score_book(sqlite_engine, with_model, TODAY, scored_at=NOW)
    return scoring_client


def tables(page: str) -> list[list[list[str]]]:
    """Cells of the section's tables, row by row, without their tags."""
    section = page.split('<section id="choices">')[1].split("</section>", 1)[0]
    found = re.findall(r"<tbody>(.*?)</tbody>", section, re.DOTALL)
    return [
        [
            [re.sub(r"<small>.*?</small>|<[^>]*>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
            for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)
        ]
        for table in found
    ]


def shown(said: dict[str, Any], language: str) -> list[list[str]]:
    """The rows of an answer of the API, as the page has to write them."""
    f, t = Formats(language, TODAY), texts(language)

    def day(value: str | None) -> str:
        return f.date(date.fromisoformat(value)) if value else t("expected.beyond")

    rows = []
    for one in (said["as_is"], *said["choices"]):
        change = one.get("change", {"points": 0, "days": 0, "gain": None})
        gain = float(change["gain"] or 0)
        rows.append([
            f.percent(one[said["explains"]]),
            f.points(change["points"]) if change["points"] else "–",
            day(one["expected_on"]),
            f.whole_signed(change["days"]) if change["days"] else "–",
            f"{day(one['p10_on'])} – {day(one['p90_on'])}",
            f"{gain:+.2f}" if gain else "–",
        ])  # fmt: skip
    return rows


def plain(cells: list[str]) -> list[str]:
    """A page's row as ``shown`` writes it: without its name and count, money without its sign of currency."""
    money = cells[6].replace("€", "").replace(",", "")
    return [*cells[1:6], money if money == "–" else f"{float(money):+.2f}"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("invoice_id", ["INV-1003", "INV-1001", "INV-1006"])
def test_page_api_and_log_say_the_same(
    scored: TestClient, sqlite_engine: Engine, invoice_id: str, language: str
) -> None:
    page = scored.get(f"/invoices/{invoice_id}?why=choices&lang={language}").text
    mine, following = tables(page)
    api = scored.post("/v1/scores/choices", json={"item": {"invoice_id": invoice_id}}).json()
    assert [plain(row) for row in mine] == shown(api, language)
    with reading(sqlite_engine) as connection:
        log = next(row.score for row in read_scores(connection, invoice_id=invoice_id) if row.score.instalment == 1)
    assert logged(log) == api["as_is"]
    item = scored.get(f"/v1/invoices/{invoice_id}").json()["items"][0]
    assert {name: item["score"][name] for name in api["as_is"]} == api["as_is"]
    tile = re.findall(r'<span class="risk [a-z]+"><b>([^<]+)</b>', page)[0]
    assert mine[0][1] == tile == Formats(language, TODAY).percent(log.risk_target)
    terms = date.fromisoformat(item["due_on"]) - date.fromisoformat(item["issued_on"])
    order = {
        "customer_id": log.customer_id, "issued_on": TODAY.isoformat(), "due_on": (TODAY + terms).isoformat(),
        "currency": item["currency"], "amount": item["amount"],
    }  # fmt: skip
    planned = scored.post("/v1/scores/choices", json={"item": order}).json()
    assert planned["planned"] and [plain(row) for row in following] == shown(planned, language)
    seen = [one for one in planned["choices"] if one["change"]["gain"] is not None]
    assert [one["kind"] for one in seen] == (["two_invoices"] if invoice_id == "INV-1003" else []), "of like amounts"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_gains_too(scored: TestClient, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """As if none of a kind were experience enough, so that every choice of the next invoice is worth something."""
    monkeypatch.setattr("training.choices.ENOUGH_INVOICES", 0)
    page = scored.get(f"/invoices/INV-1003?why=choices&lang={language}").text
    order = {
        "customer_id": "C-3", "issued_on": "2026-06-15", "due_on": "2026-07-15", "currency": "EUR", "amount": "2400.00",
    }  # fmt: skip
    api = scored.post("/v1/scores/choices", json={"item": order}).json()
    assert [plain(row) for row in tables(page)[1]] == shown(api, language)
    gains = [float(one["change"]["gain"]) for one in api["choices"]]
    assert max(gains) > 0 > min(gains), "14 days bring the money sooner, 90 later"


def logged(score: Score) -> dict[str, Any]:
    """Of a stored score what an answer says of an item as it is."""
    said = {name: getattr(score, name) for name in ("p_late", "p_unpaid_30d", "p_unpaid_at_horizon")}
    dates = {name: getattr(score, name) for name in ("expected_on", "p10_on", "p90_on")}
    return said | {name: day and day.isoformat() for name, day in dates.items()}


def test_it_is_asked_for_by_a_link(scored: TestClient) -> None:
    page = scored.get("/invoices/INV-1003").text
    (link,) = re.findall(r'<a href="([^"]*)">' + re.escape(ASK), page)
    assert link == "/invoices/INV-1003?why=choices#choices" and 'id="choices"' not in page
    asked = scored.get(link).text
    assert ASK not in asked and 'id="why-date"' not in asked and "Why is it expected on this day?" in asked
    assert "not a promise" in asked and 'id="help-choices"' in asked and 'popovertarget="help-choices"' in asked
    assert "can no longer be chosen" in asked and "The next invoice like this one" in asked
    chinese = scored.get("/invoices/INV-1003?why=choices&lang=zh").text
    assert "哪些条件可以另作选择" in chinese and "并不保证" in chinese and "下一张同类发票" in chinese


def test_what_came_in_since_is_said_and_a_closed_item_has_none(scored: TestClient, sqlite_engine: Engine) -> None:
    before = scored.get("/invoices/INV-1004?why=choices").text
    assert "Something came in since" not in before
    pay(sqlite_engine, "INV-1004", 5_000_000)
    assert "Something came in since" in scored.get("/invoices/INV-1004?why=choices").text
    pay(sqlite_engine, "INV-1003", 240_000)
    assert 'id="choices"' not in scored.get("/invoices/INV-1003?why=choices").text


def test_a_score_of_another_model_has_no_choices_by_this_one(scoring_client: TestClient) -> None:
    """The hand-made scores are of model 0123abcd4567; INV/1005's is of its segment."""
    page = scoring_client.get("/invoices/INV-1001?why=choices").text
    assert "This score is of an earlier model" in page and "<caption>This item: nothing" not in page
    assert 'id="choices"' not in scoring_client.get("/invoices/INV%2F1005%3Fx%23y?why=choices").text
