"""The due date, and nothing else."""

import numpy as np

from training.baseline import all_baselines
from training.baselines import due_date


def test_no_delay_is_ever_expected() -> None:
    days = np.array([1, 2], dtype=np.int32)
    assert due_date.BASELINE.delay(None, days, days).tolist() == [0, 0]  # type: ignore[arg-type]


def test_it_is_found_by_walking_the_folder() -> None:
    names = [one.name for one in all_baselines()]
    assert names == sorted(names)
    assert {"due_date", "customer_mean", "customer_median", "customer_distribution", "logistic_regression"} <= set(
        names
    )
