"""Every report of a closing day takes the same days and refuses the same."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from tests.serving.scored_ledger import TODAY

REPORTS = ("/v1/ageing", "/v1/quality", "/v1/customers/C-2/statement")


def test_every_report_of_a_closing_day_is_known_here(client: TestClient) -> None:
    paths = client.get("/v1/openapi.json").json()["paths"]
    asked = {
        path
        for path, operations in paths.items()
        for operation in operations.values()
        if any(one["name"] == "closing_on" for one in operation.get("parameters", ()))
    }
    assert {path.replace("{customer_id}", "C-2") for path in asked} == set(REPORTS)


@pytest.mark.parametrize("path", REPORTS)
def test_today_if_not_said_and_never_a_day_to_come(client: TestClient, path: str) -> None:
    assert client.get(path, params={"closing_on": TODAY.isoformat()}).json() == client.get(path).json()
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    answer = client.get(path, params={"closing_on": tomorrow})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["parameter"], error["code"]) == ("closing_on", "closing-on-in-the-future")
    assert f"{tomorrow} is still to come" in error["detail"] and TODAY.isoformat() in error["detail"]


@pytest.mark.parametrize("path", REPORTS)
@pytest.mark.parametrize("day", ["0000-01-01", "1800-01-01", "2999-01-01", "31.03.2026", "x"])
def test_what_is_no_day(client: TestClient, path: str, day: str) -> None:
    answer = client.get(path, params={"closing_on": day})
    assert answer.status_code == 422 and answer.headers["content-type"] == "application/problem+json"
    assert [error["parameter"] for error in answer.json()["errors"]] == ["closing_on"]
