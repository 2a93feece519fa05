"""LightGBM as most would use it: a classifier a question, and quantile regressions of the days for the distribution.

Trees are chosen by early stopping on the latest fifth. A quantile regression knows no censoring: it learns from rows followed for
120 days, of which what is unpaid counts as the horizon.
"""

import lightgbm as lgb
import numpy as np
from table import HORIZON_DAYS, QUESTIONS, clipped, read, say

LEVELS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
FOLLOWED_DAYS = 120
COMMON = {"learning_rate": 0.05, "num_leaves": 31, "min_data_in_leaf": 60, "feature_fraction": 0.5, "verbosity": -1,
          "num_threads": 2, "seed": 0}  # fmt: skip


def fitted(rows: np.ndarray, target: np.ndarray, most: int, **more: object) -> lgb.Booster:
    """Early stopping on a random fifth of the rows."""
    held = np.random.default_rng(1).random(len(rows)) < 0.2
    train = lgb.Dataset(told.x[rows[~held]], target[rows[~held]])
    valid = lgb.Dataset(told.x[rows[held]], target[rows[held]], reference=train)
    stop = lgb.early_stopping(30, verbose=False)
    return lgb.train(COMMON | more, train, most, valid_sets=[valid], callbacks=[stop])


told = read()
chances = []
for name in QUESTIONS:
    rows = np.flatnonzero(told.known[name])
    model = fitted(rows, told.happened[name].astype(float), 600, objective="binary")
    chances.append(clipped(model.predict(told.asked)))
end = np.where(told.paid, np.minimum(told.days, HORIZON_DAYS), HORIZON_DAYS).astype(float)
rows = np.flatnonzero(told.followed_days >= FOLLOWED_DAYS)
quantiles = np.stack([
    fitted(rows, end, 300, objective="quantile", alpha=level).predict(told.asked) for level in LEVELS
], axis=1)  # fmt: skip
quantiles = np.maximum.accumulate(np.clip(quantiles, 0, HORIZON_DAYS), axis=1)
day = np.arange(HORIZON_DAYS + 1)
cdf = np.stack([
    np.interp(day + 0.5, np.concatenate([[-1.0], one, [HORIZON_DAYS + 60.0]]), [0.0, *LEVELS, 1.0]) for one in quantiles
])  # fmt: skip
say(chances=np.stack(chances), cdf=cdf.astype(np.float32))
