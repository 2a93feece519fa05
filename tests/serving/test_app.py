"""The service as a whole: what it imports, the one table of errors, every answer a problem with its id."""

import subprocess
import sys
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ledger import errors
from serving.app import STATUS, status_of
from tests.serving.scored_ledger import HOSTILE

HTML = {"accept": "text/html,application/xhtml+xml"}


def test_importing_the_service_brings_no_training_library() -> None:
    code = (
        "import serving.app, serving.server, serving.batch, sys; print(sorted({m.split('.')[0] for m in sys.modules}))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for heavy in ("mlflow", "sklearn", "shap", "lightgbm", "pandas", "altair", "vl_convert", "matplotlib"):
        assert f"'{heavy}'" not in said, heavy


def test_every_error_of_the_ledger_has_a_status() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.DuecastError)]
    assert {kind for kind in kinds if kind is not errors.DuecastError} == STATUS.keys()
    assert status_of(errors.UnknownInvoice("x")) == 404
    assert status_of(errors.DuecastError("x")) == 500


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "code"),
    [
        ("GET", "/v1/nothing", {}, 404, "not-found"),
        ("GET", "/static/../app.py", {}, 404, "not-found"),
        ("DELETE", "/v1/scores", {}, 405, "method-not-allowed"),
        ("POST", "/v1/worklist", {}, 405, "method-not-allowed"),
        ("POST", "/v1/scores", {"content": b"{"}, 400, "unreadable-body"),
        (
            "POST",
            "/v1/scores",
            {"content": b"a=1", "headers": {"content-type": "text/plain"}},
            415,
            "unsupported-media-type",
        ),
        ("POST", "/v1/scores", {"content": b"{}", "headers": {"content-type": ""}}, 415, "unsupported-media-type"),
        ("POST", "/v1/scores", {"content": b"{}"}, 422, "invalid-request"),
        ("POST", "/v1/scores", {"content": b""}, 422, "invalid-request"),
        ("POST", "/v1/scores", {"content": b" " * (1 << 20) + b"{}"}, 413, "too-large"),
        ("POST", "/v1/scores", {"json": {"items": [{}] * 1001}}, 413, "batch-too-large"),
        ("GET", "/v1/worklist?limit=0", {}, 422, "invalid-request"),
        ("GET", "/v1/worklist?cursor=abc", {}, 422, "invalid-value"),
        ("GET", "/v1/invoices/nope", {}, 404, "unknown-invoice"),
        ("GET", "/readyz", {}, 503, "model-unavailable"),
    ],
)
def test_every_refusal_is_a_problem(
    client: TestClient, method: str, path: str, more: dict[str, Any], status: int, code: str
) -> None:
    headers = {"content-type": "application/json", "x-request-id": "r-1"} | more.pop("headers", {})
    answer = client.request(method, path, headers=headers, **more)
    said = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, said["status"], said["code"]) == (status, status, code)
    assert said["request_id"] == "r-1" == answer.headers["x-request-id"]
    assert said.keys() >= {"type", "title", "status", "detail", "instance", "code", "errors", "request_id", "retryable"}
    assert said["retryable"] == (status == 503)


def test_a_body_sent_in_chunks_is_limited_too(client: TestClient) -> None:
    def chunks() -> Any:
        for _ in range(33):
            yield b" " * 32_768

    answer = client.post("/v1/scores", content=chunks(), headers={"content-type": "application/json"})
    assert answer.status_code == 413 and answer.json()["code"] == "too-large"


def test_an_error_nobody_expected_is_a_problem_without_its_inside(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serving.routes.worklist.selected", lambda *_: 1 / 0)
    answer = client.get("/v1/worklist")
    assert answer.status_code == 500 and answer.json()["code"] == "internal-error" and "division" not in answer.text
    monkeypatch.setattr("serving.routes.pages.invoice_page", lambda *_: 1 / 0)
    page = client.get("/invoices/INV-1001", headers=HTML)
    assert page.status_code == 500 and "Something went wrong" in page.text and page.headers["x-request-id"] in page.text


def test_openapi_has_examples_and_names_every_problem(client: TestClient) -> None:
    said = client.get("/v1/openapi.json").json()
    assert {path for path in said["paths"] if not path.startswith("/v1/ledger/")} == {
        "/livez",
        "/readyz",
        "/v1/scores",
        "/v1/scores/choices",
        "/v1/worklist",
        "/v1/quality",
        "/v1/invoices/{invoice_id}/date-reasons",
        "/v1/ageing",
        "/v1/features",
        "/v1/customers/{customer_id}/features",
        "/v1/invoices/{invoice_id}",
        "/v1/customers/{customer_id}/statement",
    }
    post = said["paths"]["/v1/scores"]["post"]
    assert {"400", "413", "415", "422", "503"} <= set(post["responses"])
    for path in said["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                assert status == "200" or list(response["content"]) == ["application/problem+json"]
    assert said["components"]["schemas"]["ScoreRequest"]["examples"]
    assert client.get("/docs").status_code == 404, "Swagger UI would come from a CDN"


@pytest.mark.parametrize(
    "path",
    ["/", "/?view=customers", "/invoices/INV%2F1005%3Fx%23y", f"/?q={HOSTILE}", f"/invoices/{HOSTILE}", "/forecast"],
)
def test_hostile_text_is_shown_escaped(client: TestClient, path: str) -> None:
    page = client.get(path, headers=HTML).text
    assert "<script>alert" not in page and "49" not in page.split("</head>")[0]
    assert page.count("<script") == 1, "our own file only"
