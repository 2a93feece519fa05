"""GET /v1/quality: the report as JSON, in either language, for today or a day of the past."""

import pytest
from fastapi.testclient import TestClient

from tests.serving.scored_ledger import TODAY


def test_the_report(client: TestClient) -> None:
    answer = client.get("/v1/quality").json()
    assert (answer["closing_on"], answer["errors"], len(answer["checks"])) == (TODAY.isoformat(), 0, 16)
    holding = [check["holds"] for check in answer["checks"]]
    assert holding == sorted(holding), "what is to be done stands first"
    assert answer["invoices"] == sum(month["invoices"] for month in answer["months"]) > 0


def test_a_day_of_the_past_in_chinese(client: TestClient) -> None:
    answer = client.get("/v1/quality", params={"closing_on": "2001-01-01", "language": "zh-CN"}).json()
    assert (answer["invoices"], answer["months"]) == (0, [])
    assert "缺少汇率" in {check["title"] for check in answer["checks"]}


@pytest.mark.parametrize(
    "asked", ["closing_on=2999-01-01", "closing_on=0000-01-01", "closing_on=x", "language=fr", "closing_on=1800-01-01"]
)
def test_what_cannot_be_asked(client: TestClient, asked: str) -> None:
    answer = client.get(f"/v1/quality?{asked}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_empty_ledger(empty_client: TestClient) -> None:
    answer = empty_client.get("/v1/quality").json()
    assert (answer["invoices"], answer["errors"], answer["warnings"]) == (0, 0, 0)
