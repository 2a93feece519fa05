"""What duecast's own feature engine takes: batch, from file to file, in parts, online."""

import itertools
from collections.abc import Callable
from functools import partial
from math import log
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
import pyarrow.parquet as pq
from feature_speed.clock import Seconds, quantiles_ms, timed
from feature_speed.database import AS_OF as FILE_AS_OF
from feature_speed.database import written
from feature_speed.ledger import DAYS, FIRST_ON, big_ledger, one_customer, snapshots
from feature_speed.parquet import read, save

from features.export import items_asked
from features.feature import catalog
from features.frame import build
from features.index import FeatureIndex
from features.partition import write_partitions
from features.portions import PORTION, portions, write_portions
from features.streams import packed
from features.subjects import Subjects, subjects_at
from ledger.array_parts import customer_parts
from ledger.arrays import LedgerArrays
from ledger.asof import LedgerAsOf
from ledger.connection import reading
from ledger.policy import Policy

AS_OF = FIRST_ON + DAYS + 60
PART_INVOICES = 250_000
Say = Callable[[str], None]


def sampled(index: FeatureIndex, rows: int, *, sort: bool = True) -> Subjects:
    """Snapshot rows, by customer and day."""
    subjects = subjects_at(index, *snapshots(index.arrays, rows))
    return subjects.take(np.argsort(packed(subjects.customer, subjects.as_of))) if sort else subjects


def batch(index: FeatureIndex, rows: int, say: Say) -> None:
    """Warm: the index stands, the frame's memory is there."""
    for order, subjects in (("by customer", sampled(index, rows)), ("in any order", sampled(index, rows, sort=False))):
        for count in (40, 80, len(catalog())):
            wanted = catalog()[:count]
            out = np.empty((rows, count))
            took = timed(lambda: build(index, subjects, wanted, out))  # noqa: B023
            say(f"| {count} features, rows {order} | {rows / took.cpu / 1e6:.2f} | {took.cpu:.2f} | {took.wall:.2f} |")


