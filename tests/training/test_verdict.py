"""The printed verdict: a table a population, differences with intervals, and flat names for MLflow."""

import numpy as np
import pytest

from training.evaluation import reliability
from training.verdict import OURS, Difference, Evaluation, Verdict

P, Y = np.array([0.2, 0.8]), np.array([False, True])
FOUND = Evaluation(
    verdicts=(
        Verdict("at_issue", OURS, {"late_auc": 0.91234, "mae": 1.5, "crps": float("nan")}),
        Verdict("at_issue", "due_date", {"late_auc": 0.5, "mae": 2.75}),
    ),
    differences=(Difference("at_issue", "due_date", "mae", -1.25, -1.5, -1.0),),
    counts={"at_issue": {"rows": 12_345, "late_share": 0.0865}},
    reliability={"at_issue": reliability(P, Y)},
    pit={"at_issue": np.full(10, 0.1)},
)


def test_the_table_reads_well() -> None:
    assert FOUND.markdown().splitlines() == [
        "**at issue** (rows 12,345, late share 0.086)",
        "",
        "|  | AUC | MAE days |",
        "| --- | ---: | ---: |",
        "| duecast | 0.912 | 1.50 |",
        "| due date | 0.500 | 2.75 |",
        "",
        "| ours − theirs (95 %) | MAE days |",
        "| --- | ---: |",
        "| due date | -1.25 [-1.50, -1.00] |",
    ]


def test_flat_names_hold_finite_figures_only() -> None:
    flat = FOUND.flat()
    assert flat["at_issue.duecast.mae"] == 1.5
    assert flat["at_issue.rows"] == 12_345
    assert "at_issue.duecast.crps" not in flat


def test_a_figure_that_was_not_made_is_named() -> None:
    assert FOUND.figure("at_issue", "due_date", "mae") == 2.75
    with pytest.raises(KeyError, match="logistic"):
        FOUND.figure("at_issue", "logistic", "mae")
