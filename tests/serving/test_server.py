"""A real uvicorn on a real socket: what the in-process client cannot show."""

import json
import socket
import threading
from collections.abc import Iterator

import httpx2
import pytest
import uvicorn
from sqlalchemy import Engine

from ledger.settings import Settings
from serving.app import create_app
from serving.server import UVICORN, app_of_environment
from tests.serving.scored_ledger import NOW, fill


@pytest.fixture
def port(with_model: Settings, sqlite_engine: Engine) -> Iterator[int]:
    fill(sqlite_engine)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(with_model, sqlite_engine, lambda: NOW), **UVICORN))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        with httpx2.Client(transport=httpx2.HTTPTransport(retries=20)) as client:
            client.get(f"http://127.0.0.1:{listening.getsockname()[1]}/livez")
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def raw(port: int, request: bytes) -> bytes:
    """Send bytes as they are and read until the server closes or has said what it has to say."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        said = b""
        while part := connection.recv(65_536):
            said += part
        return said


def test_scores_over_the_wire(port: int) -> None:
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client:
        assert client.get("/readyz").json()["status"] == "ready"
        answer = client.post("/v1/scores", json={"items": [{"invoice_id": "INV-1001"}]})
        assert answer.status_code == 200 and answer.json()["results"][0]["score"]["open_amount"] == "18420.00"
        assert "server" not in answer.headers
        assert client.get("/").status_code == 200


def test_lying_lengths_and_broken_requests_are_refused_and_the_server_lives_on(port: int) -> None:
    head = b"POST /v1/scores HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
    too_long = raw(port, head + b"content-length: 99999999999\r\n\r\n{}")
    assert too_long.startswith(b"HTTP/1.1 413") and b"application/problem+json" in too_long
    chunk = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
    chunked = raw(port, head + b"transfer-encoding: chunked\r\n\r\n" + chunk * 40 + b"0\r\n\r\n")
    assert chunked.startswith(b"HTTP/1.1 413")
    assert json.loads(chunked.split(b"\r\n\r\n", 1)[1])["code"] == "too-large"
    raw(port, head + b"content-length: 50\r\n\r\n{}")  # ends early
    assert raw(port, head + b"content-length: -5\r\n\r\n{}").startswith(b"HTTP/1.1 400")
    assert raw(port, b"nonsense\r\n\r\n").startswith(b"HTTP/1.1 400")
    assert raw(port, b"GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").startswith(b"HTTP/1.1 200")


def test_workers_make_their_app_from_the_environment(
    sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUECAST_HOME", str(sqlite_settings.home))
    assert app_of_environment().state.service.settings.home == sqlite_settings.home