def file_to_file(folder: Path, rows: int) -> Seconds:
    """From the Parquet files of a ledger to the written frame, everything anew, as ``duecast features`` writes it."""
    number = itertools.count()

    def work() -> None:
        arrays = read(folder, AS_OF)

        def share(index: FeatureIndex) -> Subjects:
            return _share(rows * index.arrays.item_count // arrays.item_count, index)

        write_portions(arrays, Policy(), share, Path(out) / f"{next(number)}.parquet")

    with TemporaryDirectory(dir=folder) as out:  # a file of its own each time: none is there to be taken away
        return timed(work, runs=3)


def exponent(sizes: list[int], say: Say) -> None:
    """How the cost of index and frame grows with the rows: 1 is linear. In portions, as the program works, into a frame
    whose memory is there; and in one piece into fresh memory."""
    for how, work in (("in portions", _portions_and_frame), ("in one piece", _index_and_frame)):
        took = []
        for size in sizes:
            arrays = big_ledger(size, size // 50)
            out = np.empty((size, len(catalog()))) if work is _portions_and_frame else None
            seconds = timed(partial(work, arrays, out), runs=3)
            took.append(seconds.cpu)
            say(f"{how}, {size:,} invoices and rows: {seconds.cpu:.2f} CPU-s ({seconds.cpu / size * 1e6:.2f} µs a row)")
        slope = log(took[-1] / took[0]) / log(sizes[-1] / sizes[0])
        say(f"{how}, exponent {slope:.3f} from {sizes[0]:,} to {sizes[-1]:,} (wanted ≤ 1.05)")


def largest_customer(invoices: int, say: Say) -> None:
    """The same number of invoices, by many customers and by one."""
    many = timed(partial(_index_and_frame, big_ledger(invoices, invoices // 50)), runs=3)
    one = timed(partial(_index_and_frame, big_ledger(invoices, 1)), runs=3)
    say(f"one customer with all {invoices:,} invoices: {one.cpu / many.cpu:.2f} × many customers (wanted ≤ 1.5)")


def online(say: Say) -> None:
    """One customer of 300 invoices from its arrays; the market table stands, as it does in a server."""
    whole = FeatureIndex(big_ledger(100_000, 2_000), Policy())
    for open_items in (1, 20):
        arrays = one_customer(300, open_items)
        item = np.arange(300 - open_items, 300, dtype=np.int32)
        as_of = np.full(open_items, arrays.as_of, dtype=np.int32)

        def ask(arrays: LedgerArrays = arrays, item: np.ndarray = item, as_of: np.ndarray = as_of) -> None:
            index = FeatureIndex(arrays, Policy(), whole.market)
            build(index, subjects_at(index, item, as_of))

        def ask_standing(item: np.ndarray = item, as_of: np.ndarray = as_of) -> None:
            build(whole, subjects_at(whole, item, as_of))

        for what, work in (
            ("open of 300, from arrays", ask),
            ("of a standing index, as the service has", ask_standing),
        ):
            p50, p99, cpu = quantiles_ms(work)
            say(f"| {open_items} {what} | {p50:.2f} | {p99:.2f} | {cpu:.2f} | wanted 0.5 and 2 |")
        online_from_file(open_items, say)


def online_from_file(open_items: int, say: Say) -> None:
    """One customer of 300 invoices, read from a SQLite ledger of 50 such; the market table stands."""
    with TemporaryDirectory() as folder:
        engine = written(Path(folder), 50, 300, open_items)
        with reading(engine) as connection:
            market = FeatureIndex(LedgerAsOf(connection, FILE_AS_OF).arrays, Policy()).market

            def read_arrays() -> LedgerArrays:
                return LedgerAsOf(connection, FILE_AS_OF, ["C025"]).arrays

            def ask() -> int:
                index = FeatureIndex(read_arrays(), Policy(), market)
                return len(build(index, items_asked(index, at_issue=False)))

            if ask() != open_items:
                raise ValueError(f"the ledger of the benchmark does not hold {open_items} open invoices of C025")

            asked: tuple[tuple[str, Callable[[], object], str], ...] = (
                ("open of 300, with the read from SQLite", ask, "wanted p50 2"),
                ("open of 300, the read alone", read_arrays, ""),
            )
            for what, work, wanted in asked:
                p50, p99, cpu = quantiles_ms(work)
                say(f"| {open_items} {what} | {p50:.2f} | {p99:.2f} | {cpu:.2f} | {wanted} |")
        engine.dispose()


def reading_and_sorting(folder: Path) -> Seconds:
    """The limit: read the columns the features rest on, and sort them once by customer and day."""

    def work() -> None:
        for kind, day in (("items", "known_on"), ("allocations", "known_on")):
            table = pq.read_table(folder / f"{kind}.parquet", use_threads=False)
            columns = {name: table[name].to_numpy() for name in table.column_names}
            np.sort(packed(columns["customer"], columns[day]))

    return timed(work, runs=5)


def in_parts(folder: Path, invoices: int, rows: int, workers: int, say: Say) -> None:
    """A ledger of many parts on disk, each asked for its share of the rows, through processes."""
    parts = max(invoices // PART_INVOICES, 1)
    for number in range(parts):
        if not (folder / f"{number}" / "items.parquet").exists():
            save(
                big_ledger(invoices // parts, invoices // parts // 50, seed=number, label=f"P{number}-"),
                folder / f"{number}",
            )
    before, started = getrusage(RUSAGE_CHILDREN), perf_counter()
    ask = partial(_share, rows // parts)
    written = write_partitions(partial(_load, folder), parts, Policy(), ask, folder / "out", workers)
    wall = perf_counter() - started
    children = getrusage(RUSAGE_CHILDREN)
    cpu = children.ru_utime + children.ru_stime - before.ru_utime - before.ru_stime
    resident = (getrusage(RUSAGE_SELF).ru_maxrss + workers * children.ru_maxrss) / 1e6
    say(
        f"{invoices:,} invoices, {written:,} rows, {parts} parts, {workers} processes: {wall:.0f} s wall, {cpu:.0f} CPU-s, at most "
        f"{resident:.1f} GB resident (this process and {workers} × the largest other)"
    )


def _share(rows: int, index: FeatureIndex) -> Subjects:
    return subjects_at(index, *snapshots(index.arrays, rows))


def _load(folder: Path, number: int) -> LedgerArrays:
    return read(folder / f"{number}", AS_OF)


def _index_and_frame(arrays: LedgerArrays, out: np.ndarray | None = None) -> None:
    index = FeatureIndex(arrays, Policy())
    build(index, sampled(index, arrays.item_count), out=out)


def _portions_and_frame(arrays: LedgerArrays, out: np.ndarray) -> None:
    done = 0
    for index in portions(customer_parts(arrays, PORTION), Policy()):
        rows = slice(done, done + index.arrays.item_count)
        build(index, sampled(index, index.arrays.item_count), out=out[rows])
        done = rows.stop
