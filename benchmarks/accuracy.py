"""How good the forecasts are: ours beside naive forecasts, other tools and an oracle, on the same rows with the same information.

    python benchmarks/accuracy.py --work FOLDER [--seeds 11,23,37,53,71] [--origins 4] [--data FOLDER] [--peers all|none|NAME,…]
                                  [--small] [--mistakes] [--report FILE]

Each simulated ledger is cut at ``--origins`` training days, three months apart; each public one (``--data``, see
real_ledgers.py) at its own. Every cut: train on what was known before, forecast every invoice issued in the next three months,
and every second Monday the whole open book. Losses of each row are kept in the work folder: a stopped run goes on where it was,
and a new model needs a new folder (or ``losses/*/duecast.npz`` taken away). Peers run in environments of their own, built
there; one that cannot be installed is skipped with the reason. Prints Markdown; ``--report`` writes it too, with its pictures in a
folder beside it. Figures, report and pictures are logged as a run of the experiment ``payment-risk/accuracy`` in MLflow.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from accuracy_study import cash, peers, report
from accuracy_study.cuts import REAL_ORIGINS, Cut, Market, public, simulated
from accuracy_study.forecasters import losses
from accuracy_study.mistakes_report import table
from accuracy_study.pictures import pictures
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
from ledger.settings import Settings
from training.tracking import log_study

SMALL = (100, 2_500, date(2025, 12, 31), 3.0)
FOLDER = "accuracy"
"""Beside the report, for its pictures."""


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
    words.add_argument("--mistakes", action="store_true", help="also what five mistakes would cost, on the first cut")
    words.add_argument("--report", type=Path, help="write the Markdown here too")
    asked = words.parse_args()
    chosen = {"all": list(peers.PACKAGES), "none": []}.get(asked.peers, asked.peers.split(","))
    unknown = set(chosen) - set(peers.PACKAGES)
    if unknown:
        words.error(f"no peer {', '.join(sorted(unknown))}; there are {', '.join(peers.PACKAGES)}")
    asked.work.mkdir(parents=True, exist_ok=True)
    made = Report(asked.work, chosen, mistakes=asked.mistakes)
    seeds = [int(one) for one in asked.seeds.split(",") if one]
    if seeds:
        made.add(
            f"Simulated, seeds {', '.join(map(str, seeds))}", _simulated(seeds, asked.origins, asked.small), judge=True
        )
    if asked.data:
        for name in REAL_ORIGINS:
            made.add(name, public(asked.data, name), judge=False)
    made.lines += [f"{name}: {said}" for name in chosen if (said := _version(name, asked.work))]
    print("\n".join(made.lines))
    if asked.report:
        _write(asked.report, made)
    log_study(Settings(), "accuracy", vars(asked), made.figures, {"report.md": "\n".join(made.lines), **made.pictures})
    return 0


class Report:
    """What is found, section by section."""

    def __init__(self, folder: Path, chosen: list[str], *, mistakes: bool):
        self.lines, self.pictures, self.figures = ["# Accuracy", ""], dict[str, str](), dict[str, float]()
        self._folder, self._chosen, self._mistakes = folder, chosen, mistakes

    def add(self, title: str, cuts: Iterator[Cut], *, judge: bool) -> None:
        """A section of the cuts of one kind, pooled; with ``judge`` the figures that must be reached."""
        folder, chosen = self._folder, self._chosen
        found: list[dict[str, Columns]] = []
        by_cut: list[report.Cash] = []
        costs: list[str] = []
        for cut in cuts:
            note(f"{cut.name}: {len(cut.subjects):,} rows")
            found.append(losses(cut, chosen, folder, note))
            by_cut.append(_cash(cut, found[-1], folder, chosen))
            costs = table(cut, folder, note) if self._mistakes and judge and not costs else costs
        if not found:
            self.lines += [f"{title}: skipped, not in the folder", ""]
            return
        pool = Pool.of(found)
        names = [name for name in by_cut[0] if all(name in one for one in by_cut)]
        together = {
            name: tuple(np.concatenate([one[name][side] for one in by_cut]) for side in (0, 1)) for name in names
        }
        self.lines += report.tables(title, pool, together)
        if judge:
            self.lines += ["### what must be reached", "", *report.gates(pool, together, chosen), ""]
        self.lines += costs
        self.figures |= report.figures(title, pool, together)
        drawn = pictures(title, pool)
        self.pictures |= drawn
        self.lines += [f"![{name}]({FOLDER}/{name})" for name in drawn] + [""]


def _simulated(seeds: list[int], origins: int, small: bool) -> Iterator[Cut]:
    size = SMALL if small else (BENCHMARK_CUSTOMERS, BENCHMARK_INVOICES, BENCHMARK_UNTIL, BENCHMARK_YEARS)
    for seed in seeds:
        yield from simulated(Market(seed, *size), origins)


def _write(file: Path, made: Report) -> None:
    """The report, and its pictures in the folder that it names."""
    folder = file.parent / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, drawn in made.pictures.items():
        (folder / name).write_text(drawn)
    file.write_text("\n".join(made.lines) + "\n")


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
