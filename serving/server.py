"""Running the service with uvicorn: uvloop and httptools, no access log, no server header."""

import os
from typing import Any

from fastapi import FastAPI

from ledger.settings import Settings
from serving.app import create_app

UVICORN: dict[str, Any] = {
    "loop": "uvloop",
    "http": "httptools",
    "access_log": False,
    "server_header": False,
    "date_header": True,
    "log_level": "info",
    "timeout_keep_alive": 15,
    "timeout_graceful_shutdown": 20,
    "proxy_headers": False,
}


def run(settings: Settings, *, host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Serve until a signal ends it; open requests are answered first. Several workers read ``DUECAST_…`` anew each."""
    import uvicorn

    if workers == 1:
        uvicorn.run(create_app(settings), host=host, port=port, **UVICORN)
        return
    given = {f"DUECAST_{name.upper()}": str(value) for name, value in settings.model_dump().items() if value != ""}
    os.environ.update(given)
    uvicorn.run("serving.server:app_of_environment", factory=True, host=host, port=port, workers=workers, **UVICORN)


def app_of_environment() -> FastAPI:
    """What each worker makes for itself."""
    return create_app(Settings())
