"""Predictions beside what came of them: ours and every baseline's, on the same rows, by population.

Populations: ``at_issue`` (as_of = issue day), ``mondays`` (later), ``overdue`` (those of them past due + grace). Figures:
late_… and very_late_… of rows not yet past that day; unpaid_30d_… and paid_7d_log_loss of all; mae, median_ae, bias,
crps, coverage_80, width_80; on Mondays cash by week. ``training/evaluation.py`` says how unfinished rows are treated.
"""

import numpy as np

from features.index import FeatureIndex
from features.subjects import Subjects
from ledger.arrays import Flags
from ledger.curve import HORIZON_DAYS
from training import evaluation
from training.baseline import Forecasts, all_baselines, days_past_due, parts, u_days
from training.bootstrap import CustomerDraws, auc_draws, ece_draws, interval
from training.evaluation import Floats, FollowUp, Ints
from training.lessons import OVERDUE_DAYS, SOON_DAYS, VERY_LATE_DAYS, Chances, Ground
from training.scored_items import ScoredItems
from training.verdict import OURS, Difference, Evaluation, Verdict

DRAWS, COSTLY_DRAWS = 1000, 200
CASH_WEEKS = (4, 8)


def compare(
    made: Forecasts, index: FeatureIndex, subjects: Subjects, seen: FollowUp, trained_before: int, *, draws: int = DRAWS
) -> Evaluation:
    """Our forecasts and every baseline's on the same rows; rows paid before ``as_of`` (known later) must be left out."""
    ground = Ground(index, trained_before)
    forecasts = {OURS: made} | {one.name: one.forecast(ground, subjects) for one in all_baselines()}
    grace_days = index.policy.grace_days
    issue = subjects.as_of == subjects.issued_on
    members = {"at_issue": issue, "mondays": ~issue, "overdue": ~issue & (days_past_due(subjects) > grace_days)}
    verdicts, differences, counts, reliable, pit = [], [], {}, {}, {}
    for population, flags in members.items():
        rows = np.flatnonzero(flags)
        if not len(rows):
            continue
        bench = _Bench(subjects.take(rows), seen.take(rows), grace_days, draws)
        measured = {name: bench.measure(one, rows) for name, one in forecasts.items()}
        verdicts += [Verdict(population, name, one.figures) for name, one in measured.items()]
        for name in measured.keys() - {OURS}:
            differences += bench.differences(population, name, measured[OURS], measured[name])
        counts[population] = bench.counts()
        question = bench.overdue if population == "overdue" else bench.late
        reliable[population] = evaluation.reliability(question.of(measured[OURS].chances), question.happened)
        pit[population] = evaluation.pit_histogram(measured[OURS].pit_low, measured[OURS].pit_high)
    order = {name: place for place, name in enumerate(forecasts)}
    differences.sort(key=lambda one: (list(members).index(one.population), order[one.baseline]))
    return Evaluation(tuple(verdicts), tuple(differences), counts, reliable, pit)


def ours(scored: ScoredItems) -> Forecasts:
    """What the scorer said, in the form of every forecaster."""
    chances = Chances(scored.p_late, scored.p_very_late, scored.p_paid_within(SOON_DAYS), scored.p_unpaid_30d)
    days = [scored.quantile_days(q) for q in (0.5, 0.1, 0.9)]
    return Forecasts(chances, days[0], days[1], days[2], lambda rows: evaluation.daily_cdf(scored.curves.take(rows)))


class _Question:
    """A yes-or-no question about a day: the rows whose answer is known by date, and the answer."""

    def __init__(self, name: str, field: str, seen: FollowUp, day: Ints, unpaid: bool):
        self.name, self.field = name, field
        self.asked = np.flatnonzero(day >= 0)
        self.rows = self.asked[seen.mature(day)[self.asked]]
        paid = seen.paid_by(day)[self.rows]
        self.happened: Flags = ~paid if unpaid else paid

    def of(self, chances: Chances) -> Floats:
        return np.asarray(getattr(chances, self.field)[self.rows])


class _Measured:
    """A forecaster's figures, and the losses of each row behind them."""

    def __init__(self, chances: Chances) -> None:
        self.chances = chances
        self.figures: dict[str, float] = {}
        self.error = self.weight = self.crps = self.pit_low = self.pit_high = np.zeros(0)


