"""How sure a difference is: a bootstrap over customers, all rows of a customer come and go together.

Rows of one customer are alike (its habit), so that an interval from single rows would be far too narrow.
"""

import numpy as np
from numpy.typing import NDArray

from training.evaluation import BIN_COUNT, Floats, Ints, by_value, ece_of_bins


class CustomerDraws:
    """``draws`` samples of customers with replacement; ``customer`` (n,) says whose each row is."""

    def __init__(self, customer: NDArray[np.int64] | NDArray[np.int32], draws: int, seed: int = 0):
        self.code = np.unique(customer, return_inverse=True)[1]
        count = int(self.code.max(initial=-1)) + 1
        share = np.full(count, 1 / max(count, 1))
        self.picked = np.random.default_rng(seed).multinomial(count, share, size=draws).astype(np.float64)

    def rows(self, rows: Ints, most: int) -> Floats:
        """How often each of ``rows`` is in each of the first ``most`` draws, shape (most, k)."""
        return np.asarray(self.picked[:most, self.code[rows]])

    def means(self, values: Floats, weights: Floats, rows: Ints) -> Floats:
        """Weighted mean of ``values`` (k,) of ``rows`` in each draw, shape (draws,); NaN where a draw holds none of them."""
        count = self.picked.shape[1]
        top = np.bincount(self.code[rows], values * weights, count)
        bottom = np.bincount(self.code[rows], weights, count)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray((self.picked @ top) / (self.picked @ bottom))


def auc_draws(p: Floats, happened: NDArray[np.bool_], times: Floats) -> Floats:
    """``evaluation.auc`` under each row of weights in ``times`` (draws, n), shape (draws,)."""
    if not len(p):
        return np.full(len(times), np.nan)
    positive, negative = by_value(p, happened, times)
    with np.errstate(invalid="ignore", divide="ignore"):
        area = (positive * (np.cumsum(negative, axis=-1) - negative / 2)).sum(axis=-1)
        return np.asarray(area / (positive.sum(axis=-1) * negative.sum(axis=-1)))


def ece_draws(p: Floats, happened: NDArray[np.bool_], times: Floats) -> Floats:
    """``evaluation.ece`` under each row of weights in ``times`` (draws, n), shape (draws,)."""
    column = np.minimum((p * BIN_COUNT).astype(np.int64), BIN_COUNT - 1)
    member = (column[:, None] == np.arange(BIN_COUNT)).astype(np.float64)
    rows = times @ member
    said, seen = times @ (member * p[:, None]), times @ (member * happened[:, None])
    return ece_of_bins(rows, said, seen, times**2 @ (member * (p * (1 - p))[:, None]))


def interval(values: Floats, level: float = 0.95) -> tuple[float, float]:
    """Percentile interval of bootstrap draws; NaN draws (a class went missing) are passed over."""
    kept = values[np.isfinite(values)]
    if not len(kept):
        return float("nan"), float("nan")
    low, high = np.quantile(kept, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
