from pathlib import Path
from typing import Annotated

from typer import Argument, Exit, Option

from duecast.console import print_json, progress, say, table
from duecast.session import session


def import_(
    files: Annotated[
        list[Path], Argument(help="CSV files: one ledger, or customers, invoices, payments, allocations.")
    ],
    mapping: Annotated[
        str | None, Option(help="TOML file (or the name of a shipped one) that says what the columns mean.")
    ] = None,
    source: Annotated[
        str | None, Option(help="Name of where it comes from; the mapping's or 'files' if not said.")
    ] = None,
    dry_run: Annotated[bool, Option(help="Check and report, keep nothing.")] = False,
    as_json: Annotated[bool, Option("--json", help="For programs.")] = False,
) -> None:
    """Take files into the ledger: all or nothing, the same file again changes nothing, bad rows become findings."""
    from sources.load import load_files

    with session() as opened, progress("import", quiet=as_json) as show:
        report = load_files(
            opened.engine, files, mapping=mapping, source=source, recorded_at=opened.now, recorded_on=opened.today,
            dry_run=dry_run, progress=show,
        )  # fmt: skip
    if as_json:
        print_json(report.as_dict())
        return
    columns = ["kind", "new", "known", "corrected", "rejected"]
    title = "Dry run: nothing was kept" if dry_run else "Imported"
    table(title, columns, report.rows(), right=columns[1:])
    if report.findings:
        table("Findings", ["code", "severity", "count", "what to do"], report.finding_rows(), right=["count"])
        say("The first of them, with file, line and value: duecast import … --dry-run --json")
    if not report.taken:
        raise Exit(1)
