"""What a baseline may look at, and how one that needs probabilities learns them: logistic regressions on a few columns.

One regression a question (late, more than 30 days late, paid within a week, unpaid in 30 days) and population (at issue,
later), on past snapshots whose answer was mature, by date, on the day of the fit.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from features.index import FeatureIndex
from features.subjects import Subjects, subjects_at
from ledger.arrays import Flags
from training.delay_history import DelayHistory
from training.evaluation import CLIP
from training.snapshots import snapshots
from training.targets import Outcomes, outcomes

Floats = NDArray[np.float64]
Facts = Callable[[DelayHistory, Subjects], Floats]
MOST_ROWS = 40_000
FEWEST_ROWS = 50
VERY_LATE_DAYS, SOON_DAYS, OVERDUE_DAYS = 30, 7, 30


@dataclass(frozen=True, slots=True)
class Chances:
    """The four probabilities every forecaster gives, shape (n,) each; CONTRACTS defines them."""

    p_late: Floats
    p_very_late: Floats
    p_paid_soon: Floats  # within SOON_DAYS
    p_unpaid_30d: Floats


class Ground:
    """What a baseline may look at: the index our model reads too. ``trained_before``: a fit sees facts known before it."""

    def __init__(self, index: FeatureIndex, trained_before: int):
        self.index, self.trained_before = index, trained_before
        self.history = DelayHistory(index.arrays, index.closings)
        self.grace_days = index.policy.grace_days
        self._lessons: dict[bool, tuple[Subjects, Outcomes]] = {}

    def lessons(self, at_issue: bool) -> tuple[Subjects, Outcomes]:
        """Past snapshots of a population, at most MOST_ROWS, and what became of them by ``trained_before``."""
        if at_issue not in self._lessons:
            arrays, cut = self.index.arrays, self.trained_before
            became = outcomes(arrays, self.index.closings, np.arange(arrays.item_count, dtype=np.int32), cut)
            shots = snapshots(arrays, self.index.closings, became, cut)
            shots = shots.take(np.flatnonzero(shots.at_issue == at_issue)).sampled(MOST_ROWS, seed=0)
            subjects = subjects_at(self.index, shots.item, shots.as_of)
            self._lessons[at_issue] = subjects, became.take(shots.item.astype(np.int64))
        return self._lessons[at_issue]


def learned_chances(ground: Ground, subjects: Subjects, facts: Facts) -> Chances:
    """Probabilities by logistic regression on ``facts`` (n, k); a question nobody can answer yet gets ½."""
    out = np.full((4, len(subjects)), 0.5)
    issue = subjects.as_of == subjects.issued_on
    for at_issue in (True, False):
        rows = np.flatnonzero(issue == at_issue)
        if not len(rows):
            continue
        past, became = ground.lessons(at_issue)
        x, wanted = facts(ground.history, past), facts(ground.history, subjects.take(rows))
        for number, (asked, answer) in enumerate(questions(past, became, ground.grace_days)):
            out[number, rows] = _answers(x[asked], answer[asked], wanted)
    gone = (subjects.as_of.astype(np.int64) - subjects.due_on)[None, :] > np.array(
        [[ground.grace_days], [VERY_LATE_DAYS]]
    )
    out[:2][gone] = 1.0
    return Chances(*out)


def questions(past: Subjects, became: Outcomes, grace_days: int) -> list[tuple[Flags, Flags]]:
    """(rows whose answer is known by date, the answer), shape (n,) each, in the order of ``Chances``."""
    out = []
    for day, unpaid in (
        (past.due_on + grace_days, True),
        (past.due_on + VERY_LATE_DAYS, True),
        (past.as_of + SOON_DAYS, False),
        (past.as_of + OVERDUE_DAYS, True),
    ):
        by = day.astype(np.int32)
        paid = became.paid_by(by)
        out.append((became.mature_by(by) & (past.as_of <= by), ~paid if unpaid else paid))
    return out


def _answers(x: Floats, y: Flags, wanted: Floats) -> Floats:
    if len(y) < FEWEST_ROWS or y.all() or not y.any():
        return np.full(len(wanted), (y.sum() + 0.5) / (len(y) + 1.0))
    model: Pipeline = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)).fit(x, y)
    return np.asarray(np.clip(model.predict_proba(wanted)[:, 1], CLIP, 1 - CLIP))
