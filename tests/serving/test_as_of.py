"""Every answer of a start of a day takes the same days and refuses the same."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from tests.serving.scored_ledger import TODAY

ANSWERS = ("/v1/customers/C-2/features", "/v1/invoices/INV-1002/date-reasons")


def test_every_answer_as_of_a_day_is_known_here(client: TestClient) -> None:
    asked = {
        path.replace("{customer_id}", "C-2").replace("{invoice_id}", "INV-1002")
        for path, operations in client.get("/v1/openapi.json").json()["paths"].items()
        for operation in operations.values()
        if any(one["name"] == "as_of" for one in operation.get("parameters", ()))
    }
    assert asked == set(ANSWERS)


@pytest.mark.parametrize("path", ANSWERS)
def test_today_if_not_said_and_never_a_day_to_come(scoring_client: TestClient, path: str) -> None:
    said = scoring_client.get(path)
    assert said.status_code == 200 and said.json()["as_of"] == TODAY.isoformat()
    assert scoring_client.get(path, params={"as_of": TODAY.isoformat()}).json() == said.json()
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    answer = scoring_client.get(path, params={"as_of": tomorrow})
    assert answer.status_code == 422
    assert [(one["parameter"], one["code"]) for one in answer.json()["errors"]] == [("as_of", "as-of-in-the-future")]


@pytest.mark.parametrize("path", ANSWERS)
def test_what_is_no_day(client: TestClient, path: str) -> None:
    for day in ("0000-01-01", "31.03.2026", "x"):
        answer = client.get(path, params={"as_of": day})
        assert answer.status_code == 422 and [one["parameter"] for one in answer.json()["errors"]] == ["as_of"]
