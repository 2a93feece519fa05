"""Infrastructure settings, from the environment (``DUECAST_…``); policy lives in the ledger (``ledger/policy.py``)."""

from functools import cached_property
from getpass import getuser
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _user() -> str:
    """Who runs this program, as the machine knows it."""
    try:
        return getuser()
    except (OSError, KeyError):  # a container's user without a name
        return "unknown"


class Settings(BaseSettings):
    """One frozen value, read once at the edge (a command, the service's start) and passed down."""

    model_config = SettingsConfigDict(env_prefix="DUECAST_", frozen=True, extra="ignore")

    home: Path = Field(default=Path(), description="Where state lives: duecast.db, mlruns/, models/.")
    database_url: str = Field(
        default="", description="SQLAlchemy URL of the ledger; empty: the SQLite file duecast.db under the home."
    )
    mlflow_tracking_uri: str = Field(
        default="", description="MLflow tracking server; empty: the embedded store mlruns/ under the home."
    )
    threads: int = Field(default=2, ge=1, le=256, description="Threads a fit or a batch may use.")
    busy_seconds: float = Field(
        default=30.0,
        ge=0,
        description="How long a writer waits for another one before it gives up, on either database.",
    )
    actor: str = Field(
        default_factory=_user, description="Who acts, for the audit log; the user of this machine if not said."
    )

    @cached_property
    def ledger_url(self) -> str:
        return self.database_url or f"sqlite:///{self.home.resolve() / 'duecast.db'}"

    @cached_property
    def tracking_uri(self) -> str:
        return self.mlflow_tracking_uri or f"sqlite:///{self.mlruns / 'mlflow.db'}"

    @cached_property
    def mlruns(self) -> Path:
        return self.home.resolve() / "mlruns"

    @cached_property
    def models(self) -> Path:
        """Verified local copies of released models and the pointer to the one that serves."""
        return self.home.resolve() / "models"
