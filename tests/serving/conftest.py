"""The service over a scored ledger, asked in this process; nothing of it is mocked."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from ledger.day import day_of
from ledger.policy import Policy
from ledger.settings import Settings
from serving.app import create_app
from serving.book import BookView, read_book
from tests.serving.scored_ledger import NOW, TODAY, fill
from tests.training.small_ledger import small_ledger
from training.artifact import release, save
from training.fit import train


@pytest.fixture(scope="session")
def released_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with a real, small model in it; trained once a session. Copy it, do not change it."""
    ledger, folder = small_ledger(items=1200), tmp_path_factory.mktemp("released")
    trained = train(ledger, Policy(), as_of=day_of(ledger.as_of), row_budget=30_000, threads=1)
    save(trained.model, folder / "made")
    release(folder / "made", folder / "models")
    return folder / "models"


@pytest.fixture
def with_model(sqlite_settings: Settings, released_models: Path) -> Settings:
    """Settings of a home in which that model serves."""
    shutil.copytree(released_models, sqlite_settings.models)
    return sqlite_settings


@pytest.fixture
def empty_client(sqlite_settings: Settings, sqlite_engine: Engine) -> Iterator[TestClient]:
    """A service over an empty ledger, without a model."""
    with TestClient(create_app(sqlite_settings, sqlite_engine, lambda: NOW), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def client(sqlite_settings: Settings, sqlite_engine: Engine) -> Iterator[TestClient]:
    """A service over the ledger of ``scored_ledger``, without a model."""
    fill(sqlite_engine)
    with TestClient(create_app(sqlite_settings, sqlite_engine, lambda: NOW), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def scoring_client(with_model: Settings, client: TestClient) -> TestClient:
    """The same with a model."""
    return client


@pytest.fixture
def view(sqlite_engine: Engine) -> BookView:
    """The book of ``scored_ledger``."""
    fill(sqlite_engine)
    return read_book(sqlite_engine, TODAY)
