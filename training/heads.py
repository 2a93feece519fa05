"""Fitting a head: rows enter by date only, the hazard teaches it beside the outcomes, the calibrator comes from later time."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.index import FeatureIndex
from features.subjects import Subjects
from ledger.arrays import Flags
from training.calibration import affine
from training.head_columns import asked_days, head_rows
from training.linear_start import fit_start
from training.model import Affine, CashIn, Floats, Head, Question, Reference
from training.models import cash_in
from training.reasons import reference
from training.targets import Outcomes
from training.trees import fit_trees

PARAMETERS: dict[str, Any] = {
    "objective": "cross_entropy",
    "extra_trees": True,
    "max_depth": 5,
    "feature_fraction": 0.4,
}
"""Thresholds by chance (extra_trees) and a teacher rather than a few held-out items that say when to stop: docs/models.md."""
TREES = {15: 300, 31: 240}
"""Trees by the leaves each has: telling why is a release's dearest step, and these take .38 and .48 ms a row (docs/models.md)."""
LEAF_LEAST, LEAF_MOST = 40, 300
"""Rows a leaf must have, whatever share of all that is."""
MOST_TAUGHT = 40_000
"""Rows the teacher is asked about; the others have their outcome alone."""
MOST_ROWS = 300_000
FEWEST_EACH = 40
"""With fewer rows of either answer no head is fitted: the curve answers alone."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a head's trees are and how freely they learn; as it stands unless ``training/tuning.py`` chose another."""

    leaves: int = 15
    learning_rate: float = 0.05
    lambda_l2: float = 10.0
    leaf_share: float = 0.004
    """Rows a leaf must have, as a share of all."""
    teacher_share: float = 0.7
    """A taught row's target: this share of the hazard's own P(unpaid by that day), the rest of what became of it."""

    @property
    def trees(self) -> int:
        return TREES[self.leaves]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a head learns from, shape (n,) and (n, features); ``chance``: the hazard's own, NaN where it was not asked."""

    x: Floats
    unpaid: Flags
    chance: Floats
    segment: NDArray[np.object_]

    def target(self, teacher_share: float) -> Floats:
        """0 or 1, moved ``teacher_share`` of the way to the hazard's own chance where there is one (knowledge distillation,
        Hinton, Vinyals & Dean 2015). The hazard has seen many more rows, open items among them."""
        target = self.unpaid.astype(np.float64)
        pupils = ~np.isnan(self.chance)
        target[pupils] += teacher_share * (self.chance[pupils] - target[pupils])
        return np.clip(target, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Rows:
    """Snapshots with their features and outcomes, shape (n,) and (n, features): what a stage of training sees."""

    subjects: Subjects
    x: Floats
    ends: Outcomes
    at_issue: Flags
    held_out: Flags
    segment: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.subjects)


def asked(question: Question, rows: Rows, grace_days: int) -> tuple[NDArray[np.int64], Flags]:
    """Rows that enter the head, and their answers: those of its stage whose day is known by date, paid or not."""
    subjects = rows.subjects
    overdue = subjects.as_of > subjects.due_on + grace_days
    day = question.day(subjects.due_on, subjects.as_of, grace_days) + subjects.as_of
    entered = np.flatnonzero((overdue == question.of_overdue) & rows.ends.mature_by(day))
    return entered, ~rows.ends.take(entered).paid_by(day[entered])


def fit_head(
    index: FeatureIndex,
    question: Question,
    rows: Rows,
    *,
    teacher: CashIn,
    seed: int,
    threads: int,
    shape: Shape = Shape(),
) -> tuple[Head | None, dict[str, int]]:
    """A head not calibrated yet, and its rows and trees; ``teacher`` is the hazard of the same rows. None: too few rows."""
    taught = lesson(index, question, rows, teacher=teacher, seed=seed, threads=threads)
    told = {f"{question.name}_rows": len(taught.unpaid), f"{question.name}_trees": 0}
    if too_few(taught.unpaid):
        return None, told
    head, told[f"{question.name}_trees"] = learned(index, question, taught, shape, seed=seed, threads=threads)
    return replace(head, reference=reference(head, taught.x, taught.segment, seed, threads)), told


def too_few(unpaid: Flags) -> bool:
    """Whether there are not enough rows of either answer for a head."""
    return min(int(unpaid.sum()), int((~unpaid).sum())) < FEWEST_EACH


def lesson(index: FeatureIndex, question: Question, rows: Rows, *, teacher: CashIn, seed: int, threads: int) -> Lesson:
    """The rows of a question with the chances of the hazard; every row has the same probability of being taught."""
    entered, unpaid = asked(question, rows, index.policy.grace_days)
    if len(entered) > MOST_ROWS:
        some = np.sort(np.random.default_rng(seed).choice(len(entered), MOST_ROWS, replace=False))
        entered, unpaid = entered[some], unpaid[some]
    chance = np.full(len(entered), np.nan)
    if too_few(unpaid):
        return Lesson(np.zeros((len(entered), 0)), unpaid, chance, rows.segment[entered])
    some = np.sort(np.random.default_rng(seed).permutation(len(entered))[:MOST_TAUGHT])
    pupils, x = rows.subjects.take(entered[some]), rows.x[entered[some]]
    chance[some] = cash_in.unpaid_by(teacher, index, pupils, x, asked_days(index, pupils), threads)
    x = head_rows(index, rows.subjects.take(entered), rows.x[entered])
    return Lesson(x, unpaid, chance, rows.segment[entered])


def learned(
    index: FeatureIndex, question: Question, taught: Lesson, shape: Shape, *, seed: int, threads: int
) -> tuple[Head, int]:
    """The trees of a shape and the line they start from, without a reference and not calibrated; and how many trees."""
    target = taught.target(shape.teacher_share)
    settings = PARAMETERS | {
        "num_leaves": shape.leaves, "learning_rate": shape.learning_rate, "lambda_l2": shape.lambda_l2,
        "min_data_in_leaf": int(np.clip(len(target) * shape.leaf_share, LEAF_LEAST, LEAF_MOST)),
    }  # fmt: skip
    start = fit_start(taught.x, target, index.policy.further_features) if question.linear_start else None
    begun = None if start is None else start(taught.x)
    booster, trees = fit_trees(taught.x, target, settings, shape.trees, start=begun, seed=seed, threads=threads)
    return Head(booster, start, Affine(), Reference((), np.zeros((0, 0)), ())), trees


def calibrator(index: FeatureIndex, question: Question, head: Head, rows: Rows, threads: int) -> Affine:
    """The affine map of the head's raw margin that fits later ``rows`` best."""
    entered, unpaid = asked(question, rows, index.policy.grace_days)
    subjects = rows.subjects.take(entered)
    x = head_rows(index, subjects, rows.x[entered])
    return affine(head.raw(x, threads), unpaid, subjects.customer)
