"""The import: files in, one transaction, all or nothing; every row is taken or said.

Files may come in any order: customers are read before invoices, invoices before payments, payments before allocations.
"""

from collections import Counter
from collections.abc import Mapping as Mapping_
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from ledger.base_currency import recorded_base_currency, set_base_currency
from ledger.connection import writing
from ledger.errors import UnreadableSource
from ledger.garbage import no_collecting
from ledger.jobs import job
from ledger.policy import Policy, declare_further
from ledger.recording import Recorder
from sources.fields import KINDS_OF_FILE
from sources.import_run import FileToRead, ImportRun, Progress, Watch
from sources.mapping import Mapping, find_mapping
from sources.report import ImportReport
from sources.source import Source, all_sources, source_of

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine  # only names here: SQL lives in the ledger


class _Undone(Exception):
    """Ends a dry run's transaction."""


def load_files(
    engine: "Engine",
    paths: Sequence[Path],
    *,
    mapping: Mapping | str | Path | None = None,
    source: str | None = None,
    recorded_at: datetime,
    recorded_on: date,
    history: bool | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    replayed: Mapping_[Path, Mapping_[int, int]] | None = None,
    into: "Connection | None" = None,
    watch: Watch | None = None,
) -> ImportReport:
    """Import files into the ledger, in one transaction and in bounded memory.

    ``mapping``: a mapping, its file, or the name of a shipped one; None: the files bear the ledger's names. ``source``
    names whose records these are, instead of the mapping's own word. ``history``: as the recorder has it. ``dry_run``
    does all of it and keeps nothing. ``replayed``: file → line → number of the quarantined row that is read anew there
    (``sources/replay.py``). ``into``: the caller's writing transaction, instead of one of its own; ``watch`` is shown every row
    before and after it is recorded (``sources/door.py``). ``UnreadableSource`` or ``InvalidMapping`` where a file cannot be read
    at all.
    """
    started = perf_counter()
    if isinstance(mapping, str | Path):
        mapping = find_mapping(mapping)
    sources = all_sources(mapping)
    files = _ordered(paths, sources)
    report = ImportReport(source or files[0].source.mapping.source, dry_run)
    told = f"{report.source}: {', '.join(file.path.name for file in files)}"
    with (
        suppress(_Undone),
        nullcontext() if dry_run or into is not None else job(engine, "import", told) as running,
        no_collecting(),
        writing(engine) if into is None else nullcontext(into) as connection,
    ):
        recorder = Recorder(
            connection, report.source, [file.path.name for file in files], recorded_at, recorded_on, history
        )
        report.base_currency = _base_currency(connection, files, recorded_at)
        columns = [column for file in files for column in file.source.features(file.path)]
        by = f"import of {report.source}"
        report.features = declare_further(connection, columns, by=by, at=recorded_at, known_on=recorded_on)
        ImportRun(connection, recorder, paths, report, progress, replayed, watch).run(files)
        if running is not None:
            running.end(connection)
        elif into is None:
            raise _Undone
        report.import_no = recorder.import_no
    report.seconds = perf_counter() - started
    return report


def _ordered(paths: Sequence[Path], sources: Sequence[Source]) -> list[FileToRead]:
    if not paths:
        raise UnreadableSource("no file was given; name one or more CSV files")
    files = []
    for path in paths:
        claiming = source_of(path, sources)
        files.append(FileToRead(path, claiming, claiming.kind(path)))
    order = list(KINDS_OF_FILE)
    return sorted(files, key=lambda file: order.index(file.kind))


def _base_currency(connection: "Connection", files: Sequence[FileToRead], at: datetime) -> str:
    """The ledger's base currency; the first invoices ever set it: their most frequent one."""
    recorded = recorded_base_currency(connection)
    if recorded is not None:
        return recorded
    counts: Counter[str] = Counter()
    for file in files:
        if file.kind == "invoices":
            counts += file.source.currencies(file.path)
    if not counts:
        return Policy().base_currency
    currency = min(counts, key=lambda code: (-counts[code], code))
    set_base_currency(connection, currency, at)
    return currency
