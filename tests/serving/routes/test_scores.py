"""POST /v1/scores as an ERP uses it."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from ledger.day import day_of
from serving.routes.scores import a_year_after
from tests.serving.scored_ledger import pay

BODY = {"customer_id": "C-1", "issued_on": "2026-06-15", "due_on": "2026-07-15", "currency": "EUR", "amount": "4100.00"}


def errors(client: TestClient, content: str | dict[str, Any]) -> list[tuple[str, str]]:
    sent = {"content": content.encode()} if isinstance(content, str) else {"json": content}
    answer = client.post("/v1/scores", headers={"content-type": "application/json"}, **sent)  # type: ignore[arg-type]
    assert answer.status_code == 422, answer.text
    return [(one["pointer"], one["code"]) for one in answer.json()["errors"]]


def test_known_items_and_bodies_mixed(scoring_client: TestClient) -> None:
    items = [
        {"invoice_id": "INV-1001"},
        BODY | {"reference": "order 7"},
        {"invoice_id": "nope"},
        {"invoice_id": "OLD-0"},
    ]
    answer = scoring_client.post("/v1/scores", json={"items": items})
    assert answer.status_code == 200
    said = answer.json()
    assert said["as_of"] == "2026-06-15" and [one["index"] for one in said["results"]] == [0, 1, 2, 3]
    first, second, third, fourth = said["results"]
    assert (
        first["score"]["amount_at_risk"].count(".") == 1
        and len(first["score"]["reasons"]) == 7
        and first["error"] is None
    )
    assert second["score"]["invoice_id"] == "order 7" and second["score"]["open_amount"] == "4100.00"
    assert (third["error"]["code"], third["error"]["status"], third["score"]) == ("unknown-invoice", 404, None)
    assert (fourth["error"]["code"], fourth["error"]["status"]) == ("closed", 409)


def test_without_reasons_the_figures_are_the_same(scoring_client: TestClient) -> None:
    plain, explained = (
        scoring_client.post("/v1/scores", json={"items": [BODY], "explain": explain}).json()["results"][0]["score"]
        for explain in (False, True)
    )
    assert plain["reasons"] == [] and explained["reasons"]
    assert plain["base_margin"] is None and plain["base_probability"] is None
    assert isinstance(explained["base_margin"], float) and 0 < explained["base_probability"] < 1
    same = plain.keys() - {"reasons", "base_margin", "base_probability"}
    assert {key: plain[key] for key in same} == {key: explained[key] for key in same}


def test_a_payment_of_a_moment_ago_closes_the_item(scoring_client: TestClient, sqlite_engine: Engine) -> None:
    ask = {"items": [{"invoice_id": "INV-1003"}]}
    assert scoring_client.post("/v1/scores", json=ask).json()["results"][0]["score"]
    pay(sqlite_engine, "INV-1003", 240_000)
    assert scoring_client.post("/v1/scores", json=ask).json()["results"][0]["error"]["code"] == "closed"


def test_a_planned_invoice(scoring_client: TestClient) -> None:
    planned = BODY | {"issued_on": "2026-07-06", "due_on": "2026-09-04"}
    score = scoring_client.post("/v1/scores", json={"items": [planned]}).json()["results"][0]["score"]
    assert score["as_of"] == "2026-07-06" and "before-issue" in score["warnings"] and score["p10_on"] >= "2026-07-06"


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ('{"invoice_id": 7}', [("/items/0/invoice_id", "string-type")]),
        ('{"invoice_id": "1", "explain": true}', [("/items/0/explain", "extra-forbidden")]),
        ('{"invoice_id": "1", "a/b~c": 1}', [("/items/0/a~1b~0c", "extra-forbidden")]),
        ("{}", [(f"/items/0/{name}", "missing") for name in BODY]),
        ("7", [("/items/0", "not-an-object")]),
    ],
)
def test_pointers_of_known_items(scoring_client: TestClient, item: str, expected: list[tuple[str, str]]) -> None:
    assert errors(scoring_client, f'{{"items": [{item}]}}') == expected


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("amount", "NaN", "amount-not-finite"), ("amount", "Infinity", "amount-not-finite"),
        ("amount", "-Infinity", "amount-not-finite"), ("amount", "1e400", "amount-invalid"), ("amount", '"x"', "amount-invalid"),
        ("amount", "true", "amount-invalid"), ("amount", "9" * 400, "amount-invalid"), ("currency", '"ZZZ"', "currency-unknown"),
        ("due_on", '"0000-01-01"', "date-invalid"), ("due_on", "20260401", "date-invalid"), ("customer_id", "null", "string-type"),
        ("customer_id", '"\\ud800"', "string-unicode"), ("reference", "[]", "string-type"),
    ],
)  # fmt: skip
def test_pointers_of_bodies(scoring_client: TestClient, field: str, value: str, code: str) -> None:
    fields = ", ".join(f'"{name}": "{text}"' for name, text in BODY.items() if name != field)
    assert errors(scoring_client, f'{{"items": [{{{fields}, "{field}": {value}}}]}}') == [(f"/items/0/{field}", code)]


def test_one_bad_item_refuses_the_whole(scoring_client: TestClient) -> None:
    assert errors(scoring_client, {"items": [{"invoice_id": "INV-1001"}, BODY | {"amount": "x"}]}) == [
        ("/items/1/amount", "amount-invalid")
    ]
    assert errors(scoring_client, {"items": []}) == [("/items", "too-short")]
    assert errors(scoring_client, {"items": [BODY], "as_of": "2026-06-16"}) == [("/as_of", "as-of-in-the-future")]
    assert errors(scoring_client, {"items": [BODY], "extra": 1}) == [("/extra", "extra-forbidden")]


@pytest.mark.parametrize("content", ["[]", '"x"', "7", "null", "true"])
def test_a_body_that_is_no_object_is_told_what_to_send(scoring_client: TestClient, content: str) -> None:
    answer = scoring_client.post("/v1/scores", headers={"content-type": "application/json"}, content=content.encode())
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("", "not-an-object")
    assert error["detail"].startswith("the body must be a JSON object; write it as")


def test_a_key_that_stands_twice_is_refused(scoring_client: TestClient) -> None:
    content = '{"items": [{"invoice_id": "INV-1001", "\\ud800": 1, "\\ud800": 2}]}'
    answer = scoring_client.post("/v1/scores", headers={"content-type": "application/json"}, content=content.encode())
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable-body")
    assert answer.json()["detail"] == "the body holds the key '?' twice in one object; send each key once"


def test_an_issue_day_more_than_a_year_ahead_is_refused(scoring_client: TestClient) -> None:
    far = BODY | {"issued_on": "2027-06-16", "due_on": "2027-07-16"}
    near = far | {"issued_on": "2027-06-15"}
    assert scoring_client.post("/v1/scores", json={"items": [near]}).status_code == 200
    assert errors(scoring_client, {"items": [near, far, {"invoice_id": "INV-1001"}, far]}) == [
        ("/items/1/issued_on", "issued-on-too-far-ahead"), ("/items/3/issued_on", "issued-on-too-far-ahead"),
    ]  # fmt: skip
    assert errors(scoring_client, {"items": [near], "as_of": "2026-06-14"}) == [
        ("/items/0/issued_on", "issued-on-too-far-ahead")
    ]
    assert a_year_after(date(2028, 2, 29)) == date(2029, 2, 28)


def test_a_model_newer_than_the_day_asked_for_is_said(scoring_client: TestClient) -> None:
    service = scoring_client.app.state.service  # type: ignore[attr-defined]
    trained = day_of(int(service.handle.current(service.book().policy).model.metadata["as_of"]))
    assert trained <= service.today
    for as_of, expected in ((trained, False), (trained - timedelta(days=1), True)):
        item = BODY | {"issued_on": as_of.isoformat(), "due_on": (as_of + timedelta(days=30)).isoformat()}
        said = scoring_client.post("/v1/scores", json={"items": [item], "as_of": as_of.isoformat()}).json()
        assert ("model-newer-than-as-of" in said["results"][0]["score"]["warnings"]) == expected


def test_a_thousand_items_in_one_request(scoring_client: TestClient) -> None:
    answer = scoring_client.post("/v1/scores", json={"items": [BODY] * 1000, "explain": False})
    results = answer.json()["results"]
    assert len(results) == 1000 and len({one["score"]["p_late"] for one in results}) == 1


def test_before_any_model_was_trained_a_rule_of_thumb_answers(client: TestClient) -> None:
    said = client.post("/v1/scores", json={"items": [BODY, {"invoice_id": "INV-1001"}]}).json()
    assert said["model_version"] == "rule"
    for result in said["results"]:
        assert (
            result["score"]["basis"] == "rule"
            and 0 < result["score"]["risk_target"] < 1
            and result["score"]["reasons"] == []
        )


def test_further_columns_of_a_new_invoice(scoring_client: TestClient) -> None:
    told = BODY | {"attributes": {"channel": "portal", "weight": 2.5, "rush": None, "pieces": 3}}
    assert scoring_client.post("/v1/scores", json={"items": [told]}).json()["results"][0]["score"]
    huge, long = '{"x": 1' + "0" * 400 + "}", '{"x": "' + "y" * 201 + '"}'
    for bad in ('{"x": 1e400}', '{"x": NaN}', '{"x": [1]}', '{"x": true}', long, huge, "3"):
        body = (
            '{"items": [{"customer_id": "C-1", "issued_on": "2026-06-15", "due_on": "2026-07-15", "currency": "EUR", '
        )
        found = errors(scoring_client, body + f'"amount": 1, "attributes": {bad}}}]}}')
        place = "/items/0/attributes" + ("" if bad == "3" else "/x")
        assert [pointer for pointer, _ in found] == [place], (bad, found)
