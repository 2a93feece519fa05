"""SurvivalBoost of ``hazardous``: boosted trees of the cumulative incidence, censoring weighted by its own model."""

import numpy as np
import pandas as pd
from hazardous import SurvivalBoost
from table import HORIZON_DAYS, read, say

MOST = 20_000
DAYS = np.unique(
    np.concatenate([np.arange(0, 45), np.arange(45, 120, 5), np.arange(120, HORIZON_DAYS + 1, 20), [HORIZON_DAYS]])
)
ROWS_AT_ONCE = 2_000

told = read()
x, asked = told.filled()
rows = told.sample(MOST)
times = pd.DataFrame(
    {"event": told.paid[rows].astype(int), "duration": np.minimum(told.days[rows], HORIZON_DAYS) + 1.0}
)
times.loc[told.days[rows] > HORIZON_DAYS, "event"] = 0
model = SurvivalBoost(n_iter=100, learning_rate=0.05, n_time_grid_steps=100, random_state=0, show_progressbar=False)
model.fit(x[rows], times)
parts = []
for first in range(0, len(asked), ROWS_AT_ONCE):
    incidence = model.predict_cumulative_incidence(asked[first : first + ROWS_AT_ONCE], times=DAYS + 1.0)
    parts.append(incidence[:, 1, :])
told_at = np.concatenate(parts)
cdf = np.stack([np.interp(np.arange(HORIZON_DAYS + 1), DAYS, one) for one in told_at])
say(cdf=cdf.astype(np.float32))
