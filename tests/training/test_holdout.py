"""The development model on time it has not seen, beside the baselines."""

from dataclasses import replace

import numpy as np
import pytest

from training.fit import Trained
from training.holdout import evaluate
from training.verdict import OURS, Evaluation


@pytest.fixture(scope="module")
def found(trained: Trained) -> Evaluation:
    made = evaluate(trained, threads=1, draws=100)
    assert made is not None
    return made


def test_only_the_test_window_is_judged(trained: Trained, found: Evaluation) -> None:
    assert trained.test is not None
    assert (trained.test.subjects.as_of >= trained.windows.test_from).all()
    assert sum(found.counts[name]["rows"] for name in ("at_issue", "mondays")) == len(trained.test.subjects)


def test_figures_are_sound_and_ahead_of_the_due_date(found: Evaluation) -> None:
    """On a ledger where customers have habits, ours is ahead of a forecast that knows of none."""
    for verdict in found.verdicts:
        assert 0 <= verdict.figures["coverage_80"] <= 1
        assert verdict.figures["crps"] >= 0
    for figure in ("crps", "late_log_loss"):
        assert found.figure("at_issue", OURS, figure) < found.figure("at_issue", "due_date", figure)
    assert found.figure("at_issue", OURS, "late_auc") > 0.6


def test_nothing_fitted_nothing_judged(trained: Trained) -> None:
    assert evaluate(replace(trained, test=None)) is None
    assert trained.test is not None
    none = replace(trained.test, subjects=trained.test.subjects.take(np.zeros(0, dtype=np.int64)))
    assert evaluate(replace(trained, test=none)) is None
