from pathlib import Path
from typing import Annotated

from typer import Option

from duecast.console import progress, say
from duecast.session import parse_day


def simulate(
    out: Annotated[Path, Option(help="Folder for the four files; made if it is missing.")],
    customers: Annotated[int, Option(min=1, help="How many customers.")] = 400,
    invoices: Annotated[int, Option(min=1, help="How many invoices.")] = 30_000,
    seed: Annotated[int, Option(min=0, help="The same seed gives the same files.")] = 1,
    until: Annotated[str, Option(help="Last day of the ledger.")] = "2025-12-31",
    oracle: Annotated[bool, Option(help="Also write the true distributions of the payment days.")] = False,
) -> None:
    """Simulate a ledger: customers, invoices, payments and allocations as CSV files."""
    from ledger.demo.files import write_files
    from ledger.demo.pairs import demo_pairs, write_oracle
    from ledger.demo.simulation import simulate as run

    last = parse_day(until)
    with progress("simulate") as show:
        show("drawing customers and invoices", 0.1)
        made = run(customers, invoices, seed, last)
        show("writing files", 0.5)
        files = write_files(made, out)
        if oracle:
            show("writing the oracle", 0.7)
            files.append(write_oracle(made, demo_pairs(made), out / "oracle.parquet"))
    for file in files:
        say(str(file))
