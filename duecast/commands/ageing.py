from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from typer import Option

from duecast.bars import bar, profile
from duecast.console import counted, money, print_json, say, table
from duecast.session import parse_closing_day, parse_day, session

if TYPE_CHECKING:
    from portfolio.ageing_report import AgeingReport, AgeingRow

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
        if as_of:
            closing_on = (parse_day(as_of) - timedelta(days=1)).isoformat()
        day = parse_closing_day(closing_on, opened.today)
        with reading(opened.engine) as connection:
            report = ageing_report(LedgerAsOf.reported(connection, day), by)
    if as_json:
        print_json(report.as_dict())
    else:
        _show(report)


def _show(report: "AgeingReport") -> None:
    from portfolio.ageing_report import summed

    title = f"Ageing by {report.by}, end of {report.closing_on}"
    if not report.rows:
        say(f"{title}: nothing is open, nothing unapplied.")
        return
    amounts, sums = [*report.labels, "open", "unapplied", "balance"], summed(report.rows)
    if report.by == "customer":
        rows: list[list[object]] = [
            [row.customer_id, row.customer_name, profile(row.buckets_minor), row.currency, *_amounts(row)]
            for row in report.rows[:SHOWN]
        ]
        for row in sums:
            count = sum(one.currency == row.currency for one in report.rows)
            rows.append(["", f"all {count}", profile(row.buckets_minor), row.currency, *_amounts(row)])
        table(title, ["customer", "name", "", "", *amounts], rows, right=amounts)
    else:
        table(title, ["", *amounts], [[row.currency, *_amounts(row)] for row in sums], right=amounts)
    if len(report.rows) > SHOWN:
        say(f"The first {SHOWN} of {len(report.rows)} rows; all of them: --json")
    say("")
    for row in sums:
        _picture(row, report.labels)
    without = report.without_rate
    left_out = f", without {counted(without, 'item')} of no known rate" if without else ""
    whole = money(report.base_open_minor, report.base_currency)
    say(f"In {report.base_currency} by the rates of the days of issue: {whole} open{left_out}.")
    if report.unstated:
        say(f"Open items that state no amount, in no bucket: {report.unstated}")


def _amounts(row: "AgeingRow") -> list[object]:
    """Figures only: their currency stands once in the row."""
    minors = (*row.buckets_minor, row.open_minor, row.unapplied_minor, row.balance_minor)
    return [money(minor, row.currency).removesuffix(f" {row.currency}") for minor in minors]


def _picture(row: "AgeingRow", labels: Sequence[str]) -> None:
    """How old what is open in a currency is, a bar a bucket."""
    if row.open_minor <= 0:
        return
    width = max(map(len, labels))
    say(f"{row.currency}, of what is open:")
    for label, minor in zip(labels, row.buckets_minor, strict=True):
        share = minor / row.open_minor
        say(f"  {label:<{width}} {share:>6.1%} {bar(share)}".rstrip())
    say("")
