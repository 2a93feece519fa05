"""What commands show a person: a progress bar on long work, tables, money; on standard error what is not the result."""

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
Progress = Callable[[str, float], None]
"""(what is being done, share done from 0 to 1) → shown."""


@contextmanager
def progress(title: str, *, quiet: bool = False) -> Iterator[Progress]:
    """A bar on standard error; where that is no terminal, one line a stage."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True, quiet=quiet)
    if not console.is_terminal:
        yield _lines(console, title)
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=console) as bar:
        task = bar.add_task(title, total=1.0)

        def show(stage: str, share: float) -> None:
            bar.update(task, description=f"{title}: {stage}", completed=min(max(share, 0.0), 1.0))

        yield show
        bar.update(task, description=title, completed=1.0)


def _lines(console: Any, title: str) -> Progress:
    said: set[str] = set()

    def show(stage: str, share: float) -> None:
        if stage not in said:
            said.add(stage)
            console.print(f"{title}: {stage}", highlight=False, markup=False, emoji=False)

    return show


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, right: Sequence[str] = ()) -> None:
    """A table on standard output; columns named in ``right`` are aligned right."""
    from rich.console import Console
    from rich.table import Table

    made = Table(title=_plain(title), title_justify="left", pad_edge=False, show_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(_plain(str(cell)) for cell in row))
    width = None if sys.stdout.isatty() else 160
    Console(width=width, highlight=False, markup=False, emoji=False).print(made)


def counted(number: int, noun: str) -> str:
    """1 row, 2 rows"""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def say(text: str) -> None:
    print(_plain(text), flush=True)


def _plain(text: str) -> str:
    """Signs that would move the cursor or change colours, written as what they are: a file may hold any."""
    return CONTROL.sub(lambda sign: repr(sign[0])[1:-1], text)


def print_json(value: object) -> None:
    """JSON for programs on standard output; dates and decimals as text."""
    print(json.dumps(value, default=str, ensure_ascii=False, indent=2))


def money(minor: int, currency: str) -> str:
    """1,234.56 EUR"""
    from ledger.money import exponent, to_major

    return f"{to_major(minor, currency):,.{exponent(currency)}f} {currency}"
