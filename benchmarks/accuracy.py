"""How good the forecasts are: ours beside naive forecasts, other tools and an oracle, on the same rows with the same information.

    python benchmarks/accuracy.py --work FOLDER [--seeds 11,23,37,53,71] [--origins 4] [--data FOLDER] [--peers all|none|NAME,…]
                                  [--small] [--report FILE]

Each simulated ledger is cut at ``--origins`` training days, three months apart; each public one (``--data``, see
real_ledgers.py) at its own. Every cut: train on what was known before, forecast every invoice issued in the next three months,
and every second Monday the whole open book. Losses of each row are kept in the work folder: a stopped run goes on where it was,
and a new model needs a new folder (or ``losses/*/duecast.npz`` taken away). Peers run in environments of their own, built
there; one that cannot be installed is skipped with the reason. Prints Markdown.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from accuracy_study import cash, peers, report
from accuracy_study.cuts import Cut, Market, public, simulated
from accuracy_study.forecasters import losses
from accuracy_study.pooled import Pool
from accuracy_study.rows import Columns
from other_tools.environment import Skipped, environment

from ledger.demo.parameters import (
    BENCHMARK_CUSTOMERS,
    BENCHMARK_INVOICES,
    BENCHMARK_SEEDS,
    BENCHMARK_UNTIL,
    BENCHMARK_YEARS,
)

SMALL = (100, 2_500, date(2025, 12, 31), 3.0)


def note(line: str) -> None:
    """Progress, beside the report."""
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    """0 also where a figure is missed: the report says so."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--work", type=Path, required=True, help="folder for losses, models and the peers' environments")
    words.add_argument("--seeds", default=",".join(map(str, BENCHMARK_SEEDS)), help="of simulated ledgers; empty: none")
    words.add_argument("--origins", type=int, default=4)
    words.add_argument("--data", type=Path, help="folder with the public ledgers")
    words.add_argument("--peers", default="all")
    words.add_argument(
        "--small", action="store_true", help="100 customers, 2,500 invoices: to try the program, not to judge"
    )
    words.add_argument("--report", type=Path, help="write the Markdown here too")
    asked = words.parse_args()
    chosen = {"all": list(peers.PACKAGES), "none": []}.get(asked.peers, asked.peers.split(","))
    unknown = set(chosen) - set(peers.PACKAGES)
    if unknown:
        words.error(f"no peer {', '.join(sorted(unknown))}; there are {', '.join(peers.PACKAGES)}")
    asked.work.mkdir(parents=True, exist_ok=True)
    lines = ["# Accuracy", ""]
    seeds = [int(one) for one in asked.seeds.split(",") if one]
    if seeds:
        made = _simulated(seeds, asked.origins, asked.small)
        lines += _section(f"Simulated, seeds {', '.join(map(str, seeds))}", made, chosen, asked.work, judge=True)
    if asked.data:
        for name in ("datarisk", "ibm"):
            found = list(public(asked.data, name))
            lines += (
                _section(name, iter(found), chosen, asked.work, judge=False)
                if found
                else [f"{name}: skipped, not in the folder", ""]
            )
    lines += [f"{name}: {said}" for name in chosen if (said := _version(name, asked.work))]
    print("\n".join(lines))
    if asked.report:
        asked.report.write_text("\n".join(lines) + "\n")
    return 0


def _simulated(seeds: list[int], origins: int, small: bool) -> Iterator[Cut]:
    size = SMALL if small else (BENCHMARK_CUSTOMERS, BENCHMARK_INVOICES, BENCHMARK_UNTIL, BENCHMARK_YEARS)
    for seed in seeds:
        yield from simulated(Market(seed, *size), origins)


def _section(title: str, cuts: Iterator[Cut], chosen: list[str], folder: Path, *, judge: bool) -> list[str]:
    found: list[dict[str, Columns]] = []
    by_cut: list[report.Cash] = []
    for cut in cuts:
        note(f"{cut.name}: {len(cut.subjects):,} rows")
        made = losses(cut, chosen, folder, note)
        found.append(made)
        by_cut.append(_cash(cut, made, folder, chosen))
    pool = Pool.of(found)
    names = [name for name in by_cut[0] if all(name in one for one in by_cut)]
    together = {name: tuple(np.concatenate([one[name][side] for one in by_cut]) for side in (0, 1)) for name in names}
    lines = report.tables(title, pool, together)
    return [*lines, "### what must be reached", "", *report.gates(pool, together, chosen), ""] if judge else lines


def _cash(cut: Cut, made: dict[str, Columns], folder: Path, chosen: list[str]) -> report.Cash:
    out: report.Cash = {}
    mondays, actual = np.zeros(0, dtype=np.int64), np.zeros((0, 0))
    for name, one in made.items():
        if "by_week" in one:
            expected, actual, mondays = cash.by_origin(made[""], one["by_week"])
            out[name] = expected, actual
    out["seasonal_naive"] = cash.seasonal_naive(cut, mondays), actual
    if chosen:
        try:
            python = environment("holt_winters", ["statsmodels"], folder)
            out["holt_winters"] = cash.holt_winters(cut, mondays, folder, python), actual
        except Skipped as reason:
            note(f"holt_winters skipped: {reason}")
    return out


def _version(peer: str, folder: Path) -> str:
    try:
        return peers.versions(peer, folder)
    except Skipped:
        return ""


if __name__ == "__main__":
    raise SystemExit(main())
