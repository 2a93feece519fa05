"""The line from which a head's trees start."""

import numpy as np
import pytest

from training.head_columns import head_features
from training.linear_start import FARTHEST, SHARE, LinearStart, added, fit_start, straightened
from training.model import sigmoid

NAMES = [one.name for one in head_features()]
UNITS = [one.unit for one in head_features()]
DAYS, LEVEL, MONTH_DAY = NAMES.index("usual_delay_days"), NAMES.index("book_late_share_30d"), UNITS.index("month_day")


def drawn(count: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Rows in which the usual delay says how likely it is, and the day of the month and the book's level say the same."""
    random = np.random.default_rng(0)
    x = np.full((count, len(NAMES)), np.nan)
    straight = random.normal(0, 1, count)
    x[:, DAYS] = np.sinh(straight)
    x[:, MONTH_DAY], x[:, LEVEL] = np.clip(straight * 5 + 15, 1, 31), sigmoid(straight)
    return x, sigmoid(1.5 * straight - 1.0)


def test_it_takes_its_share_of_the_slope_and_the_whole_level() -> None:
    x, chance = drawn()
    line = fit_start(x, chance)
    per_unit = line.weight[DAYS] / line.scale[DAYS]
    assert per_unit == pytest.approx(SHARE * 1.5, rel=0.1)
    assert line.intercept - line.weight[DAYS] / SHARE * line.mean[DAYS] / line.scale[DAYS] == pytest.approx(-1, abs=0.1)


def test_days_of_the_month_and_the_level_of_the_book_get_no_slope() -> None:
    line = fit_start(*drawn())
    assert line.weight[LEVEL] == line.weight[MONTH_DAY] == 0
    assert np.flatnonzero(line.weight).tolist() == [DAYS]


def test_it_goes_on_beyond_what_it_saw_but_not_for_ever() -> None:
    x, chance = drawn()
    line = fit_start(x, chance)
    beyond = x[:3].copy()
    beyond[:, DAYS] = np.sinh([4.5, 4.9, 1e3**0.5])
    said = line(beyond)
    assert x[:, DAYS].max() < np.sinh(4.5) and said[1] > said[0]
    assert said[2] == pytest.approx(line.intercept + line.weight[DAYS] * FARTHEST)


def test_a_missing_value_counts_as_the_mean() -> None:
    line = fit_start(*drawn())
    nothing = np.full((2, len(NAMES)), np.nan)
    assert (line.terms(nothing) == 0).all() and (line(nothing) == line.intercept).all()


def test_a_row_has_the_same_bits_alone_and_among_others() -> None:
    x, chance = drawn(500)
    line = fit_start(x, chance)
    assert line(x)[7] == line(x[7:8])[0]
    assert np.array_equal(line(x), added(line.terms(x)) + line.intercept)


def test_nobody_late_is_a_level_and_no_slope() -> None:
    x, _ = drawn(300)
    line = fit_start(x, np.zeros(300))
    assert isinstance(line, LinearStart) and np.isfinite(line.weight).all() and line.intercept < -10


def test_shares_become_odds_flags_stay_and_missing_stays_missing() -> None:
    x = np.full((1, len(NAMES)), 1.0)
    x[0, DAYS] = np.nan
    values = straightened(x)[0]
    assert values[UNITS.index("share")] == pytest.approx(np.log(1.01 / 0.01))
    assert values[UNITS.index("flag")] == 1.0 and np.isnan(values[DAYS])
    assert values[UNITS.index("money")] == pytest.approx(np.arcsinh(1.0))
