"""Outcomes: what became of an item, as known at a cut, and nothing that was known later."""

from dataclasses import replace

import numpy as np
import pytest

from ledger.arrays import LedgerArrays
from ledger.day import FOREVER
from ledger.settlement import closings
from tests.training.small_ledger import FIRST_ON, small_ledger
from training.targets import CASH_IN, OPEN, WITHOUT_CASH, Outcomes, booking_lag_days, outcomes

CUT = FIRST_ON + 500


def ends_at(arrays: LedgerArrays, cut: int, **more: int) -> Outcomes:
    made = closings(arrays)
    return outcomes(arrays, made, np.arange(arrays.item_count, dtype=np.int32), cut, **more)


@pytest.fixture(scope="module")
def arrays() -> LedgerArrays:
    return small_ledger()


def test_the_three_ends_are_told_apart(arrays: LedgerArrays) -> None:
    ends = ends_at(arrays, arrays.as_of)
    assert set(np.unique(ends.cause)) == {OPEN, CASH_IN, WITHOUT_CASH}
    assert (ends.ended_on[ends.cause == OPEN] == FOREVER).all()
    assert (ends.ended_on[ends.cause != OPEN] < ends.seen_until[ends.cause != OPEN]).all()


def test_later_facts_change_nothing(arrays: LedgerArrays) -> None:
    """The ledger as it stood at the cut and the ledger as it stands later give the same outcomes at the cut."""
    early = small_ledger(as_of=CUT)
    then, now = ends_at(early, CUT), ends_at(arrays, CUT)
    count = early.item_count
    assert np.array_equal(then.ended_on, now.ended_on[:count])
    assert np.array_equal(then.cause, now.cause[:count])


def test_days_that_are_not_fully_booked_yet_are_not_seen() -> None:
    """Payments booked ten days late: an end in the ten days before the cut counts as not yet seen, booked or not."""
    late = small_ledger(lag_days=10)
    made = closings(late)
    assert booking_lag_days(made, CUT) == 10
    ends = ends_at(late, CUT)
    assert (ends.seen_until == CUT - 10).all()
    assert ends.ended_on[ends.cause != OPEN].max() == CUT - 11
    whole = ends_at(late, CUT + 60)
    ended_before = whole.ended_on < CUT - 10
    assert np.array_equal(ended_before, ends.cause != OPEN)


def test_an_early_booking_is_no_negative_lag() -> None:
    assert booking_lag_days(closings(small_ledger(lag_days=-1)), CUT) == 0
    assert booking_lag_days(closings(small_ledger(items=0)), CUT) == 0


def test_late_is_the_complement_of_paid_by_the_due_date(arrays: LedgerArrays) -> None:
    ends = ends_at(arrays, arrays.as_of)
    due = arrays.items.due_on
    mature = ends.mature_by(due)
    late = ends.late(due, 0)
    assert (late[mature] == ~((ends.cause == CASH_IN) & (ends.ended_on <= due))[mature]).all()
    assert (ends.late(due, 5) <= late).all(), "more grace never makes an item late"
    assert mature.any() and (~mature).any()


def test_days_to_cash_end_at_the_horizon(arrays: LedgerArrays) -> None:
    ends = ends_at(arrays, arrays.as_of)
    days = ends.days_to_cash(arrays.items.issued_on)
    assert days.max() == 365.0
    assert (days[ends.cause != CASH_IN] == 365.0).all()


def test_a_withdrawn_item_is_censored_on_that_day(arrays: LedgerArrays) -> None:
    open_item = int(np.flatnonzero(ends_at(arrays, CUT).cause == OPEN)[0])
    until = arrays.items.until.copy()
    until[open_item] = CUT - 30
    changed = replace(arrays, items=replace(arrays.items, until=until))
    assert ends_at(changed, CUT).seen_until[open_item] == CUT - 30
