"""Ours beside the baselines on the public ledgers, each trained as of a day and judged on what followed it.

    python benchmarks/real_ledgers.py --data FOLDER [--only datarisk] [--mondays]

FOLDER (or DUECAST_LEDGERS) holds the files of LEDGERS; one that is absent is skipped, and said. Per ledger: import with the
mapping that is shipped into a temporary home, train on what was known before ``train_as_of``, predict every invoice issued in
the months that follow (at issue, or on each Monday it is open), and judge with all that the file knows. Prints Markdown.
"""

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ledger.asof import LedgerAsOf
from ledger.connection import open_ledger, reading
from ledger.migration import migrate
from ledger.settings import Settings
from sources.load import load_files
from training.backtest import At, backtest, told
from training.hindsight import judge
from training.verdict import Evaluation


@dataclass(frozen=True)
class PublicLedger:
    """``known_on``: the day whose end the files show; everything in them is known before the day after."""

    name: str
    mapping: str
    files: tuple[str, ...]
    known_on: date
    train_as_of: date
    to_on: date


LEDGERS = (
    PublicLedger(
        "datarisk", "datarisk", ("datarisk_dev_customers.csv", "datarisk_dev_ledger_asof_2021-02-28.csv"),
        date(2021, 2, 28), date(2020, 9, 1), date(2020, 11, 30),
    ),
    PublicLedger(
        "datarisk-alone", "datarisk", ("datarisk_dev_ledger_asof_2021-02-28.csv",),
        date(2021, 2, 28), date(2020, 9, 1), date(2020, 11, 30),
    ),
    PublicLedger(
        "ibm", "ibm_late_payments", ("ibm_late_payment_histories.csv",),
        date(2014, 3, 31), date(2013, 6, 1), date(2013, 8, 31),
    ),
)  # fmt: skip


def measure(ledger: PublicLedger, folder: Path, at: At, home: Path, train_as_of: date, to_on: date) -> Evaluation:
    """One ledger, one training day, one window; prints how long the steps took."""
    settings = Settings(home=home)
    engine = open_ledger(settings)
    if not (home / "imported").exists():
        migrate(engine)
        started = perf_counter()
        instant = datetime(ledger.known_on.year, ledger.known_on.month, ledger.known_on.day, 23, tzinfo=UTC)
        paths = [folder / name for name in ledger.files]
        load_files(engine, paths, mapping=ledger.mapping, recorded_at=instant, recorded_on=ledger.known_on)
        (home / "imported").touch()
        print(f"imported in {perf_counter() - started:.1f} s", flush=True)
    started = perf_counter()
    table = backtest(engine, settings, from_on=train_as_of, to_on=to_on, at=at, train_as_of=train_as_of, curves=True)
    print(
        f"trained as of {train_as_of} and predicted {table.num_rows:,} rows in {perf_counter() - started:.1f} s;",
        end=" ",
    )
    print(f"left out: {told(table)['left_out']}\n", flush=True)
    with reading(engine) as connection:
        view = LedgerAsOf(connection, ledger.known_on + timedelta(days=1))
        found = judge(table, view.arrays, view.policy)
    engine.dispose()
    return found


def main() -> int:
    """0 also where every ledger is absent: what cannot be measured is skipped with its reason."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--data", type=Path, default=os.environ.get("DUECAST_LEDGERS"), help="folder with the files")
    words.add_argument("--only", choices=[one.name for one in LEDGERS])
    words.add_argument("--mondays", action="store_true", help="every Monday an invoice is open, instead of at issue")
    words.add_argument(
        "--train-as-of", type=date.fromisoformat, action="append", help="instead of the ledger's own; repeatable"
    )
    asked = words.parse_args()
    if asked.data is None:
        print("skipped: say where the ledgers are with --data FOLDER or DUECAST_LEDGERS")
        return 0
    for ledger in LEDGERS:
        absent = [name for name in ledger.files if not (Path(asked.data) / name).is_file()]
        if asked.only not in {None, ledger.name} or absent:
            if absent:
                print(f"## {ledger.name}\n\nskipped: {', '.join(absent)} not in the data folder\n")
            continue
        with tempfile.TemporaryDirectory() as home:
            for day in asked.train_as_of or [ledger.train_as_of]:
                to_on = day + (ledger.to_on - ledger.train_as_of)
                print(f"## {ledger.name}, trained as of {day}, tested {day} – {to_on}\n", flush=True)
                at: At = "monday" if asked.mondays else "issue"
                print(measure(ledger, Path(asked.data), at, Path(home), day, to_on).markdown(), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
