"""How good a training run is on the time it has not seen: its development model on the test window, beside the baselines."""

import numpy as np

from ledger.arrays import Flags
from training.evaluation import FollowUp, Ints
from training.fit import Trained
from training.judge import compare, ours
from training.scorer import Scorer
from training.verdict import Evaluation

MOST_ROWS = 10_000
"""A population is sampled down to this, every row with the same probability."""
DRAWS = 300


def evaluate(trained: Trained, *, threads: int = 2, draws: int = DRAWS) -> Evaluation | None:
    """The development model on its test window beside the baselines; None where nothing was fitted.

    Trained: trees before ``windows.calibrate_from``, calibrators before ``test_from``; baselines see facts known before
    ``test_from``. Tested: as-of days from ``test_from``, outcomes as known at the cut. The release itself is refitted.
    """
    test = trained.test
    if test is None or not len(test.subjects):
        return None
    seen = FollowUp.of(test.ends, test.subjects.as_of)
    rows = _sample(test.at_issue)
    subjects = test.subjects.take(rows)
    scored = Scorer(test.development, trained.index.policy, threads=threads).score(
        trained.index, subjects, explain=False
    )
    return compare(ours(scored), trained.index, subjects, seen.take(rows), trained.windows.test_from, draws=draws)


def _sample(at_issue: Flags) -> Ints:
    """At most MOST_ROWS rows of each population, by chance alone."""
    rng = np.random.default_rng(0)
    kept = [np.flatnonzero(at_issue == flag) for flag in (True, False)]
    kept = [rows if len(rows) <= MOST_ROWS else rng.choice(rows, MOST_ROWS, replace=False) for rows in kept]
    return np.sort(np.concatenate(kept))
