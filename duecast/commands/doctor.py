from typing import Annotated

from typer import Exit, Option

from duecast.console import print_json, table
from duecast.session import session


def doctor(as_json: Annotated[bool, Option("--json", help="For programs.")] = False) -> None:
    """Do the ledger's sums hold, is everything reachable? Exit 1 names what breaks and what to do."""
    from dataclasses import asdict

    from ledger.checkup import checkup

    with session() as opened:
        checks = checkup(opened.engine, opened.settings)
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        table("doctor", ["", "check", "found", "what to do"], [
            ["ok" if check.holds else "FAILED", check.name, check.found, "" if check.holds else check.advice] for check in checks
        ])  # fmt: skip
    if not all(check.holds for check in checks):
        raise Exit(1)
