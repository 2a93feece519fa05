"""Random survival forest (scikit-survival)."""

import numpy as np
from sksurv.ensemble import RandomSurvivalForest
from sksurv.util import Surv
from table import HORIZON_DAYS, read, say

MOST = 6_000
ROWS_AT_ONCE = 2_000

told = read()
x, asked = told.filled()
rows = told.sample(MOST)
days = np.minimum(np.maximum(told.days[rows], 0), HORIZON_DAYS) + 1.0
paid = told.paid[rows] & (told.days[rows] <= HORIZON_DAYS)
model = RandomSurvivalForest(100, min_samples_leaf=15, max_features=0.3, n_jobs=2, random_state=0)
model.fit(x[rows], Surv.from_arrays(paid, days))
times = model.unique_times_
at = np.searchsorted(times, np.arange(HORIZON_DAYS + 1) + 1.0, side="right") - 1
parts = []
for first in range(0, len(asked), ROWS_AT_ONCE):
    survival = model.predict_survival_function(asked[first : first + ROWS_AT_ONCE], return_array=True)
    parts.append(np.where(at >= 0, 1.0 - survival[:, np.maximum(at, 0)], 0.0).astype(np.float32))
say(cdf=np.concatenate(parts))
