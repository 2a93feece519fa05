from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Argument, Exit, Option

from duecast.console import counted, print_json, say, table
from duecast.session import session

if TYPE_CHECKING:
    from ledger.quarantine import Quarantined

quarantine = typer.Typer(
    help="Rows that an import rejected: see them, mend them, replay them, or drop them.", no_args_is_help=True
)
Numbers = Annotated[list[int], Argument(help="Numbers of rows, as list shows them.")]
Json = Annotated[bool, Option("--json", help="For programs.")]
LONGEST = 60


@quarantine.command("list")
def list_(
    everything: Annotated[bool, Option("--all", help="Also those that were replayed, taken or dropped.")] = False,
    file: Annotated[str | None, Option(help="Only rows of the file of this name.")] = None,
    limit: Annotated[int, Option(min=1, help="How many to show.")] = 100,
    sheet: Annotated[Path | None, Option(help="Write all waiting rows to this CSV file, to mend them there.")] = None,
    as_json: Json = False,
) -> None:
    """The rows that wait, with what is wrong; --sheet writes them to a file for a spreadsheet."""
    from ledger.connection import reading
    from ledger.quarantine import STATES, WAITS, quarantined
    from ledger.whole_file import whole_file
    from sources.mending_sheet import write_sheet

    states = STATES if everything else WAITS
    with session() as opened, reading(opened.engine) as connection:
        rows = quarantined(connection, states=states, file=file, limit=None if sheet else limit + 1)
    if sheet:
        with whole_file(sheet) as part:
            part.write_text(write_sheet(rows), encoding="utf-8-sig", newline="")
        say(
            f"{counted(len(rows), 'row')} in {sheet}: correct the cells and give it to duecast quarantine mend --sheet {sheet}"
        )
        return
    shown = rows[:limit]
    if as_json:
        print_json([_as_json(row) for row in shown])
        return
    if not shown:
        say("No rejected row is waiting.")
        return
    table("Quarantine", ["row", "where", "state", "code", "why", "what to do"], [
        [
            row.quarantine_no, f"{row.file.file}:{row.line}", row.state, row.said[0].code,
            f"{row.said[0].column}: {row.said[0].reason}".lstrip(": "), row.said[0].advice,
        ] for row in shown
    ], right=["row"])  # fmt: skip
    if len(rows) > limit:
        say(f"The first {limit}; more with --limit, all of them with --sheet FILE.csv.")


@quarantine.command("show")
def show(number: Annotated[int, Argument(help="Number of the row.")], as_json: Json = False) -> None:
    """One row: its cells as they came and as they were mended, what is wrong, who changed it and when."""
    from ledger.connection import reading
    from ledger.quarantine import quarantined

    with session() as opened, reading(opened.engine) as connection:
        (row,) = quarantined(connection, numbers=[number])
    if as_json:
        print_json(_as_json(row))
        return
    width = max(len(row.cells), len(row.file.header))
    header = [*row.file.header, *[""] * (width - len(row.file.header))]
    cells, mended = [*row.cells, *[""] * (width - len(row.cells))], row.mended or row.cells
    mended = (*mended, *[""] * (width - len(mended)))
    rows = [
        [name, was[:LONGEST], now[:LONGEST] if now != was else ""]
        for name, was, now in zip(header, cells, mended, strict=True)
    ]
    title = (
        f"Row {number}: {row.file.file}:{row.line}, {row.file.kind} of {row.file.source}, import {row.file.import_no}"
    )
    table(title, ["column", "as it came", "mended"], rows)
    for said in row.said:
        say(f"{said.code} {said.column}: {said.reason}; {said.advice}")
    say(
        f"{row.state} since {row.changed_at:%Y-%m-%d %H:%M} UTC, by {row.changed_by}{f': {row.why}' if row.why else ''}"
    )


@quarantine.command("mend")
def mend(
    number: Annotated[int | None, Argument(help="Number of the row.")] = None,
    cells: Annotated[list[str] | None, Argument(help="column=value, for each cell that was wrong.")] = None,
    sheet: Annotated[Path | None, Option(help="A file written by list --sheet, corrected in a spreadsheet.")] = None,
    as_json: Json = False,
) -> None:
    """Correct a row's cells, or take a corrected sheet; nothing enters the ledger before replay."""
    from ledger.connection import writing
    from ledger.quarantine import mend as keep
    from ledger.quarantine import quarantined
    from sources.mending_sheet import mended_cells, read_sheet

    if (number is None) == (sheet is None):
        raise typer.BadParameter("give the number of a row and column=value …, or --sheet FILE")
    changes = read_sheet(sheet) if sheet is not None else {number or 0: _changes(cells or [])}
    with session() as opened, writing(opened.engine) as connection:
        mended = []
        for row in quarantined(connection, numbers=list(changes)):
            made = mended_cells(row, changes[row.quarantine_no])
            # a sheet has as many cells as the header: one that nobody touched mends no row that has too few or too many
            untouched = row.current if sheet is None else tuple(mended_cells(row, {}))
            if tuple(made) != untouched:
                keep(connection, row.quarantine_no, made, at=opened.now)
                mended.append(row.quarantine_no)
    if as_json:
        print_json({"mended": mended, "unchanged": sorted(set(changes) - set(mended))})
    else:
        unchanged = len(changes) - len(mended)
        say(f"{counted(len(mended), 'row')} mended, {unchanged} unchanged. Replay them: duecast quarantine replay")


@quarantine.command("replay")
def replay_(
    numbers: Annotated[
        list[int] | None, Argument(help="These rows, mended or not; all mended ones if not said.")
    ] = None,
    dry_run: Annotated[bool, Option(help="Check and report, keep nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Read mended rows anew, as an import reads them; exit 1 if one is rejected again."""
    from duecast.commands.import_ import show_report
    from sources.replay import replay

    with session() as opened:
        reports = replay(
            opened.engine, numbers or None, recorded_at=opened.now, recorded_on=opened.today, dry_run=dry_run
        )
    if as_json:
        print_json([report.as_dict() for report in reports])
    else:
        for report in reports:
            show_report(report)
    if any(report.rejected for report in reports):
        raise Exit(1)


@quarantine.command("drop")
def drop(
    numbers: Numbers,
    why: Annotated[str, Option(help="Why these rows are not wanted; kept with who and when.")],
    as_json: Json = False,
) -> None:
    """Say that rows are not wanted; they stay on record, and the same row in a later file stays dropped."""
    from ledger.connection import writing
    from ledger.quarantine import end, quarantined

    if not why.strip():
        raise typer.BadParameter("say why these rows are not wanted", param_hint="--why")
    with session() as opened, writing(opened.engine) as connection:
        quarantined(connection, numbers=numbers)
        end(connection, numbers, "dropped", at=opened.now, on=opened.today, why=why)
    if as_json:
        print_json({"dropped": sorted(set(numbers))})
    else:
        say(f"{counted(len(set(numbers)), 'row')} dropped.")


def _changes(cells: list[str]) -> dict[str, str]:
    changes = dict(cell.partition("=")[::2] for cell in cells)
    if not changes or any("=" not in cell for cell in cells):
        raise typer.BadParameter("write each correction as column=value, for example issued_on=2026-02-28")
    return changes


def _as_json(row: "Quarantined") -> dict[str, Any]:
    from dataclasses import asdict

    file = {name: value for name, value in asdict(row.file).items() if name != "section"}
    return asdict(row) | {"file": file}
