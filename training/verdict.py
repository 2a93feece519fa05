"""What an evaluation found: figures of ours and of every baseline on the same rows, and how sure the differences are."""

from dataclasses import dataclass, field
from math import isfinite

from training.evaluation import Floats, Reliability

OURS = "duecast"
SHOWN = {
    "late_auc": ("AUC", 3),
    "late_log_loss": ("log loss", 4),
    "late_ece": ("ECE", 4),
    "very_late_log_loss": ("> 30 d log loss", 4),
    "unpaid_30d_log_loss": ("unpaid 30 d log loss", 4),
    "paid_7d_log_loss": ("paid 7 d log loss", 4),
    "mae": ("MAE days", 2),
    "crps": ("CRPS days", 3),
    "coverage_80": ("80 % holds", 3),
    "width_80": ("width days", 1),
    "cash_wape_4w": ("4-week cash WAPE", 3),
}
"""Figures of the printed table: heading and decimals."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A forecaster's figures in one population; ``judge`` says what each is called. NaN: cannot be known from these rows."""

    population: str
    forecaster: str
    figures: dict[str, float]


@dataclass(frozen=True, slots=True)
class Difference:
    """Ours minus a baseline's, with its 95 % interval from a bootstrap over customers."""

    population: str
    baseline: str
    figure: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that was found; populations in order, ours first in each."""

    verdicts: tuple[Verdict, ...]
    differences: tuple[Difference, ...]
    counts: dict[str, dict[str, float]]  # population → rows used, left out and why
    reliability: dict[str, Reliability] = field(repr=False)  # population → of our risk of being late
    pit: dict[str, Floats] = field(repr=False)  # population → share of our PIT in ten bins

    def figure(self, population: str, forecaster: str, name: str) -> float:
        """One figure; ``KeyError`` where it was not made."""
        for verdict in self.verdicts:
            if (verdict.population, verdict.forecaster) == (population, forecaster):
                return verdict.figures[name]
        raise KeyError(f"no figures of {forecaster!r} in {population!r}")

    def flat(self) -> dict[str, float]:
        """Finite figures as ``population.forecaster.figure``, as MLflow takes them."""
        named = {f"{v.population}.{v.forecaster}.{k}": value for v in self.verdicts for k, value in v.figures.items()}
        named |= {f"{name}.{k}": value for name, counted in self.counts.items() for k, value in counted.items()}
        return {name: float(value) for name, value in named.items() if isfinite(value)}

    def markdown(self) -> str:
        """A table a population, then ours minus each baseline with its interval."""
        return "\n\n".join(self._population(name) for name in self.counts) + "\n"

    def _population(self, population: str) -> str:
        mine = [verdict for verdict in self.verdicts if verdict.population == population]
        shown = [name for name in SHOWN if any(_finite(verdict.figures.get(name)) for verdict in mine)]
        counted = ", ".join(
            f"{name.replace('_', ' ')} {_count(value)}" for name, value in self.counts[population].items()
        )
        lines = [f"**{population.replace('_', ' ')}** ({counted})", "", _row(["", *(SHOWN[name][0] for name in shown)])]
        lines.append(_row(["---", *("---:" for _ in shown)]))
        for verdict in mine:
            cells = [_cell(verdict.figures.get(name), SHOWN[name][1]) for name in shown]
            lines.append(_row([verdict.forecaster.replace("_", " "), *cells]))
        differences = [one for one in self.differences if one.population == population]
        figures = list(dict.fromkeys(one.figure for one in differences if _finite(one.value)))
        if figures:
            lines += ["", _row(["ours − theirs (95 %)", *(SHOWN[name][0] for name in figures)])]
            lines.append(_row(["---", *("---:" for _ in figures)]))
        for baseline in dict.fromkeys(one.baseline for one in differences):
            cells = [
                _interval(one)
                for name in figures
                for one in differences
                if (one.baseline, one.figure) == (baseline, name)
            ]
            lines.append(_row([baseline.replace("_", " "), *cells]))
        return "\n".join(lines)


def _finite(value: float | None) -> bool:
    return value is not None and isfinite(value)


def _count(value: float) -> str:
    return f"{value:,.0f}" if not isfinite(value) or value == int(value) else f"{value:.3f}"


def _cell(value: float | None, decimals: int) -> str:
    return f"{value:.{decimals}f}" if value is not None and isfinite(value) else "–"


def _interval(one: Difference) -> str:
    decimals = SHOWN[one.figure][1]
    return f"{one.value:+.{decimals}f} [{one.low:+.{decimals}f}, {one.high:+.{decimals}f}]"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
