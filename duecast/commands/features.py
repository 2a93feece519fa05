from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Option

from duecast.console import progress, say
from duecast.session import parse_day, session

if TYPE_CHECKING:
    from ledger.arrays import LedgerArrays


def features(
    out: Annotated[Path, Option(help="Parquet file to write.")],
    as_of: Annotated[str | None, Option(help="Start of this day; today if not said.")] = None,
    invoices: Annotated[
        Literal["open", "all"], Option(help="Items open on that day, or all at their issue day.")
    ] = "open",
    at_once: Annotated[
        int, Option(min=1, help="Invoices held in memory at once; a larger ledger is read in shares, twice.")
    ] = 2_000_000,
) -> None:
    """Write what the features say of each item, one column a feature."""
    from features.portions import write_features
    from features.shares import write_shares
    from ledger.asof import LedgerAsOf
    from ledger.connection import reading
    from ledger.shares import customer_shares
    from ledger.whole_file import whole_file

    with session() as opened, progress("features") as show:
        day = parse_day(as_of) if as_of else opened.today
        show("reading the ledger", 0.1)
        with reading(opened.engine) as connection:
            shares = customer_shares(connection, at_once)
            if len(shares) > 1:
                policy = LedgerAsOf(connection, day).policy

                def read(share: Sequence[str]) -> "LedgerArrays":
                    return LedgerAsOf(connection, day, share).arrays

                with whole_file(out) as part:
                    count = write_shares(read, shares, policy, part, at_issue=invoices == "all", progress=show)
            else:
                view = LedgerAsOf(connection, day)
                with whole_file(out) as part:
                    count = write_features(view.arrays, view.policy, part, at_issue=invoices == "all", progress=show)
    say(f"{count:,} rows written to {out}")
