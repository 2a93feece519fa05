from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Exit, Option

from duecast.console import counted, print_json, progress, say, table
from duecast.session import session

if TYPE_CHECKING:
    from sources.report import ImportReport


def import_(
    files: Annotated[
        list[Path],
        Argument(
            help="CSV, Excel or Parquet files: one ledger, or customers, invoices, payments, allocations, disputes, "
            "interactions, promises, rates."
        ),
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
    else:
        show_report(report)
    if report.rows and report.rejected == report.rows:
        raise Exit(1)


def show_report(report: "ImportReport") -> None:
    """What was taken, and what is to be looked at, as tables."""
    kept = "Dry run, nothing was kept" if report.dry_run else "Imported"
    columns = ["file", "holds", "rows", "taken", "rejected"]
    table(f"{kept}: source {report.source}, {report.seconds:.1f} s", columns, report.file_rows(), right=columns[2:])
    if not report.rows:
        say("There is no row under the header: nothing was recorded.")
        return
    columns = ["records", "new", "known", "corrected", "rejected"]
    table("In the ledger", columns, report.count_rows(), right=columns[1:])
    if report.features:
        say(f"Declared for the models, from their next training on: {', '.join(report.features)}")
    if report.findings:
        table("Findings", ["code", "severity", "what", "count"], report.total_rows(), right=["count"])
        columns = ["code", "where", "column", "value", "why", "what to do"]
        table("The first of each", columns, report.example_rows())
        say("The first hundred: --json. All of them are kept in the ledger, in the table findings.")
    if report.rejected and not report.dry_run:
        waiting = (
            f"{counted(report.rejected, 'rejected row')} {'waits' if report.rejected == 1 else 'wait'} in quarantine"
        )
        say(f"{waiting}: duecast quarantine list. Mend and replay them, or correct the file and import it again.")
