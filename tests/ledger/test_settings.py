"""Settings come from the environment, are frozen, and each says what it is for."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from ledger.settings import Settings


def test_state_lives_under_the_home(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert settings.ledger_url == f"sqlite:///{tmp_path / 'duecast.db'}"
    assert settings.tracking_uri == f"sqlite:///{tmp_path / 'mlruns' / 'mlflow.db'}"
    assert settings.models == tmp_path / "models"


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUECAST_DATABASE_URL", "postgresql://duecast@db/duecast")
    monkeypatch.setenv("DUECAST_MLFLOW_TRACKING_URI", "https://mlflow.example")
    settings = Settings()
    assert settings.ledger_url.startswith("postgresql")
    assert settings.tracking_uri == "https://mlflow.example"


def test_frozen_and_described() -> None:
    with pytest.raises(ValidationError):
        Settings().threads = 9  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Settings(threads=0)
    assert all(field.description for field in Settings.model_fields.values())
