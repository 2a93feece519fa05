import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from duecast.commands.forecast import show_forecast
from duecast.commands.worklist import show_worklist
from duecast.console import Progress, progress, say
from duecast.session import Session, session

if TYPE_CHECKING:
    from datetime import date

SOURCE = "demo"
SEED = 1


def demo(
    customers: Annotated[int, Option(min=20, help="How many customers to simulate.")] = 400,
    invoices: Annotated[int | None, Option(min=500, help="How many invoices; 75 a customer if not said.")] = None,
    no_serve: Annotated[bool, Option("--no-serve", help="End after printing, without the page.")] = False,
    port: Annotated[int, Option(min=1, max=65535)] = 8000,
) -> None:
    """See the product: simulate a ledger, train, score, print the worklist and the forecast, serve the page."""
    with session() as opened:
        with progress("demo") as show:
            day = _prepare(opened, customers, invoices or 75 * customers, show)
        show_worklist(opened, day.isoformat(), 10, "en", False)
        show_forecast(opened, day.isoformat(), 8, False)
        settings = opened.settings
    mlflow = f"{Path(sys.executable).parent / 'mlflow'} ui --backend-store-uri {settings.tracking_uri}"
    say(f"ledger  {settings.ledger_url}\nfiles   {_files(settings.home)}\nMLflow  {mlflow}")
    if no_serve:
        say("page    duecast serve, then http://127.0.0.1:8000")
        return
    say(f"page    http://127.0.0.1:{port}   (Ctrl-C ends it)")
    from serving.server import run

    run(settings, port=port)


def _files(home: Path) -> Path:
    return home / "demo"


def _prepare(opened: Session, customers: int, invoices: int, show: Progress) -> "date":
    """Do what is not done yet; the day as of which the demonstration is scored."""
    from ledger.connection import reading
    from ledger.errors import ImportRefused
    from ledger.scores import latest_batch
    from ledger.sources import import_days
    from serving.batch import score_book
    from training.artifact import POINTER
    from training.run import run_training

    with reading(opened.engine) as connection:
        days, scored = import_days(connection), latest_batch(connection)
    others = sorted(set(days) - {SOURCE})
    if others:
        raise ImportRefused(
            f"the ledger {opened.settings.ledger_url} holds records of {others[0]!r}: the demonstration would mix with them; "
            "set DUECAST_HOME to an empty folder"
        )
    day = days.get(SOURCE) or _import(opened, customers, invoices, show)
    if not (opened.settings.models / POINTER).exists():
        run_training(opened.engine, opened.settings, day, progress=lambda stage, share: show(stage, 0.15 + 0.7 * share))
        scored = None
    if scored is None:
        at = opened.now
        score_book(
            opened.engine,
            opened.settings,
            day,
            scored_at=at,
            progress=lambda stage, share: show(stage, 0.85 + 0.15 * share),
        )
        scored = day
    return scored


def _import(opened: Session, customers: int, invoices: int, show: Progress) -> "date":
    """Simulate up to yesterday and import the four files through the door that anyone's data takes."""
    from ledger.demo.files import write_files
    from ledger.demo.simulation import simulate
    from sources.load import load_files

    show("simulating a ledger", 0.0)
    files = write_files(
        simulate(customers, invoices, SEED, opened.today - timedelta(days=1)), _files(opened.settings.home)
    )
    load_files(
        opened.engine, files, source=SOURCE, recorded_at=opened.now, recorded_on=opened.today,
        progress=lambda stage, share: show(stage, 0.03 + 0.1 * share),
    )  # fmt: skip
    return opened.today
