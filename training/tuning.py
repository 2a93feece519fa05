"""The shape of the late-payment head, chosen by trials on later months inside the train window (optuna's TPE).

Every trial learns from what was known before ``judge_from`` and is judged on the as-of days from there to ``calibrate_from``,
by what was known before that: neither the calibrate nor the test window, nor anything later, can reach a score. A shape is
taken only where it is better than the standing one by more than chance shows between customers; a tie goes to the standing one.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from features.index import FeatureIndex
from ledger.arrays import Codes, Flags
from ledger.day import day_of
from training.evaluation import CLIP, Floats
from training.head_columns import head_rows
from training.heads import TREES, Rows, Shape, asked, learned, lesson
from training.model import CashIn, Question, sigmoid
from training.windows import Windows

if TYPE_CHECKING:
    from optuna.trial import Trial as Draw

STANDARD_ERRORS = 2.0
"""How far beyond its own noise a difference must be: one in forty of the worthless shapes passes by chance."""
FEWEST_CUSTOMERS = 50
"""Judged customers with the rarer answer; with fewer no difference of this size can be told."""
MOST_TRIALS = 60
TRIED_FIRST: tuple[Shape, ...] = (
    Shape(),
    Shape(learning_rate=0.1, lambda_l2=1.0, leaf_share=0.001, teacher_share=0.35),
    Shape(leaves=31, learning_rate=0.0625),
)
"""The standing shape, then two that did better on large simulated ledgers (docs/models.md); after them TPE draws."""

Told = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Budget:
    """When to stop trying: after ``trials`` (repeatable), after ``seconds`` (the clock decides how many), or whichever is first."""

    seconds: float | None = None
    trials: int | None = None

    def __post_init__(self) -> None:
        if (self.seconds is not None and self.seconds < 0) or (self.trials is not None and self.trials < 0):
            raise ValueError(
                f"a budget of {self.seconds} seconds and {self.trials} trials: 0 (none) or more is expected"
            )

    @property
    def is_nothing(self) -> bool:
        """Nothing is to be tried."""
        return 0 in (self.seconds, self.trials) or (self.seconds is None and self.trials is None)


@dataclass(frozen=True, slots=True)
class Trial:
    """One shape judged: mean late log loss (items at issue and on Mondays weigh the same), and how far it is above the
    standing one's.

    ``standard_error`` of the difference, by customers; 0 for the standing shape itself. ``seconds`` it took.
    """

    number: int
    shape: Shape
    loss: float
    at_issue: float
    on_mondays: float
    difference: float
    standard_error: float
    seconds: float

    @property
    def is_beyond_noise(self) -> bool:
        return self.difference < -STANDARD_ERRORS * self.standard_error


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, and why in words; ``trials`` in the order they were made, the standing shape first."""

    shape: Shape
    why: str
    judge_from: int
    known_before: int
    judged_rows: int
    judged_customers: int
    trials: tuple[Trial, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For ``model.json``: no seconds in it, so that equal trials give equal files."""
        return {
            "trials": len(self.trials), "why": self.why, "chosen": asdict(self.shape),
            "judge_from": self.judge_from, "known_before": self.known_before,
            "judged_rows": self.judged_rows, "judged_customers": self.judged_customers,
        }  # fmt: skip

    def facts(self) -> dict[str, object]:
        """One level, for the run's parameters and the model card."""
        told: dict[str, object] = {
            f"tuning.{name}": value for name, value in self.as_dict().items() if name != "chosen"
        }
        told |= {f"tuning.{name}": day_of(told[f"tuning.{name}"]) for name in ("judge_from", "known_before")}  # type: ignore[arg-type]
        return told | {f"tuning.chosen.{name}": value for name, value in asdict(self.shape).items()}


def judged_from(span: Windows) -> int:
    """The day from which trials are judged: as long before ``calibrate_from`` as that window is, at most a third of the train
    window."""
    return span.calibrate_from - max(
        min(span.test_from - span.calibrate_from, (span.calibrate_from - span.first) // 3), 1
    )


def tune(
    index: FeatureIndex,
    question: Question,
    earlier: Rows,
    later: Rows,
    teacher: CashIn,
    budget: Budget,
    *,
    days: tuple[int, int],
    started: float,
    seed: int,
    threads: int,
    told: Told | None = None,
) -> Choice:
    """Shapes fitted to ``earlier`` and judged on ``later``; ``teacher`` is the hazard of ``earlier``.

    ``days``: judged from, known before. ``started``: ``perf_counter`` when the budget's seconds began. A trial that would not
    end within them (by the longest so far) is not begun. The same rows, seed and number of trials give the same choice.
    """
    standing = Shape()
    entered, unpaid = asked(question, later, index.policy.grace_days)
    subjects, at_issue = later.subjects.take(entered), later.at_issue[entered]
    rows, rarer = len(entered), 1 if 2 * int(unpaid.sum()) <= len(unpaid) else 0
    customers = len(np.unique(subjects.customer))
    counted = (*days, rows, customers)
    taught = lesson(index, question, earlier, teacher=teacher, seed=seed, threads=threads)
    if not taught.x.shape[1] or len(np.unique(subjects.customer[unpaid == rarer])) < FEWEST_CUSTOMERS:
        return Choice(
            standing, f"fewer than {FEWEST_CUSTOMERS} customers to tell shapes apart by: as it stands", *counted
        )
    x, weight = head_rows(index, subjects, later.x[entered]), alike(at_issue)
    trials: list[Trial] = []
    first = np.zeros(0)

    def judged(shape: Shape) -> float:
        nonlocal first
        began = perf_counter()
        head, _ = learned(index, question, taught, shape, seed=seed, threads=threads)
        loss = losses(sigmoid(head.raw(x, threads)), unpaid)
        first = loss if not trials else first
        away = loss - first
        trials.append(
            Trial(
                len(trials), shape, float(loss @ weight), _mean(loss[at_issue]), _mean(loss[~at_issue]),
                float(away @ weight), by_customers(away, weight, subjects.customer), perf_counter() - began,
            )
        )  # fmt: skip
        return trials[-1].loss

    _search(judged, trials, budget, started, seed, told)
    return chosen(trials, counted)


def chosen(trials: list[Trial], counted: tuple[int, int, int, int]) -> Choice:
    """The best of the trials that are beyond noise, else the standing shape; ``counted``: days, rows, customers of the choice."""
    better = sorted((one for one in trials if one.is_beyond_noise), key=lambda one: (one.loss, one.number))
    if better:
        best = better[0]
        why = (
            f"trial {best.number}: late log loss {best.difference:+.4f} beside the standing shape, "
            f"standard error by customers {best.standard_error:.4f}"
        )
        return Choice(best.shape, why, *counted, tuple(trials))
    if len(trials) < 2:
        return Choice(Shape(), "the time was up before a second shape was tried: as it stands", *counted, tuple(trials))
    best = min(trials[1:], key=lambda one: (one.loss, one.number))
    why = (
        f"no shape is better beyond {STANDARD_ERRORS:g} standard errors: as it stands "
        f"(the best, trial {best.number}: {best.difference:+.4f}, standard error by customers {best.standard_error:.4f})"
    )
    return Choice(Shape(), why, *counted, tuple(trials))


def losses(p: Floats, unpaid: Flags) -> Floats:
    """Log loss of each row, shape (n,), probabilities clipped as they are shown."""
    inside = np.clip(p, CLIP, 1.0 - CLIP)
    return np.asarray(-np.where(unpaid, np.log(inside), np.log1p(-inside)))


def alike(at_issue: Flags) -> Floats:
    """Weights (n,) that sum to 1, those of items at issue to a half where there are both populations."""
    count = np.where(at_issue, at_issue.sum(), (~at_issue).sum())
    return np.asarray((1.0 / count) / (1.0 / count).sum())


def by_customers(away: Floats, weight: Floats, customer: Codes) -> float:
    """Standard error of the weighted mean of ``away`` (n,) over customers, whose rows come and go together (linearised ratio)."""
    mean = float(away @ weight)
    sums = np.bincount(np.unique(customer, return_inverse=True)[1], weight * (away - mean))
    return float(np.sqrt((sums**2).sum()))


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _search(
    judged: Callable[[Shape], float], trials: list[Trial], budget: Budget, started: float, seed: int, told: Told | None
) -> None:
    """Shapes one after another, each drawn in the light of those before it, until the budget is used up."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed, n_startup_trials=len(TRIED_FIRST) + 3))
    for shape in TRIED_FIRST:
        study.enqueue_trial(asdict(shape))
    most = min(MOST_TRIALS, MOST_TRIALS if budget.trials is None else budget.trials)
    while len(trials) < most and _time_left(budget, started, trials):
        if told is not None:
            used = 0.0 if budget.seconds is None else (perf_counter() - started) / budget.seconds
            told(_stage(trials, most), min(max(len(trials) / most, used), 1.0))
        drawn = study.ask()
        study.tell(drawn, judged(_shape(drawn)))


def _stage(trials: list[Trial], most: int) -> str:
    known = f", best so far {min(one.difference for one in trials):+.4f}" if trials else ""
    return f"tuning, trial {len(trials) + 1} of at most {most}{known}"


def _shape(drawn: "Draw") -> Shape:
    return Shape(
        leaves=drawn.suggest_categorical("leaves", tuple(TREES)),
        learning_rate=drawn.suggest_float("learning_rate", 0.03, 0.15, log=True),
        lambda_l2=drawn.suggest_float("lambda_l2", 1.0, 30.0, log=True),
        leaf_share=drawn.suggest_float("leaf_share", 0.0005, 0.008, log=True),
        teacher_share=drawn.suggest_float("teacher_share", 0.0, 0.9),
    )


def _time_left(budget: Budget, started: float, trials: list[Trial]) -> bool:
    if budget.seconds is None:
        return True
    longest = max((one.seconds for one in trials), default=0.0)
    return perf_counter() - started + longest <= budget.seconds
