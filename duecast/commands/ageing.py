from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from typer import Option

from duecast.console import money, print_json, say, table
from duecast.session import parse_day, session

if TYPE_CHECKING:
    from portfolio.ageing_report import AgeingReport

SHOWN = 40
"""Rows shown to a person; programs get all."""


def ageing(
    as_of: Annotated[str | None, Option(help="What was known at the start of this day.")] = None,
    closing_on: Annotated[
        str | None, Option(help="What was known at the end of this day; today if nothing is said.")
    ] = None,
    by: Annotated[
        Literal["currency", "customer"], Option(help="One row a currency, or a customer and currency.")
    ] = "currency",
    as_json: Annotated[bool, Option("--json", help="For programs: all rows, amounts as decimal text.")] = False,
) -> None:
    """What is open, by days overdue, as it was on any day; buckets − unapplied money = the ledger's balance."""
    from ledger.asof import LedgerAsOf
    from ledger.connection import reading
    from portfolio.ageing_report import ageing_report

    if as_of and closing_on:
        raise typer.BadParameter("give --as-of (start of a day) or --closing-on (its end), not both")
    with session() as opened:
        day = parse_day(closing_on) if closing_on else opened.today
        day = parse_day(as_of) - timedelta(days=1) if as_of else day
        with reading(opened.engine) as connection:
            report = ageing_report(LedgerAsOf.closing(connection, day), by)
    if as_json:
        print_json(report.as_dict())
    else:
        _show(report)


def _show(report: "AgeingReport") -> None:
    title = f"Ageing by {report.by}, end of {report.closing_on}"
    if not report.rows:
        say(f"{title}: nothing is open, nothing unapplied.")
        return
    names = ["customer", "name"] if report.by == "customer" else []
    columns = [*names, *report.labels, "open", "unapplied", "balance"]
    rows = [
        [*([row.customer_id, row.customer_name] if names else []),
         *(money(minor, row.currency) for minor in (*row.buckets_minor, row.open_minor, row.unapplied_minor, row.balance_minor))]
        for row in report.rows[:SHOWN]
    ]  # fmt: skip
    table(title, columns, rows, right=columns[len(names) :])
    if len(report.rows) > SHOWN:
        say(f"The largest {SHOWN} of {len(report.rows)} rows; all of them: --json")
    left_out = f", without {report.without_rate} items that have no rate" if report.without_rate else ""
    whole = money(report.base_open_minor, report.base_currency)
    say(f"In {report.base_currency} by the rates of the days of issue: {whole} open{left_out}.")
    if report.unstated:
        say(f"{report.unstated} open items state no amount: they are in no bucket.")
