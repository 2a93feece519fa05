from pathlib import Path
from typing import Annotated, Literal

from typer import Option

from duecast.console import progress, say
from duecast.session import parse_day, session


def features(
    out: Annotated[Path, Option(help="Parquet file to write.")],
    as_of: Annotated[str | None, Option(help="Start of this day; today if not said.")] = None,
    invoices: Annotated[
        Literal["open", "all"], Option(help="Items open on that day, or all at their issue day.")
    ] = "open",
) -> None:
    """Write what the features say of each item, one column a feature."""
    from features.export import write_features
    from ledger.asof import LedgerAsOf
    from ledger.connection import reading
    from ledger.whole_file import whole_file

    with session() as opened, progress("features") as show:
        day = parse_day(as_of) if as_of else opened.today
        show("reading the ledger", 0.1)
        with reading(opened.engine) as connection:
            view = LedgerAsOf(connection, day)
            arrays, policy = view.arrays, view.policy
        with whole_file(out) as part:
            count = write_features(arrays, policy, part, at_issue=invoices == "all", progress=show)
    say(f"{count:,} rows written to {out}")
