from pathlib import Path
from typing import Annotated

from typer import Argument, Exit, Option

from duecast.console import print_json, progress, say, table
from duecast.session import session


def restore(
    file: Annotated[Path, Argument(help="A file that duecast backup wrote.")],
    replace: Annotated[bool, Option("--replace", help="Lose what this ledger holds now.")] = False,
    as_json: Annotated[bool, Option("--json", help="For programs.")] = False,
) -> None:
    """Bring a backup back, whole or not at all, and let the doctor look at it; exit 1 where something does not hold."""
    from dataclasses import asdict

    from ledger.checkup import checkup
    from ledger.restore import restore as bring_back

    with session() as opened, progress("restore", quiet=as_json) as show:
        made = bring_back(opened.engine, file, replace=replace, progress=show)
        checks = checkup(opened.engine)
    failed = [check for check in checks if not check.holds]
    if as_json:
        print_json({
            "rows": made.rows, "made_at": made.made_at, "ledger_digest": made.ledger_digest, "holds": not failed,
            "failed": [asdict(check) for check in failed],
        })  # fmt: skip
    else:
        say(f"{made.rows:,} rows restored from {file}, made {made.made_at}; {len(checks)} checks, {len(failed)} failed")
        if failed:
            table("doctor", ["check", "found", "what to do"], [[one.name, one.found, one.advice] for one in failed])
        say(
            "A service that runs on this ledger reads it anew by itself; scores made since the backup are gone: duecast score."
        )
    if failed:
        raise Exit(1)
