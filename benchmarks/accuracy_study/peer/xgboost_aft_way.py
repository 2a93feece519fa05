"""XGBoost: a classifier a question, and an accelerated failure time model (normal) of the days, open items right-censored."""

import numpy as np
import xgboost as xgb
from scipy.stats import norm
from table import HORIZON_DAYS, QUESTIONS, clipped, read, say

MOST = 60_000
COMMON = {
    "eta": 0.05,
    "max_depth": 6,
    "min_child_weight": 20,
    "subsample": 0.8,
    "colsample_bytree": 0.5,
    "nthread": 2,
    "seed": 0,
}
SCALES = (0.4, 0.7, 1.0, 1.4)


def fitted(rows: np.ndarray, most: int, settings: dict[str, object], **labels: np.ndarray) -> tuple[xgb.Booster, float]:
    """Early stopping on a random fifth of the rows; the booster and its best score there."""
    held = np.random.default_rng(1).random(len(rows)) < 0.2

    def matrix(chosen: np.ndarray) -> xgb.DMatrix:
        made = xgb.DMatrix(told.x[chosen], label=labels["label"][chosen] if "label" in labels else None)
        for name in ("label_lower_bound", "label_upper_bound"):
            if name in labels:
                made.set_float_info(name, labels[name][chosen])
        return made

    model = xgb.train(
        COMMON | settings,
        matrix(rows[~held]),
        most,
        [(matrix(rows[held]), "held")],
        early_stopping_rounds=30,
        verbose_eval=False,
    )
    return model, float(model.best_score)


told = read()
asked = xgb.DMatrix(told.asked)
chances = []
for name in QUESTIONS:
    rows = told.sample(MOST, np.flatnonzero(told.known[name]))
    model, _ = fitted(
        rows, 600, {"objective": "binary:logistic", "eval_metric": "logloss"}, label=told.happened[name].astype(float)
    )
    chances.append(clipped(model.predict(asked, iteration_range=(0, model.best_iteration + 1))))
rows = told.sample(MOST)
low = np.maximum(told.days, 0) + 1.0
high = np.where(told.paid, low, np.inf)
tried = []
for scale in SCALES:
    settings = {
        "objective": "survival:aft",
        "eval_metric": "aft-nloglik",
        "aft_loss_distribution": "normal",
        "aft_loss_distribution_scale": scale,
    }
    model, score = fitted(rows, 500, settings, label_lower_bound=low, label_upper_bound=high)
    tried.append((score, scale, model))
_, scale, model = min(tried, key=lambda one: one[0])
centre = np.log(np.maximum(model.predict(asked, iteration_range=(0, model.best_iteration + 1)), 1e-3))
day = np.log(np.arange(HORIZON_DAYS + 1) + 1.5)
cdf = norm.cdf((day[None, :] - centre[:, None]) / scale)
say(chances=np.stack(chances), cdf=cdf.astype(np.float32))
