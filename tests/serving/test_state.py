"""What a running service holds."""

import asyncio
import threading
from datetime import date

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from ledger.settings import Settings
from serving.app import create_app
from tests.serving.scored_ledger import NOW, TODAY


def test_the_clock_is_the_callers(sqlite_settings: Settings, sqlite_engine: Engine) -> None:
    assert create_app(sqlite_settings, sqlite_engine, lambda: NOW).state.service.today == TODAY
    assert create_app(sqlite_settings, sqlite_engine).state.service.today == date.today()


def test_work_is_done_off_the_event_loop(client: TestClient) -> None:
    service = client.app.state.service  # type: ignore[attr-defined]

    async def ask() -> bool:
        return await service.off_loop(threading.current_thread) is not threading.current_thread()

    assert asyncio.run(ask())
