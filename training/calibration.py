"""Calibration on later time: an affine map of the margin, so that SHAP values stay additive on the shown number."""

import numpy as np

from ledger.arrays import Flags
from training.model import Affine, Floats

FEWEST_EACH = 20
"""With fewer of either outcome in the window the trees' own margin stands."""
STRENGTH = 1e3
SLOPES = (0.2, 2.5)


def affine(margin: Floats, happened: Flags, weight: Floats | None = None) -> Affine:
    """Slope and intercept that fit ``happened`` (n,) best, by scikit-learn's logistic regression on [margin].

    The identity where there are too few outcomes of either kind, or where the fitted slope is outside 0.2 … 2.5 (a window that
    contradicts the model is no ground for reversing it).
    """
    if min(int(happened.sum()), int((~happened).sum())) < FEWEST_EACH:
        return Affine()
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=STRENGTH, max_iter=200).fit(margin[:, None], happened, sample_weight=weight)
    slope, intercept = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    if not (np.isfinite(slope) and SLOPES[0] <= slope <= SLOPES[1]):
        return Affine()
    return Affine(slope, intercept)
