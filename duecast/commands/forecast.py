from typing import Annotated

from typer import Option

from duecast.console import money, print_json, say, table
from duecast.session import Session, parse_day, session


def forecast(
    as_of: Annotated[str | None, Option(help="From the scores of this day; the latest if not said.")] = None,
    weeks: Annotated[int, Option(min=1, max=52, help="How many weeks ahead.")] = 8,
    as_json: Annotated[bool, Option("--json", help="For programs.")] = False,
) -> None:
    """Cash-in expected from the open book, week by week, with an 80 % interval."""
    with session() as opened:
        show_forecast(opened, as_of, weeks, as_json)


def show_forecast(opened: Session, as_of: str | None, weeks: int, as_json: bool) -> None:
    """Print the forecast made from the curves that stand in the ledger."""
    from dataclasses import asdict

    from ledger.connection import reading
    from ledger.scores import latest_batch, read_scores
    from portfolio.forecast import forecast_scores

    with reading(opened.engine) as connection:
        day = parse_day(as_of) if as_of else latest_batch(connection)
        scores = [row.score for row in read_scores(connection, as_of=day)] if day else []
    periods = forecast_scores(scores, weeks=weeks)
    if as_json:
        print_json([asdict(period) for period in periods])
        return
    if not periods:
        say("No scores yet: run `duecast train`, then `duecast score`.")
        return
    largest = max(period.high_minor for period in periods) or 1
    rows = [
        [
            f"{period.from_on} – {period.to_on}", money(period.expected_minor, period.currency),
            f"{money(period.low_minor, period.currency)} – {money(period.high_minor, period.currency)}",
            "█" * round(30 * period.expected_minor / largest),
        ]
        for period in periods
    ]  # fmt: skip
    table(f"Cash-in of the open book, as of {day}", ["week", "expected", "80 % interval", ""], rows, right=["expected"])
    say(
        "Without sales that are not invoiced yet; the interval supposes that customers pay independently of each other."
    )
