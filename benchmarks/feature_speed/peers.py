"""Other tools on the same rows: ten columns of habit (count, mean, spread and share late over all and 365 days; two over 90).

Each tool runs its own script in an environment of its own. They leave out what ours does beside: reversals and corrections
taken back on the day they are known, and late-known facts. Their answers are compared with ours where nothing was taken back.

The same work is measured: our streams over the four running sums that the others make of the same events (count, delay, squared
delay, late), and the ten columns of them. The catalogue's own index makes thirteen sums of a settled invoice for its other
columns; what that takes is printed beside.
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from feature_speed.clock import timed
from feature_speed.ledger import big_ledger, snapshots
from other_tools.environment import Skipped, environment, run

from features.feature import Feature, Floats, catalog
from features.frame import CHUNK, build
from features.index import FeatureIndex
from features.streams import Intervals, packed
from features.subjects import Subjects, subjects_at
from ledger.day import FOREVER
from ledger.policy import Policy

COLUMNS = (
    "settled_count", "usual_delay_days", "delay_spread_days", "late_share",
    "settled_365d_count", "usual_delay_365d_days", "delay_spread_365d_days", "late_share_365d",
    "usual_delay_90d_days", "late_share_90d",
)  # fmt: skip
PEERS = {
    "polars": (["polars", "pyarrow"], 1_000_000),
    "duckdb": (["duckdb", "pyarrow"], 1_000_000),
    "pandas": (["pandas", "pyarrow"], 1_000_000),
    "feast": (["feast"], 50_000),
    "featuretools": (["featuretools", "pandas<3", "pyarrow", "setuptools<80"], 200),
}
"""What to install, and of how many rows each is asked (the slow ones of fewer)."""
INVOICES = 1_000_000
SECONDS = 1_800
EXPECTED = {"polars": 1.5, "duckdb": 5, "pandas": 5, "feast": 40, "featuretools": 1_000}


def compare(folder: Path, say: Callable[[str], None], invoices: int = INVOICES) -> None:
    """Print a row a tool; one that cannot be installed or fails is skipped with the reason."""
    arrays = big_ledger(invoices, invoices // 50, seed=5)
    index = FeatureIndex(arrays, Policy())
    subjects = subjects_at(index, *snapshots(arrays, invoices))
    named = {one.name: one for one in catalog()}
    wanted = [named[name] for name in COLUMNS]
    out = np.empty((len(subjects), len(wanted)))
    ours = timed(lambda: build(index, subjects, wanted, out))
    whole = timed(lambda: _from_events(index, subjects, wanted, out))
    four = np.empty_like(out)
    anew = timed(lambda: _four_sums(index, subjects, four))
    if not np.array_equal(four, out, equal_nan=True):
        raise AssertionError(
            "the ten columns from four sums are not the catalogue's: the comparison would not be of the same"
        )
    names = [one.name for one in wanted]
    data = folder / "peers"
    data.mkdir(parents=True, exist_ok=True)
    spans = index.settled_spans
    kept = spans.end == FOREVER
    events = {"customer": spans.customer, "known_on": spans.start, "delay": spans.delay, "late": spans.delay > 0}
    pq.write_table(pa.table({name: column[kept] for name, column in events.items()}), data / "events.parquet")
    say(
        f"{len(wanted)} columns, {invoices:,} invoices; ours {len(subjects) / ours.cpu / 1e6:.2f}M rows per CPU-second on a"
    )
    say(
        f"standing index, {len(subjects) / anew.cpu / 1e6:.2f}M from the events, as the others: four sums sorted and summed anew "
        f"({len(subjects) / whole.cpu / 1e6:.2f}M with all thirteen sums of the catalogue).\n"
    )
    say("| tool | rows | CPU-s | rows per CPU-second | ours from the events is … × | wanted | same answers |")
    say("|---|---|---|---|---|---|---|")
    clean = np.isin(subjects.customer, spans.customer[~kept], invert=True)
    for tool, (packages, most) in PEERS.items():
        rows = min(most, len(subjects))
        asked = pa.table({"customer": subjects.customer[:rows], "as_of": subjects.as_of[:rows]})
        pq.write_table(asked, data / f"asked-{tool}.parquet")
        try:
            told = _run(tool, packages, folder, data)
        except Skipped as error:
            say(f"| {tool} | skipped: {error} | | | | | |")
            continue
        theirs, mine = rows / told["cpu"], len(subjects) / anew.cpu
        answers = pq.read_table(data / f"made-{tool}.parquet")
        alike = all(
            np.allclose(
                answers[name].to_numpy()[clean[:rows]], out[:rows, number][clean[:rows]], equal_nan=True, atol=1e-6
            )
            for number, name in enumerate(names)
            if name in answers.column_names
        )
        same = f"{'yes' if alike else 'NO'} ({len(set(names) & set(answers.column_names))} columns)"
        figures = f"{rows:,} | {told['cpu']:.2f} | {theirs:,.0f} | {mine / theirs:,.1f} | ≥ {EXPECTED[tool]}"
        say(f"| {tool} {told['version']} | {figures} | {same} |")


def _from_events(index: FeatureIndex, subjects: Subjects, wanted: list[Feature], out: Floats) -> None:
    """From who settled what when (all fifteen sums of it) to the columns."""
    index.__dict__.pop("settled", None)
    subjects.memo.clear()
    build(index, subjects, wanted, out)


def _four_sums(index: FeatureIndex, subjects: Subjects, out: Floats) -> None:
    """The ten columns, in the order of COLUMNS, from four sums of the same events, everything anew."""
    spans = index.settled_spans
    one = np.ones(len(spans.item), dtype=np.int8)
    sums = [one, spans.delay, spans.delay * spans.delay, (spans.delay > 0).view(np.int8)]
    settled = Intervals(spans.customer, spans.start, spans.end, sums, (365, 90))
    keys = packed(subjects.customer, subjects.as_of)
    order = np.argsort(keys)
    for start in range(0, len(order), CHUNK):
        rows = order[start : start + CHUNK]
        for window, first in ((None, 0), (365, 4), (90, 8)):
            count, delay, squares, late = settled.sums_key(keys[rows], window).T.astype(np.float64)
            some = np.where(count > 0, count, np.nan)
            mean, share = delay / some, late / some
            spread = np.where(count > 1, np.sqrt((squares * some - delay * delay) / (some * some)), np.nan)
            columns = (mean, share) if window == 90 else (count, mean, spread, share)
            for number, column in enumerate(columns):
                out[rows, first + number] = column


def _run(tool: str, packages: list[str], folder: Path, data: Path) -> dict[str, float]:
    script = Path(__file__).with_name("peer") / f"{tool}_way.py"
    said = run(environment(tool, packages, folder), script, data, seconds=SECONDS)
    told: dict[str, float] = json.loads(said.strip().splitlines()[-1])
    return told
