"""Alive, ready, and why not."""

import threading
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from ledger.settings import Settings
from serving.app import create_app


def test_alive_looks_at_nothing(tmp_path: Path) -> None:
    nowhere = Settings(database_url="postgresql://nobody@127.0.0.1:1/none", home=tmp_path)
    with TestClient(create_app(nowhere)) as client:
        assert client.get("/livez").json() == {"status": "ok"}
        answer = client.get("/readyz")
        assert (
            answer.status_code == 503 and answer.json()["code"] == "ledger-unreachable" and answer.json()["retryable"]
        )


def test_not_ready_without_tables_or_model(empty_client: TestClient, tmp_path: Path) -> None:
    assert empty_client.get("/readyz").json()["code"] == "model-unavailable"
    with TestClient(create_app(Settings(home=tmp_path / "fresh"))) as client:
        assert client.get("/readyz").json()["code"] == "ledger-empty"


def test_ready(scoring_client: TestClient) -> None:
    said = scoring_client.get("/readyz").json()
    assert said["status"] == "ready" and len(said["model_version"]) == 12 and said["schema_version"]


def test_a_ledger_that_hangs_is_not_ready_in_time(scoring_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection hangs (a blackholed database): the answer does not wait for it."""
    assert scoring_client.app.state.service.started.wait(60)  # type: ignore[attr-defined]
    ended = threading.Event()
    monkeypatch.setattr("serving.routes.health.DATABASE_SECONDS", 0.2)
    monkeypatch.setattr("serving.routes.health.check_schema", lambda _: ended.wait(20))
    answer = scoring_client.get("/readyz")
    ended.set()
    assert answer.status_code == 503 and "did not answer" in answer.json()["detail"]
    assert scoring_client.get("/livez").status_code == 200


def test_while_warming_up_it_says_that_it_is_starting(
    with_model: Settings, sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look at ledger and model takes longer than the answer may wait: no fault of the database."""
    ended = threading.Event()
    monkeypatch.setattr("serving.routes.health.DATABASE_SECONDS", 0.2)
    monkeypatch.setattr("serving.app.warm_up", lambda: ended.wait(20))
    monkeypatch.setattr("serving.routes.health.check_schema", lambda _: ended.wait(20))
    app = create_app(with_model, sqlite_engine)
    with TestClient(app) as client:
        answer = client.get("/readyz")
        ended.set()
        assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (503, "starting", True)
        assert "still starting" in answer.json()["detail"] and "database" not in answer.json()["detail"]
        assert app.state.service.started.wait(60)
