"""The edge: ids, headers, the limit on bodies however they are sent, and one whole answer when something breaks."""

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from serving.edge import MOST_BODY_BYTES, Edge


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    if request.url.path == "/broken":
        raise RuntimeError("secret")
    await PlainTextResponse(request.state.request_id)(scope, receive, send)


@pytest.fixture
def edge() -> TestClient:
    def broken(request: Request) -> Response:
        return PlainTextResponse(f"broken {request.state.request_id}", 500)

    return TestClient(Edge(echo, broken), raise_server_exceptions=False)


def test_request_ids(edge: TestClient) -> None:
    assert edge.get("/", headers={"x-request-id": "mine-1"}).text == "mine-1"
    assert edge.get("/", headers={"x-request-id": "mine-1"}).headers["x-request-id"] == "mine-1"
    for hostile in ("a b", "<script>", "x" * 65, ""):
        made = edge.get("/", headers={"x-request-id": hostile}).headers["x-request-id"]
        assert len(made) == 32 and made != hostile


def test_security_headers(edge: TestClient) -> None:
    headers = edge.get("/").headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "http" not in policy and "data:" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_what_breaks_is_answered_once_and_says_nothing_of_the_inside(edge: TestClient) -> None:
    answer = edge.get("/broken", headers={"x-request-id": "r7"})
    assert (answer.status_code, answer.text) == (500, "broken r7")
    assert "secret" not in answer.text and answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("length", [str(MOST_BODY_BYTES + 1), "9" * 30, "-1", "abc"])
def test_a_stated_length_over_the_limit_is_refused_unread(edge: TestClient, length: str) -> None:
    answer = edge.post("/", content=b"x", headers={"content-length": length})
    assert answer.status_code == 413
    assert answer.json()["code"] == "too-large" and answer.headers["connection"] == "close"


def test_an_address_cannot_write_lines_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def fails(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError

    client = TestClient(Edge(fails, lambda _: PlainTextResponse("", 500)), raise_server_exceptions=False)
    assert client.get("/a%0d%0aERROR forged%1b[31m").status_code == 500
    (said,) = [record.getMessage() for record in caplog.records if record.name == "duecast.serving"]
    assert said.endswith(r"GET '/a\r\nERROR forged\x1b[31m'") and said.isprintable()
