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

TREES = 300
PARAMETERS: dict[str, Any] = {
    "objective": "cross_entropy",
    "extra_trees": True,
    "learning_rate": 0.05,
    "num_leaves": 15,
    "max_depth": 5,
    "feature_fraction": 0.4,
    "lambda_l2": 10.0,
}
"""Thresholds by chance (extra_trees) and a teacher rather than a few held-out items that say when to stop: docs/models.md."""
LEAF_SHARE, LEAF_LEAST, LEAF_MOST = 0.004, 40, 300
"""Rows a leaf must have, as a share of all."""
TEACHER_SHARE = 0.7
"""A taught row's target: this share of the hazard's own P(unpaid by that day), the rest of what became of it."""
MOST_TAUGHT = 40_000
"""Rows the teacher is asked about; the others have their outcome alone."""
MOST_ROWS = 300_000
FEWEST_EACH = 40
"""With fewer rows of either answer no head is fitted: the curve answers alone."""


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
    index: FeatureIndex, question: Question, rows: Rows, *, teacher: CashIn, seed: int, threads: int
) -> tuple[Head | None, dict[str, int]]:
    """A head not calibrated yet, and its rows and trees; ``teacher`` is the hazard of the same rows. None: too few rows."""
    entered, unpaid = asked(question, rows, index.policy.grace_days)
    if len(entered) > MOST_ROWS:
        some = np.sort(np.random.default_rng(seed).choice(len(entered), MOST_ROWS, replace=False))
        entered, unpaid = entered[some], unpaid[some]
    told = {f"{question.name}_rows": len(entered), f"{question.name}_trees": 0}
    if min(int(unpaid.sum()), int((~unpaid).sum())) < FEWEST_EACH:
        return None, told
    subjects, features = rows.subjects.take(entered), rows.x[entered]
    target = taught(index, teacher, subjects, features, unpaid, seed=seed, threads=threads)
    x = head_rows(index, subjects, features)
    leaf = {"min_data_in_leaf": int(np.clip(len(x) * LEAF_SHARE, LEAF_LEAST, LEAF_MOST))}
    start = fit_start(x, target, index.policy.further_features) if question.linear_start else None
    begun = None if start is None else start(x)
    booster, used = fit_trees(x, target, leaf | PARAMETERS, TREES, start=begun, seed=seed, threads=threads)
    told[f"{question.name}_trees"] = used
    head = Head(booster, start, Affine(), Reference((), np.zeros((0, 0)), ()))
    return replace(head, reference=reference(head, x, rows.segment[entered], seed, threads)), told


def taught(
    index: FeatureIndex, teacher: CashIn, subjects: Subjects, x: Floats, unpaid: Flags, *, seed: int, threads: int
) -> Floats:
    """Targets of a head, shape (n,): 0 or 1, moved ``TEACHER_SHARE`` of the way to the hazard's own chance (knowledge
    distillation, Hinton, Vinyals & Dean 2015). The hazard has seen many more rows, open items among them; every row has the same
    probability of being taught."""
    target = unpaid.astype(np.float64)
    some = np.sort(np.random.default_rng(seed).permutation(len(target))[:MOST_TAUGHT])
    pupils = subjects.take(some)
    chance = cash_in.unpaid_by(teacher, index, pupils, x[some], asked_days(index, pupils), threads)
    target[some] += TEACHER_SHARE * (chance - target[some])
    return np.clip(target, 0.0, 1.0)


def calibrator(index: FeatureIndex, question: Question, head: Head, rows: Rows, threads: int) -> Affine:
    """The affine map of the head's raw margin that fits later ``rows`` best."""
    entered, unpaid = asked(question, rows, index.policy.grace_days)
    subjects = rows.subjects.take(entered)
    x = head_rows(index, subjects, rows.x[entered])
    return affine(head.raw(x, threads), unpaid, subjects.customer)
