from typing import Annotated

import typer
from typer import Exit, Option

from duecast.console import print_json, progress, say, table
from duecast.session import session

audit = typer.Typer(
    help="Who did what and when, and whether the log and the ledger are still what was written.", no_args_is_help=True
)


@audit.command("verify")
def verify(
    head: Annotated[
        str | None,
        Option(
            help="NUMBER:HASH noted earlier outside the database (audit log prints it): tells a log rewritten since."
        ),
    ] = None,
    chain_only: Annotated[bool, Option("--chain-only", help="The log itself, not the facts it tells of.")] = False,
    as_json: Annotated[bool, Option("--json", help="For programs.")] = False,
) -> None:
    """Check the log's chain, and that each import's facts are what was recorded; exit 1 names the first bad entry."""
    from ledger.audit import parse_head, read_head
    from ledger.audit_check import broken_chain, broken_facts
    from ledger.connection import reading
    from ledger.fact_check import changed_facts

    try:
        noted = None if head is None else parse_head(head)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--head") from None
    with session() as opened, progress("audit", quiet=as_json) as show, reading(opened.engine) as connection:
        show("chain", 0.0)
        broken = broken_chain(connection, noted)
        breaches = [] if broken is None else [broken]
        if not chain_only and broken is None:
            breaches = [*broken_facts(connection), *changed_facts(connection, show)]
        now = read_head(connection)
    if as_json:
        found = [{"audit_no": breach.audit_no, "found": breach.found} for breach in breaches]
        print_json({"holds": not breaches, "entries": now.audit_no, "head": str(now), "breaches": found})
    elif breaches:
        for breach in breaches:
            say(f"FAILED  {breach.found}")
        say("Restore the last backup in which this held, beside this ledger (another DUECAST_HOME), and compare.")
    else:
        what = "the chain holds" if chain_only else "the chain holds, and the facts are what was recorded"
        say(f"{now.audit_no} entries: {what}\nhead {now}")
        say("Note the head outside the database: it tells a log that was rewritten whole.")
    if breaches:
        raise Exit(1)


@audit.command("log")
def log(
    last: Annotated[int, Option(min=1, max=1_000_000, help="How many of the newest entries.")] = 50,
    as_json: Annotated[bool, Option("--json", help="For programs, with all details.")] = False,
) -> None:
    """List the newest entries, the oldest of them first."""
    from dataclasses import asdict

    from ledger.audit import read_entries, read_head
    from ledger.connection import reading

    with session() as opened, reading(opened.engine) as connection:
        entries, head = list(read_entries(connection, last=last)), read_head(connection)
    if as_json:
        print_json({"head": str(head), "entries": [asdict(entry) for entry in entries]})
        return
    if not entries:
        say("Nothing was logged yet.")
        return
    table("audit log", ["no", "at (UTC)", "actor", "action", "subject"], [
        [entry.audit_no, f"{entry.at:%Y-%m-%d %H:%M:%S}", entry.actor, entry.action, entry.subject] for entry in entries
    ], right=["no"])  # fmt: skip
    say(f"head {head}")
