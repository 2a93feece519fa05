"""POST /v1/scores/choices as a program asks it."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

ORDER = {
    "customer_id": "C-1",
    "issued_on": "2026-06-15",
    "due_on": "2026-08-14",
    "currency": "EUR",
    "amount": "1000.00",
}


def ask(client: TestClient, item: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = client.post("/v1/scores/choices", json={"item": item} | more)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def test_an_order(scoring_client: TestClient) -> None:
    said = ask(scoring_client, ORDER | {"reference": "o7"})
    score = scoring_client.post("/v1/scores", json={"items": [ORDER]}).json()["results"][0]["score"]
    assert {name: score[name] for name in said["as_is"]} == said["as_is"]
    assert said["planned"] and said["invoice_id"] == "o7" and said["open_amount"] == "1000.00"
    kinds = {one["kind"] for one in said["choices"]}
    assert kinds == {"terms", "two_invoices", "instalments", "deposit"}
    assert [one["kind"] for one in said["not_offered"]] == ["payment_method"]
    for one in said["choices"]:
        money = sum(round(100 * float(part["amount"])) for part in one["parts"]) + round(100 * float(one["in_hand"]))
        assert money == 100_000
        assert one["recommended"] == (one["verdict"] == "gain")
        assert (
            one["experience"]["enough"] == (one["experience"]["invoices"] >= 20) == (one["change"]["gain"] is not None)
        )
        assert "not a promise" in one["text"]["en"] or "no experience" in one["text"]["en"]
        assert "并不保证" in one["text"]["zh"] or "没有这方面的经验" in one["text"]["zh"]


def test_a_choice_is_the_score_of_the_changed_order(scoring_client: TestClient) -> None:
    """Terms of 30 days here are what POST /v1/scores says of the order on 30 days."""
    (month,) = [one for one in ask(scoring_client, ORDER, terms_days=[30])["choices"] if one["kind"] == "terms"]
    changed = ORDER | {"due_on": "2026-07-15"}
    score = scoring_client.post("/v1/scores", json={"items": [changed]}).json()["results"][0]["score"]
    same = ("p_late", "p_unpaid_30d", "p_unpaid_at_horizon", "expected_on", "p10_on", "p90_on")
    assert {name: month[name] for name in same} == {name: score[name] for name in same}
    assert month["parts"][0]["due_on"] == "2026-07-15"
    assert month["experience"] == {"enough": False, "invoices": 0, "of_customer": 0}
    assert month["verdict"] == "no_experience", "the model was trained before anything of this ledger was known"


def test_an_invoice_of_the_ledger(scoring_client: TestClient) -> None:
    said = ask(scoring_client, {"invoice_id": "INV-1006", "instalment": 2})
    assert not said["planned"] and {one["kind"] for one in said["choices"]} == {"instalments"}
    assert [one["kind"] for one in said["not_offered"]] == ["terms", "two_invoices", "deposit", "payment_method"]
    nothing = ask(scoring_client, {"invoice_id": "INV-1003"}, instalments=[])
    assert nothing["choices"] == []


def test_nothing_is_kept(scoring_client: TestClient) -> None:
    before = scoring_client.get("/v1/invoices/INV-1003").json()
    ask(scoring_client, {"invoice_id": "INV-1003"})
    assert scoring_client.get("/v1/invoices/INV-1003").json() == before


@pytest.mark.parametrize(
    ("item", "status", "code"),
    [
        ({"invoice_id": "nope"}, 404, "unknown-invoice"),
        ({"invoice_id": "OLD-0"}, 409, "closed"),
        (ORDER, 422, "invalid-value"),
    ],
)
def test_what_cannot_be_answered(client: TestClient, item: dict[str, Any], status: int, code: str) -> None:
    """The last one: no model was trained."""
    answer = client.post("/v1/scores/choices", json={"item": item})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"item": ORDER, "as_of": "2026-06-16"}, [("/as_of", "as-of-in-the-future")]),
        (
            {"item": ORDER | {"issued_on": "2027-06-16", "due_on": "2027-07-16"}},
            [("/item/issued_on", "issued-on-too-far-ahead")],
        ),
        (
            {"item": ORDER | {"amount": "x", "new": 1}},
            [("/item/amount", "amount-invalid"), ("/item/new", "extra-forbidden")],
        ),
        ({"item": {"invoice_id": 7}}, [("/item/invoice_id", "string-type")]),
        ({"item": 7}, [("/item", "not-an-object")]),
        ({"item": ORDER, "terms_days": [30, 400]}, [("/terms_days/1", "less-than-equal")]),
        ({}, [("/item", "missing")]),
        ([], [("", "not-an-object")]),
    ],
)
def test_pointers(scoring_client: TestClient, body: Any, expected: list[tuple[str, str]]) -> None:
    answer = scoring_client.post("/v1/scores/choices", json=body)
    assert answer.status_code == 422, answer.text
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == expected


def test_what_is_no_json(scoring_client: TestClient) -> None:
    sent = {"content": b"{", "headers": {"content-type": "application/json"}}
    assert scoring_client.post("/v1/scores/choices", **sent).status_code == 400  # type: ignore[arg-type]
    assert (
        scoring_client.post("/v1/scores/choices", content=b"{}", headers={"content-type": "text/plain"}).status_code
        == 415
    )
