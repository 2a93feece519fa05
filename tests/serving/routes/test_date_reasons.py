"""GET /v1/invoices/{id}/date-reasons."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from ledger.scores import FORECAST_DAYS, GROUPS
from serving.routes.date_reasons import EXAMPLE, DateReasonsAnswer


def adds_up(said: dict[str, Any]) -> None:
    """typical + the seven reasons = this item."""
    assert {one["group"] for one in said["reasons"]} == set(GROUPS) and len(said["reasons"]) == len(GROUPS)
    days = said["typical_days"] + sum(one["days"] for one in said["reasons"])
    assert days == pytest.approx(said["expected_days"], abs=1e-6)
    assert said["p_paid_within"].keys() == {str(day) for day in FORECAST_DAYS}
    for within, share in said["p_paid_within"].items():
        points = said["typical_p_paid_within"][within] + sum(one["points"][within] for one in said["reasons"])
        assert points == pytest.approx(share, abs=1e-6)


def test_the_reasons_add_up(scoring_client: TestClient) -> None:
    said = scoring_client.get("/v1/invoices/INV-1006/date-reasons", params={"instalment": 2}).json()
    assert said["instalment"] == 2 and {one["explains"] for one in said["reasons"]} == {"expected_on"}
    adds_up(said)


def test_ids_of_any_characters(scoring_client: TestClient) -> None:
    said = scoring_client.get("/v1/invoices/INV%2F1005%3Fx%23y/date-reasons").json()
    assert said["invoice_id"] == "INV/1005?x#y"


def test_the_example_is_an_answer() -> None:
    """Every field of the documented answer is one of a real answer, and it adds up as one."""
    assert DateReasonsAnswer.model_validate(EXAMPLE).model_dump(mode="json") == EXAMPLE
    adds_up(EXAMPLE)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("nope", 404, "unknown-invoice"), ("OLD-0", 409, "closed"), ("INV-1001", 422, "invalid-value")],
)
def test_what_cannot_be_explained(client: TestClient, path: str, status: int, code: str) -> None:
    """The last one: no model was trained, the rule of thumb has no reasons."""
    answer = client.get(f"/v1/invoices/{path}/date-reasons")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert client.get("/v1/invoices/INV-1001/date-reasons", params={"instalment": 0}).status_code == 422
