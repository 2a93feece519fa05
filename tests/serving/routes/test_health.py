"""Alive, ready, and why not."""

from pathlib import Path

from fastapi.testclient import TestClient

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
