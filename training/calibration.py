"""Calibration on later time: an affine map of the margin, so that SHAP values stay additive on the shown number."""

import numpy as np

from ledger.arrays import Codes, Flags
from training.model import Affine, Floats

FEWEST_EACH = 20
"""With fewer of either outcome in the window the trees' own margin stands."""
HALF_WAY_CUSTOMERS = 600
"""Customers with the rarer outcome at which the fitted map and the identity weigh the same: a window of a few months is one draw of
the times, and a level learned in a bad one must not outlast it (docs/models.md)."""
STRENGTH = 1e3
SLOPES = (0.2, 2.5)


def slope_alone(found: Affine, mean_margin: float) -> Affine:
    """The slope of ``found``, turned about ``mean_margin``: for trees that have seen the window it was found on.

    They have learned that window's level themselves; with the intercept kept it would count twice (docs/models.md).
    """
    return Affine(found.slope, (1.0 - found.slope) * mean_margin)


def affine(margin: Floats, happened: Flags, customer: Codes) -> Affine:
    """Slope and intercept that fit ``happened`` (n,) best, by scikit-learn's logistic regression on [margin].

    A customer's invoices go together, so evidence is counted in customers: with k of them showing the rarer outcome the map goes
    k / (k + 600) of the way from the identity. The identity where there are too few outcomes of either kind, or where the
    fitted slope is outside 0.2 … 2.5 (a window that contradicts the model is no ground for reversing it).
    """
    if min(int(happened.sum()), int((~happened).sum())) < FEWEST_EACH:
        return Affine()
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=STRENGTH, max_iter=200).fit(margin[:, None], happened)
    slope, intercept = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    if not (np.isfinite(slope) and SLOPES[0] <= slope <= SLOPES[1]):
        return Affine()
    customers = min(len(np.unique(customer[happened])), len(np.unique(customer[~happened])))
    trust = customers / (customers + HALF_WAY_CUSTOMERS)
    return Affine(1.0 + trust * (slope - 1.0), trust * intercept)
