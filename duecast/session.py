"""What every command starts with: settings, an open and migrated ledger, the company's day."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine  # only a name here: SQL lives in the ledger

    from ledger.settings import Settings


@dataclass(frozen=True, slots=True)
class Session:
    """``now`` is asked from the clock once; ``today`` is the business day it falls on here."""

    settings: "Settings"
    engine: "Engine"
    now: datetime
    today: date


@contextmanager
def session() -> Iterator[Session]:
    """Open the ledger of the environment's settings and bring its schema up to date."""
    from ledger.connection import open_ledger
    from ledger.migration import migrate
    from ledger.settings import Settings

    settings = Settings()
    engine = open_ledger(settings)
    try:
        migrate(engine)
        now = datetime.now().astimezone()
        yield Session(settings, engine, now.astimezone(UTC), now.date())
    finally:
        engine.dispose()


def parse_day(text: str) -> date:
    """An option's ISO date within the years the ledger holds; the usage error names the form."""
    import typer

    from ledger.day import EARLIEST, LATEST

    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day; write it as 2026-03-31") from None
    if not EARLIEST <= day <= LATEST:
        raise typer.BadParameter(f"{text} lies outside {EARLIEST} to {LATEST}, the days a ledger holds")
    return day


def parse_closing_day(text: str | None, today: date) -> date:
    """An option's day at whose end a report closes, or today; a usage error for one that is still to come."""
    import typer

    from ledger.errors import InvalidValue
    from portfolio.closing_day import closing_day

    try:
        return closing_day(parse_day(text) if text else None, today)
    except InvalidValue as error:
        raise typer.BadParameter(str(error)) from None
