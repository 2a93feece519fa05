"""Where the trees of a head start: a shrunk linear model of the same columns, whose margin they correct.

Trees add up steps: beyond what a column showed in training they stay flat, and on a few thousand rows they draw a slope with few
steps. The line goes on. Half of it is taken: measured, the whole line is worse on small ledgers (docs/models.md).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from features.feature import Floats
from training.head_columns import head_features

SHARE = 0.5
"""Share of the fitted slopes that is taken; the trees learn the rest."""
PENALTY = 100.0
"""Ridge penalty on the slopes of columns scaled to a standard deviation of 1."""
FARTHEST = 5.0
"""Standard deviations from the mean beyond which a value counts as this far."""
SHARE_FLOOR = 0.01
_STEPS, _NEAR = 30, 1e-6


@dataclass(frozen=True, slots=True)
class LinearStart:
    """``intercept`` + Σ weight · (straightened value − mean) / scale, shape (features,) each; missing values count as the mean."""

    intercept: float
    mean: Floats
    scale: Floats
    weight: Floats
    further: tuple[str, ...] = ()  # columns beside the catalogue (policy further_features)

    def terms(self, x: Floats) -> Floats:
        """What each column of ``x`` (n, features) adds to the margin, same shape: its exact Shapley value but for a constant."""
        return scaled(straightened(x, self.further), self.mean, self.scale) * self.weight

    def __call__(self, x: Floats) -> Floats:
        """Margin before the trees, shape (n,)."""
        return added(self.terms(x)) + self.intercept


def fit_start(x: Floats, target: Floats, further: tuple[str, ...] = ()) -> LinearStart:
    """Ridge logistic regression of ``target`` (n,), chances between 0 and 1, by Newton's steps; ``SHARE`` of its slopes."""
    values = straightened(x, further)
    seen = ~np.isnan(values)
    count = np.maximum(seen.sum(axis=0), 1)
    mean = np.where(seen, values, 0.0).sum(axis=0) / count
    spread = np.sqrt(np.where(seen, (values - mean) ** 2, 0.0).sum(axis=0) / count)
    scale = np.where(spread > _NEAR, spread, 1.0)
    used = np.flatnonzero(_sloped(further) & (spread > _NEAR))
    columns = np.concatenate([np.ones((len(x), 1)), scaled(values, mean, scale)[:, used]], axis=1)
    penalty = np.full(columns.shape[1], PENALTY)
    penalty[0] = 0.0
    share = float(np.clip(target.mean(), _NEAR, 1.0 - _NEAR))
    weight = np.zeros(columns.shape[1])
    weight[0] = np.log(share / (1.0 - share))
    for _ in range(_STEPS):
        p = 1.0 / (1.0 + np.exp(-(columns @ weight)))
        slope = columns.T @ (p - target) + penalty * weight
        curvature = (columns.T * np.maximum(p * (1.0 - p), _NEAR)) @ columns + np.diag(penalty)
        step = np.linalg.solve(curvature, slope)
        weight -= step
        if np.abs(step).max() < _NEAR:
            break
    slopes = np.zeros(x.shape[1])
    slopes[used] = SHARE * weight[1:]
    return LinearStart(float(weight[0]), mean, scale, slopes, further)


def straightened(x: Floats, further: tuple[str, ...] = ()) -> Floats:
    """Values on a scale on which a slope makes sense, same shape: shares as log-odds, flags as they are, all else by arcsinh."""
    share, flag = _units(further)
    inside = np.clip(x, 0.0, 1.0)
    odds = np.log((inside + SHARE_FLOOR) / (1.0 + SHARE_FLOOR - inside))
    return np.where(share, odds, np.where(flag, x, np.arcsinh(x)))


def scaled(values: Floats, mean: Floats, scale: Floats) -> Floats:
    """Straightened values in standard deviations from the mean; missing: 0."""
    away: Floats = np.clip((values - mean) / scale, -FARTHEST, FARTHEST)
    return np.where(np.isnan(away), 0.0, away)


def added(columns: Floats) -> Floats:
    """Sum of each row, column after column: NumPy's own sum adds in another order where there is one row only."""
    total = np.zeros(len(columns))
    for column in columns.T:
        total += column
    return total


@lru_cache
def _units(further: tuple[str, ...]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    units = [one.unit for one in head_features(further)]
    return np.array([unit == "share" for unit in units]), np.array([unit == "flag" for unit in units])


@lru_cache
def _sloped(further: tuple[str, ...]) -> NDArray[np.bool_]:
    """Columns that get a slope: not days of a week or month (no order), not the book's level (all rows of a day share it; a
    year holds too few levels for a slope)."""
    return np.array(
        [
            one.unit not in ("weekday", "month_day") and not one.name.startswith("book_")
            for one in head_features(further)
        ]
    )
