"""Priority of contacting: the money that acting today is expected to bring in or bring forward (CONTRACTS, Priority)."""

import numpy as np
from numpy.typing import NDArray

from ledger.curve import HORIZON_DAYS, Curves, Floats
from ledger.policy import Policy


def handed_over(overdue_days: int, policy: Policy) -> bool:
    """Whether an item is overdue so long that another call is not the question any more: it is left off the daily worklist."""
    return overdue_days > policy.handed_over_after_days


def priority(
    curves: Curves,
    open_minor: NDArray[np.int64],
    due_in_days: NDArray[np.int64] | NDArray[np.int32],
    p_unpaid_at_horizon: Floats,
    minor_per_major: NDArray[np.int64],
    policy: Policy,
) -> NDArray[np.int64]:
    """u · [open · E[(T − max(due, as_of))⁺] · r/365 + open · p_unpaid_at_horizon · LGD] − cost, minor units, shape (n,).

    ``due_in_days`` is due on − as_of, negative once overdue. u (``contact_saves``), r (``cost_of_capital``), LGD and the
    cost of a contact are policies. What waits beyond the horizon counts as waiting until it. What falls due beyond the horizon
    is open there without being a loss: it has no second term.
    """
    days_after_due = curves.mean_days_after(np.maximum(due_in_days, 0))
    waiting = open_minor * days_after_due * policy.cost_of_capital / 365
    due_by_then = due_in_days + policy.grace_days < HORIZON_DAYS
    losing = open_minor * np.where(due_by_then, p_unpaid_at_horizon, 0.0) * policy.loss_given_default
    saved = policy.contact_saves * (waiting + losing)
    return np.rint(saved - policy.contact_cost_major * minor_per_major).astype(np.int64)
