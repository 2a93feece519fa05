from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Option

from duecast.console import print_json, progress, say
from duecast.session import Session, parse_day, session

if TYPE_CHECKING:
    import pyarrow as pa

    from training.verdict import Evaluation


def backtest(
    out: Annotated[Path, Option(help="Parquet file of predictions to write.")],
    from_: Annotated[str, Option("--from", help="First as-of day.")],
    to: Annotated[str, Option("--to", help="Last as-of day.")],
    at: Annotated[
        Literal["issue", "monday"], Option(help="Each invoice on its issue day, or what is open each Monday.")
    ] = "issue",
    train_as_of: Annotated[
        str | None, Option(help="Train on what was known before this day; else the model that serves.")
    ] = None,
    curves: Annotated[bool, Option("--curves", help="Also P(paid within d days) for d = 0 … 180.")] = False,
    judge: Annotated[
        bool, Option("--judge", help="Print how good they were, beside naive baselines, by what is known today.")
    ] = False,
    known_until: Annotated[
        str | None,
        Option("--known-until", help="Judge by what was known at the end of this day; else the last day anything was."),
    ] = None,
    as_json: Annotated[bool, Option("--json", help="For programs.")] = False,
) -> None:
    """What the model would have said then: predictions without outcomes; with --judge also how good they were."""
    from training.backtest import backtest as run
    from training.backtest import told
    from training.parquet import write_table

    with session() as opened, progress("backtest", quiet=as_json) as show:
        table = run(
            opened.engine, opened.settings, from_on=parse_day(from_), to_on=parse_day(to), at=at,
            train_as_of=parse_day(train_as_of) if train_as_of else None, curves=curves or judge, progress=show,
        )  # fmt: skip
        write_table(table if curves or not judge else table.drop_columns("cdf"), out)
        said = told(table)
        figures = _judged(opened, table, parse_day(known_until) if known_until else None) if judge else None
    if as_json:
        print_json({"rows": table.num_rows, "out": str(out), **said} | ({"figures": figures.flat()} if figures else {}))
        return
    left = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in said["left_out"].items())
    say(f"{table.num_rows:,} predictions written to {out}; left out: {left}")
    if figures:
        say(figures.markdown())


def _judged(opened: Session, table: "pa.Table", known_until: date | None) -> "Evaluation":
    from ledger.asof import LedgerAsOf
    from ledger.connection import reading
    from ledger.knowledge import last_known_on
    from training.hindsight import judge

    with reading(opened.engine) as connection:
        day = known_until or last_known_on(connection) or opened.today
        say(f"judged by what was known at the end of {day}")
        view = LedgerAsOf.closing(connection, day)
        return judge(table, view.arrays, view.policy)
