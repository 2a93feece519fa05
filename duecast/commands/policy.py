from typing import Annotated

import typer
from typer import Argument, Option

from duecast.console import print_json, say, table
from duecast.session import parse_closing_day, session

policy = typer.Typer(
    help="What the company decides: grace, tolerance, ageing cuts, bands, cost of capital; who decided it and when.",
    no_args_is_help=True,
)


@policy.command("list")
def list_(
    closing_on: Annotated[str | None, Option(help="In force at the end of this day; today if not said.")] = None,
    as_json: Annotated[bool, Option("--json", help="For programs: with every earlier decision.")] = False,
) -> None:
    """Each policy, its value, and by whom and since when; empty: the program's default, nobody decided."""
    from dataclasses import asdict

    from ledger.connection import reading
    from ledger.policy import policy_on
    from ledger.policy_text import decisions, policy_text

    with session() as opened, reading(opened.engine) as connection:
        day = parse_closing_day(closing_on, opened.today)
        values, made = policy_on(connection, day).as_dict(), decisions(connection)
    if as_json:
        print_json({"closing_on": day, "policies": values, "decisions": [asdict(one) for one in made]})
        return
    last = {one.name: one for one in made if one.known_on <= day}
    rows: list[list[object]] = [
        [name, policy_text(value), f"{one.recorded_at:%Y-%m-%d}" if (one := last.get(name)) else "", one.recorded_by if one else ""]
        for name, value in values.items()
    ]  # fmt: skip
    table(f"Policies, end of {day}", ["policy", "value", "decided on", "by"], rows)


@policy.command("set")
def set_(
    changes: Annotated[list[str], Argument(help="NAME=VALUE, one or several: grace_days=3 ageing_cuts_days=15,45")],
) -> None:
    """Decide anew, from today on: earlier days are reported as they were; all of it is recorded or nothing."""
    from features.further import columns
    from ledger.connection import actor_of, writing
    from ledger.day import ALWAYS
    from ledger.policy import DEFINES_LABELS, record_policy
    from ledger.policy_text import check_base_currency, policy_text, read_policies

    wanted = read_policies(changes)
    columns(wanted.get("further_features", ()))
    with session() as opened, writing(opened.engine) as connection:
        by = actor_of(connection)
        if (currency := wanted.pop("base_currency", None)) is not None:
            check_base_currency(connection, currency)
            record_policy(connection, {"base_currency": currency}, by=by, at=opened.now, known_on=ALWAYS)
        record_policy(connection, wanted, by=by, at=opened.now, known_on=opened.today)
    told = {"base_currency": currency, **wanted} if currency is not None else wanted
    for name, value in told.items():
        say(f"{name} = {policy_text(value)}, decided by {by}")
    if set(told) & {*DEFINES_LABELS, "further_features"}:
        say("A model trained before was taught otherwise: duecast train")
