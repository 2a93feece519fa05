from pathlib import Path
from typing import Annotated

from typer import Option

from duecast.console import print_json, progress, say
from duecast.session import parse_day, session


def score(
    as_of: Annotated[str | None, Option(help="Score what is open at the start of this day; today if not said.")] = None,
    out: Annotated[Path | None, Option(help="Also write the scores, curves and reasons to this Parquet file.")] = None,
    as_json: Annotated[bool, Option("--json", help="Print a summary for programs.")] = False,
) -> None:
    """Score the open book, with curves and reasons, into the ledger (and a file)."""
    from ledger.jobs import job
    from serving.batch import score_book, write_parquet

    with session() as opened, progress("score", quiet=as_json) as show:
        day = parse_day(as_of) if as_of else opened.today
        with job(opened.engine, "score", f"as of {day}"):
            scores = score_book(opened.engine, opened.settings, day, scored_at=opened.now, progress=show)
        if out:
            write_parquet(scores, out)
    if as_json:
        print_json({"as_of": day, "scored": len(scores), "model_version": scores[0].model_version if scores else None})
    else:
        say(f"{len(scores):,} open items scored as of {day}" + (f", written to {out}" if out else ""))
