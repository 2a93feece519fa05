"""Exponential smoothing (statsmodels), additive damped trend, of each series of the file; its value so many steps on."""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
from statsmodels.tsa.holtwinters import ExponentialSmoothing

FEWEST = 12

warnings.simplefilter("ignore")
out = []
for origin in json.loads(Path(sys.argv[1]).read_text()):
    said = []
    for series in origin:
        known, steps = np.array(series["known"]), series["steps"]
        if len(known) < FEWEST:
            said.append(float(known.mean()) if len(known) else 0.0)
            continue
        fitted = ExponentialSmoothing(known, trend="add", damped_trend=True).fit()
        said.append(max(0.0, float(fitted.forecast(steps)[-1])))
    out.append(said)
print(json.dumps(out))
