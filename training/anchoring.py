"""Two heads, one curve: the hazard's curve is bent so that its survival at the head's day is the head's probability."""

import numpy as np
from numpy.typing import NDArray

from ledger.curve import HORIZON_DAYS, Curves
from training.model import P_LEAST, Floats

_LEAST_SURVIVAL = 1e-12
SHIFT_WARNED = 0.05


def anchored(curves: Curves, day: NDArray[np.int32], p_unpaid: Floats) -> tuple[Curves, Floats]:
    """Curves whose 1 − F(day) is ``p_unpaid`` (clipped to [1e-4, 1 − 1e-4]), and max |ΔF| of each, shape (n,).

    With S = 1 − F and u = ``day`` (n,), 0 … HORIZON_DAYS (later days count as the horizon): S'(t) = S(t)^θ for t ≤ u, with θ
    such that S'(u) = p, and S'(t) = p · S(t)/S(u) after (CONTRACTS, "Two heads, one curve"). A bin must end on u:
    make the curves with ``anchor = day``.
    """
    p = np.clip(p_unpaid, P_LEAST, 1.0 - P_LEAST)
    day = np.minimum(day, HORIZON_DAYS).astype(np.int32)
    survival = np.clip(1.0 - curves.cdf, _LEAST_SURVIVAL, 1.0 - _LEAST_SURVIVAL)
    column = (curves.starts <= day[:, None]).sum(axis=1) - 1
    at_day = survival[np.arange(len(curves)), column]
    theta = np.log(p) / np.log(at_day)
    before = np.exp(theta[:, None] * np.log(survival))
    after = p[:, None] * (survival / at_day[:, None])
    columns = np.arange(curves.cdf.shape[1])[None, :]
    bent = np.where(columns < column[:, None], before, np.where(columns == column[:, None], p[:, None], after))
    bent = np.minimum.accumulate(bent, axis=1)
    cdf = 1.0 - bent
    shift = np.abs(cdf - curves.cdf).max(axis=1, initial=0.0)
    return Curves(curves.days_past_due, curves.anchor, curves.starts, cdf), shift
