"""Priority by hand, and what must hold of it: later, larger and worse is never less urgent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.curve import Curves, bin_starts
from ledger.policy import Policy
from portfolio.priority import handed_over, priority

POLICY = Policy(cost_of_capital=0.073, loss_given_default=0.5, contact_saves=0.2, contact_cost_major=3.0)
ONE = np.array([100], dtype=np.int64)


def test_what_is_overdue_longer_than_the_policy_is_handed_over() -> None:
    assert [handed_over(days, Policy(handed_over_after_days=90)) for days in (-5, 90, 91)] == [False, False, True]


def paid_on_day(day: int, share: float = 1.0) -> Curves:
    past_due, anchor = np.array([0], dtype=np.int32), np.array([-1], dtype=np.int32)
    starts = bin_starts(past_due, anchor)
    return Curves(past_due, anchor, starts, share * (starts >= day))


def one(curves: Curves, open_minor: int, due_in_days: int, p_unpaid: float) -> int:
    made = priority(curves, np.array([open_minor]), np.array([due_in_days]), np.array([p_unpaid]), ONE, POLICY)
    return int(made[0])


def test_by_hand() -> None:
    """10,000.00 paid surely in 20 days, due in 10: 0.2 · 10,000 · 10 days · 7.3 %/365 = 4.00, less 3.00 for the call."""
    assert one(paid_on_day(20), 1_000_000, 10, 0.0) == 100


def test_what_is_overdue_waits_from_today() -> None:
    """Due 30 days ago, paid in 20 days: 20 days of waiting can still be saved: 8.00 − 3.00."""
    assert one(paid_on_day(20), 1_000_000, -30, 0.0) == 500


def test_what_may_never_come_counts_as_a_loss() -> None:
    """Half of it is never paid: 0.2 · (10,000 · ½ · 365 days … + 10,000 · ½ · 50 %) less the call."""
    waiting = 10_000 * (0.5 * 20 + 0.5 * 365) * 0.073 / 365
    assert one(paid_on_day(20, 0.5), 1_000_000, 0, 0.5) == pytest.approx(
        (0.2 * (waiting + 10_000 * 0.5 * 0.5) - 3) * 100, abs=1
    )


def test_what_falls_due_beyond_the_horizon_is_open_there_but_not_lost() -> None:
    """Due in 400 days and open at the horizon for certain: nothing can be brought forward, a call costs 3.00."""
    never = paid_on_day(20, 0.0)
    assert one(never, 1_000_000, 400, 1.0) == -300
    assert one(never, 1_000_000, 300, 1.0) > 0


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 10**9), st.floats(0, 1))
def test_later_and_larger_is_never_less_urgent(day: int, more_days: int, money: int, p_unpaid: float) -> None:
    assert one(paid_on_day(day + more_days), money, 5, p_unpaid) >= one(paid_on_day(day), money, 5, p_unpaid)
    assert one(paid_on_day(day), money * 2, 5, p_unpaid) >= one(paid_on_day(day), money, 5, p_unpaid)
