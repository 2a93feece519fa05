from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from duecast.console import print_json, progress, say
from duecast.session import session


def backup(
    file: Annotated[Path, Argument(help="File to write, for example backups/2026-03-31.duecast.")],
    replace: Annotated[bool, Option("--replace", help="Replace the file if it is there.")] = False,
    as_json: Annotated[bool, Option("--json", help="For programs.")] = False,
) -> None:
    """Write the whole ledger to one file, while others go on writing; it restores into SQLite and PostgreSQL alike."""
    from ledger.backup import back_up

    with session() as opened, progress("backup", quiet=as_json) as show:
        made = back_up(opened.engine, file, replace=replace, progress=show)
    size = file.stat().st_size
    if as_json:
        print_json({
            "file": str(file), "bytes": size, "rows": made.rows, "schema": made.schema, "ledger_digest": made.ledger_digest,
            "audit_head": made.audit_head,
        })  # fmt: skip
        return
    say(f"{made.rows:,} rows in {size / 1e6:,.1f} MB written to {file}")
    say(f"Audit head {made.audit_head}")
    say("It holds the ledger with all it knows of people: keep it where only they may read it who may read the ledger.")
    say("Models are files of their own: copy models/ of the DUECAST_HOME beside it.")