class _Bench:
    """One population, measured alike for every forecaster."""

    def __init__(self, subjects: Subjects, seen: FollowUp, grace_days: int, draws: int):
        self.subjects, self.seen = subjects, seen
        n = len(subjects)
        self.late = _Question("late", "p_late", seen, u_days(subjects, grace_days), True)
        self.very_late = _Question("very_late", "p_very_late", seen, u_days(subjects, VERY_LATE_DAYS), True)
        self.overdue = _Question("unpaid_30d", "p_unpaid_30d", seen, np.full(n, OVERDUE_DAYS), True)
        self.soon = _Question("paid_7d", "p_paid_soon", seen, np.full(n, SOON_DAYS), False)
        self.share = seen.followed_share()
        self.draws = CustomerDraws(subjects.customer, draws) if draws else None

    def measure(self, made: Forecasts, rows: Ints) -> _Measured:
        chances = Chances(*(getattr(made.chances, name)[rows] for name in Chances.__dataclass_fields__))
        out = _Measured(chances)
        for question in (self.late, self.very_late, self.overdue):
            out.figures |= _classified(question.name, question.of(chances), question.happened)
        soon = evaluation.log_losses(self.soon.of(chances), self.soon.happened)
        out.figures["paid_7d_log_loss"] = evaluation.mean(soon)
        out.error, out.weight = evaluation.end_errors(made.expected_day[rows], self.seen)
        out.figures["mae"] = evaluation.mean(np.abs(out.error), out.weight)
        out.figures["median_ae"] = evaluation.median(np.abs(out.error), out.weight)
        out.figures["bias"] = evaluation.mean(out.error, out.weight)
        self._measure_distribution(made, rows, out)
        wide = np.nan_to_num(made.p90_day[rows], nan=HORIZON_DAYS) - np.nan_to_num(made.p10_day[rows], nan=HORIZON_DAYS)
        out.figures["width_80"] = evaluation.mean(wide)
        return out

    def _measure_distribution(self, made: Forecasts, rows: Ints, out: _Measured) -> None:
        n = len(rows)
        crps, low, high = np.empty(n), np.empty(n), np.empty(n)
        edges = np.arange(1, max(CASH_WEEKS) + 1) * 7 - 1
        by_week = np.empty((n, len(edges)))
        for part in parts(np.arange(n)):
            cdf, seen = made.cdf(rows[part]), self.seen.take(part)
            crps[part] = evaluation.crps_rows(cdf, seen, self.share)
            low[part], high[part] = evaluation.pit_bounds(cdf, seen)
            by_week[part] = cdf[:, edges]
        out.crps, out.pit_low, out.pit_high = crps, low, high
        out.figures["crps"] = evaluation.mean(crps)
        out.figures["coverage_80"] = evaluation.mean(evaluation.pit_within(low, high, 0.1, 0.9))
        if (self.subjects.as_of != self.subjects.issued_on).all():
            amount = in_one_currency(self.subjects)
            for weeks in CASH_WEEKS:
                errors = evaluation.cash_errors(
                    by_week[:, :weeks], self.seen, amount, self.subjects.as_of.astype(np.int64)
                )
                out.figures[f"cash_wape_{weeks}w"], out.figures[f"cash_bias_{weeks}w"] = errors

    def differences(self, population: str, name: str, mine: _Measured, theirs: _Measured) -> list[Difference]:
        """Ours minus theirs where an interval says something: means row by row, AUC and ECE as a whole."""
        if self.draws is None:
            return []
        out: list[tuple[str, Floats]] = []
        for question in (self.overdue,) if population == "overdue" else (self.late, self.very_late):
            p, q, y = question.of(mine.chances), question.of(theirs.chances), question.happened
            losses = evaluation.log_losses(p, y) - evaluation.log_losses(q, y)
            figures = [(f"{question.name}_log_loss", self.draws.means(losses, np.ones(len(y)), question.rows))]
            if question is self.late:
                times = self.draws.rows(question.rows, COSTLY_DRAWS)
                figures.append(("late_auc", auc_draws(p, y, times) - auc_draws(q, y, times)))
                figures.append(("late_ece", ece_draws(p, y, times) - ece_draws(q, y, times)))
            out += [(figure, drawn) for figure, drawn in figures if figure in mine.figures]
        every = np.arange(len(mine.crps))
        out.append(("mae", self.draws.means(np.abs(mine.error) - np.abs(theirs.error), mine.weight, every)))
        out.append(("crps", self.draws.means(mine.crps - theirs.crps, np.ones(len(every)), every)))
        return [
            Difference(population, name, figure, mine.figures[figure] - theirs.figures[figure], *interval(drawn))
            for figure, drawn in out
        ]

    def counts(self) -> dict[str, float]:
        """Rows judged, and those a figure had to leave out because they were not followed long enough."""
        return {
            "rows": len(self.subjects),
            "late_judged": len(self.late.rows),
            "late_not_mature": len(self.late.asked) - len(self.late.rows),
            "late_share": evaluation.mean(self.late.happened.astype(np.float64)),
            "end_not_seen": int((~self.seen.end()[1]).sum()),
            "crps_days": int((self.share >= evaluation.LEAST_FOLLOWED).sum()),
        }


def _classified(name: str, p: Floats, happened: Flags) -> dict[str, float]:
    if not len(p):
        return {}
    return {
        f"{name}_auc": evaluation.auc(p, happened),
        f"{name}_ap": evaluation.average_precision(p, happened),
        f"{name}_log_loss": evaluation.mean(evaluation.log_losses(p, happened)),
        f"{name}_brier": evaluation.brier(p, happened),
        f"{name}_ece": evaluation.ece(p, happened),
        f"{name}_ece_raw": evaluation.ece(p, happened, debiased=False),
    }


def in_one_currency(subjects: Subjects) -> Floats:
    """Open amounts in the base currency; where no item has one, in the items' own."""
    share = subjects.open / np.maximum(subjects.amount, 1)
    base = np.where(subjects.base_known, subjects.base * share, 0.0)
    return base if subjects.base_known.any() else subjects.open.astype(np.float64)
