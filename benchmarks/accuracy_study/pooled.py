"""Figures of many cuts as of one: losses laid end to end, blocks of customer and month drawn together for the intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from accuracy_study.rows import QUESTIONS, WEEKS, Columns

from training import evaluation
from training.bootstrap import CustomerDraws, interval
from training.evaluation import Floats

DRAWS = 400
CASH_WEEKS = (4, 8, 13)
CONCORDANCE_ROWS = 2_000
POPULATIONS = ("at_issue", "open", "overdue", "new_customer", "large")


@dataclass(frozen=True, slots=True)
class Pool:
    """The cuts' rows one after another; ``losses``: forecaster → its columns, only of those that answered on every cut."""

    rows: Columns
    losses: dict[str, Columns]
    cut_of: np.ndarray  # (n,)

    @classmethod
    def of(cls, cuts: Sequence[dict[str, Columns]]) -> "Pool":
        names = set.intersection(*(set(one) for one in cuts)) - {""}
        rows = _joined([one[""] for one in cuts])
        sizes = [len(one[""]["block"]) for one in cuts]
        cut_of = np.repeat(np.arange(len(cuts)), sizes)
        rows["block"] = np.unique(np.stack([cut_of, rows["block"]], axis=1), axis=0, return_inverse=True)[1].ravel()
        order = [name for name in cuts[0] if name in names]
        return cls(rows, {name: _joined([one[name] for one in cuts]) for name in order}, cut_of)

    def figures(self, name: str, population: str) -> dict[str, float]:
        """Every figure of a forecaster in a population; those it cannot give are absent."""
        made, rows = self.losses[name], np.flatnonzero(self.rows[population])
        out: dict[str, float] = {}
        for question in QUESTIONS:
            asked = rows[self.rows[f"{question.name}_asked"][rows]]
            if len(asked):
                p, y = made[question.name][asked], self.rows[f"{question.name}_happened"][asked]
                out[f"{question.name}_auc"] = evaluation.auc(p, y)
                out[f"{question.name}_ap"] = evaluation.average_precision(p, y)
                out[f"{question.name}_log_loss"] = evaluation.mean(evaluation.log_losses(p, y))
                out[f"{question.name}_brier"] = evaluation.brier(p, y)
                out[f"{question.name}_ece"] = evaluation.ece(p, y)
        if "crps" in made:
            error, weight = made["error"][rows], made["weight"][rows]
            out["mae"], out["median_ae"] = (
                evaluation.mean(np.abs(error), weight),
                evaluation.median(np.abs(error), weight),
            )
            out["bias"], out["crps"] = evaluation.mean(error, weight), evaluation.mean(made["crps"][rows])
            inside = evaluation.pit_within(made["pit_low"][rows], made["pit_high"][rows], 0.1, 0.9)
            out["coverage_80"], out["width_80"] = evaluation.mean(inside), evaluation.mean(made["width"][rows])
            out["c_index"] = self._concordance(made, rows)
        return out

    def difference(self, ours: str, theirs: str, figure: str, population: str) -> tuple[float, float, float]:
        """Ours less theirs with its 95 % interval; ``figure``: crps, or a question's log loss."""
        rows = np.flatnonzero(self.rows[population])
        if figure == "crps":
            gap = self.losses[ours]["crps"][rows] - self.losses[theirs]["crps"][rows]
        else:
            question = figure.removesuffix("_log_loss")
            rows = rows[self.rows[f"{question}_asked"][rows]]
            y = self.rows[f"{question}_happened"][rows]
            mine, other = (evaluation.log_losses(self.losses[name][question][rows], y) for name in (ours, theirs))
            gap = mine - other
        draws = CustomerDraws(self.rows["block"][rows], DRAWS)
        return float(gap.mean()), *interval(draws.means(gap, np.ones(len(gap)), np.arange(len(gap))))

    def skill(self, ours: str, figure: str, population: str, naive: Sequence[str], oracle: str) -> float:
        """Share of the way from the best naive forecast to the oracle."""
        value = {name: self.figures(name, population)[figure] for name in (ours, oracle, *naive)}
        best = min(value[name] for name in naive)
        return (best - value[ours]) / (best - value[oracle])

    def _concordance(self, made: Columns, rows: np.ndarray) -> float:
        """Harrell's C of the expected day on a sample of rows; ties of the expected day count half."""
        few = (
            rows
            if len(rows) <= CONCORDANCE_ROWS
            else np.random.default_rng(0).choice(rows, CONCORDANCE_ROWS, replace=False)
        )
        day, end = made["expected_day"][few], self.rows["paid_day"][few]
        earlier = end[:, None] < end[None, :]
        right = (day[:, None] < day[None, :]) + 0.5 * (day[:, None] == day[None, :])
        return float((right * earlier).sum() / max(earlier.sum(), 1))


def cash_figures(expected: Floats, actual: Floats) -> dict[str, float]:
    """WAPE by week and bias of the sum over 4, 8 and 13 weeks; (origins, WEEKS) each."""
    out: dict[str, float] = {}
    for weeks in CASH_WEEKS:
        gap, came = (expected - actual)[:, :weeks], actual[:, :weeks].sum()
        out[f"wape_{weeks}w"], out[f"bias_{weeks}w"] = float(np.abs(gap).sum() / came), float(gap.sum() / came)
    return out


def cash_difference(ours: Floats, theirs: Floats, actual: Floats, weeks: int) -> tuple[float, float, float]:
    """WAPE of ours less theirs, with a 95 % interval over origins drawn again."""
    lost = [np.abs(one - actual)[:, :weeks].sum(axis=1) for one in (ours, theirs)]
    came = actual[:, :weeks].sum(axis=1)
    picked = np.random.default_rng(0).integers(0, len(came), (DRAWS, len(came)))
    drawn = (lost[0] - lost[1])[picked].sum(axis=1) / came[picked].sum(axis=1)
    return float((lost[0] - lost[1]).sum() / came.sum()), *interval(drawn)


def _joined(parts: Sequence[Columns]) -> Columns:
    return {name: np.concatenate([one[name] for one in parts]) for name in parts[0]}


__all__ = ["POPULATIONS", "WEEKS", "Pool", "cash_difference", "cash_figures"]
