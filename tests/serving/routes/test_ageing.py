"""GET /v1/ageing: the figures of ``duecast ageing --json``, page by page, of any day."""

import json
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from ledger.settings import Settings
from serving.app import create_app
from serving.routes.ageing import EXAMPLE, AgeingAnswer
from tests.conftest import run_duecast
from tests.serving.scored_ledger import HOSTILE, NOW, TODAY, fill, pay


@pytest.mark.parametrize("by", ["currency", "customer"])
def test_the_same_as_the_command_says(settings: Settings, engine: Engine, by: str) -> None:
    fill(engine)
    url = {"DUECAST_DATABASE_URL": settings.database_url} if settings.database_url else {}
    day = TODAY.isoformat()
    told = run_duecast(settings.home, "ageing", "--by", by, "--closing-on", day, "--json", **url)
    with TestClient(create_app(settings, engine, lambda: NOW)) as client:
        said = client.get("/v1/ageing", params={"by": by}).json()
    expected = json.loads(told.stdout)
    rows = [{name: value for name, value in row.items() if value is not None} for row in said.pop("data")]
    assert rows == expected.pop("rows") and len(rows) == {"currency": 2, "customer": 6}[by]
    assert (said.pop("next_cursor"), said.pop("has_more")) == (None, False)
    assert said == expected


def test_page_by_page(client: TestClient) -> None:
    whole = client.get("/v1/ageing", params={"by": "customer"}).json()
    rows: list[Any] = []
    asked: dict[str, Any] = {"by": "customer", "limit": 4}
    while asked.get("cursor", "") is not None:
        page = client.get("/v1/ageing", params=asked).json()
        rows += page["data"]
        asked["cursor"] = page["next_cursor"]
        assert page["has_more"] == (page["next_cursor"] is not None) and page["open_in_base"] == whole["open_in_base"]
    assert rows == whole["data"]
    assert HOSTILE in {row["customer_name"] for row in rows}


def test_it_adds_up(client: TestClient) -> None:
    by_currency, by_customer = (
        client.get("/v1/ageing", params={"by": by}).json()["data"] for by in ("currency", "customer")
    )
    for row in by_currency:
        mine = [one for one in by_customer if one["currency"] == row["currency"]]
        assert sum(Decimal(one["balance"]) for one in mine) == Decimal(row["balance"])
        assert sum(map(Decimal, row["buckets"])) == Decimal(row["open"])
        assert Decimal(row["open"]) - Decimal(row["unapplied"]) == Decimal(row["balance"])
        assert row["customer_id"] is None


def test_a_past_day_stays_what_it_was(client: TestClient, sqlite_engine: Engine) -> None:
    def asked(**params: str) -> Any:
        return client.get("/v1/ageing", params=params).json()

    past, today = asked(closing_on="2026-05-31"), asked()
    pay(sqlite_engine, "INV-1002", 100)
    assert asked(closing_on="2026-05-31") == past
    assert asked() != today


@pytest.mark.parametrize("asked", ["by=industry", "limit=0", "limit=501", "cursor=abc"])
def test_what_cannot_be_asked(client: TestClient, asked: str) -> None:
    assert client.get(f"/v1/ageing?{asked}").status_code == 422


def test_a_cursor_is_of_one_list(client: TestClient) -> None:
    page = client.get("/v1/ageing", params={"by": "customer", "limit": 1}).json()
    other = {"by": "currency", "limit": 1, "cursor": page["next_cursor"]}
    assert "start again without one" in client.get("/v1/ageing", params=other).json()["detail"]


def test_an_empty_ledger(empty_client: TestClient) -> None:
    said = empty_client.get("/v1/ageing", params={"by": "customer"}).json()
    assert (said["data"], said["open_in_base"], said["has_more"]) == ([], "0.00", False)


def test_the_example_is_an_answer() -> None:
    assert AgeingAnswer.model_validate(EXAMPLE).model_dump(mode="json") == EXAMPLE
