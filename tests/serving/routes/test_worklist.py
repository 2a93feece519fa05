"""GET /v1/worklist: pages that never overlap and never lose a row."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from serving.worklist import ITEM_SORTS
from tests.serving.scored_ledger import pay


@pytest.mark.parametrize("sort", ITEM_SORTS)
@pytest.mark.parametrize("limit", [1, 4, 9, 100])
def test_walking_the_pages_gives_every_row_once_in_order(client: TestClient, sort: str, limit: int) -> None:
    whole = client.get(f"/v1/worklist?sort={sort}").json()
    assert len(whole["data"]) == 9 and not whole["has_more"] and whole["next_cursor"] is None
    seen, cursor = [], ""
    while True:
        page = client.get("/v1/worklist", params={"sort": sort, "limit": limit, "cursor": cursor}).json()
        seen += page["data"]
        assert page["has_more"] == (page["next_cursor"] is not None) and len(page["data"]) <= limit
        if not page["has_more"]:
            break
        cursor = page["next_cursor"]
    assert seen == whole["data"]


def test_a_row(client: TestClient) -> None:
    row = client.get("/v1/worklist", params={"q": "INV-1001"}).json()["data"][0]
    assert row["customer_name"] == "Nordwind Maschinenbau GmbH" and row["overdue_days"] == 12
    assert row["open_amount"] == "18420.00" == row["score"]["open_amount"]


def test_filters(client: TestClient) -> None:
    found = client.get("/v1/worklist", params={"band": "high", "stage": "not_due"}).json()["data"]
    assert {row["score"]["invoice_id"] for row in found} == {"INV-1006", "INV/1005?x#y"}
    assert client.get("/v1/worklist?band=blue").json()["errors"][0]["parameter"] == "band"


def test_state_is_live(client: TestClient, sqlite_engine: Engine) -> None:
    pay(sqlite_engine, "INV-1001", 1_000_000)
    pay(sqlite_engine, "INV-1003", 240_000)
    rows = {row["score"]["invoice_id"]: row for row in client.get("/v1/worklist").json()["data"]}
    assert "INV-1003" not in rows
    assert rows["INV-1001"]["open_amount"] == "8420.00" and rows["INV-1001"]["score"]["open_amount"] == "18420.00"


def test_nothing_scored_yet(empty_client: TestClient) -> None:
    answer = empty_client.get("/v1/worklist")
    assert answer.status_code == 503 and answer.json()["code"] == "ledger-empty"
