"""The service over a scored ledger, asked in this process; nothing of it is mocked."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from ledger.settings import Settings
from serving.app import create_app
from tests.serving.scored_ledger import NOW, fill


@pytest.fixture
def empty_client(sqlite_settings: Settings, sqlite_engine: Engine) -> Iterator[TestClient]:
    """A service over an empty ledger."""
    with TestClient(create_app(sqlite_settings, sqlite_engine, lambda: NOW), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def client(empty_client: TestClient, sqlite_engine: Engine) -> TestClient:
    """A service over the ledger of ``scored_ledger``."""
    fill(sqlite_engine)
    return empty_client
