"""A session opens the ledger that the environment names, migrated, and asks the clock once."""

from datetime import UTC, date
from pathlib import Path

import pytest
import typer

from duecast.session import parse_closing_day, parse_day, session
from ledger.migration import schema_versions


def test_a_session_opens_a_migrated_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUECAST_HOME", str(tmp_path / "home"))
    with session() as opened:
        current, head = schema_versions(opened.engine)
        assert current == head is not None
        assert opened.now.tzinfo == UTC
        assert opened.today == opened.now.astimezone().date()
    assert (tmp_path / "home" / "duecast.db").exists()


def test_days_are_iso() -> None:
    assert parse_day("2026-03-31") == date(2026, 3, 31)
    with pytest.raises(typer.BadParameter, match="2026-03-31"):
        parse_day("31.3.2026")


@pytest.mark.parametrize("text", ["0001-01-01", "1900-01-01", "2200-01-01", "9999-12-31"])
def test_days_are_those_a_ledger_holds(text: str) -> None:
    """The day before the first and after the last cannot be counted."""
    with pytest.raises(typer.BadParameter, match="1900-01-02 to 2199-12-31"):
        parse_day(text)


def test_reports_close_on_a_day_that_has_begun() -> None:
    today = date(2026, 3, 31)
    assert parse_closing_day(None, today) == parse_closing_day("2026-03-31", today) == today
    with pytest.raises(typer.BadParameter, match="still to come"):
        parse_closing_day("2026-04-01", today)
