import numpy as np

from ledger.demo.arrays import NEVER
from ledger.demo.credits import draw_reductions
from ledger.demo.simulation import Simulation


def test_full_credit_notes_are_the_closings_without_cash_and_partial_ones_leave_most_to_pay(wide: Simulation) -> None:
    outcome, items = wide.outcome, wide.items
    made = draw_reductions(wide, np.random.default_rng(1))
    notes = made.credit_notes
    assert len(np.unique(notes.item)) == len(notes.item)
    full = notes.amount == items.amount[notes.item]
    assert (notes.issued_on[full] == outcome.closed_on[notes.item[full]]).all()
    credited = (outcome.closed_on < NEVER) & (outcome.written_off_on == NEVER)
    assert full.sum() == credited.sum() > 300
    partial = notes.item[~full]
    assert len(partial) > 300
    assert (outcome.settled_on[partial] < NEVER).all()
    assert (notes.issued_on[~full] <= outcome.settled_on[partial]).all()
    assert (notes.amount[~full] <= 0.3001 * items.amount[partial]).all(), "cash stays above half of the gross"
    assert (notes.amount > 0).all()
    assert (np.diff(notes.issued_on) >= 0).all()


def test_discounts_are_two_percent_of_what_is_paid_early(wide: Simulation) -> None:
    made = draw_reductions(wide, np.random.default_rng(1))
    taken = made.discounted > 0
    assert (taken == wide.outcome.discounted).all()
    assert np.abs(made.discounted[taken] / wide.items.amount[taken] - 0.02).max() < 0.0002
    assert np.median(wide.outcome.settled_on[taken] - wide.items.issued_on[taken]) < 12
    assert (made.part_credited[taken] == 0).all()
