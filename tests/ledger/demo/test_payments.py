import numpy as np

from ledger.day import weekday
from ledger.demo.arrays import NEVER
from ledger.demo.credits import draw_reductions
from ledger.demo.payments import draw_payments
from ledger.demo.simulation import Simulation


def test_cash_credits_and_discounts_pay_every_settled_item_to_the_cent(wide: Simulation) -> None:
    reductions = draw_reductions(wide, np.random.default_rng(1))
    payments, events = draw_payments(wide, reductions, np.random.default_rng(2))
    paid = np.bincount(events.item, events.amount, minlength=len(wide.items.amount)).astype(np.int64)
    settled = wide.outcome.settled_on < NEVER
    off = reductions.part_credited + reductions.discounted
    assert (paid[settled] + off[settled] == wide.items.amount[settled]).all()
    open_part = ~settled & (wide.outcome.first_paid_on < NEVER)
    assert (paid[open_part] < wide.items.amount[open_part] - 100).all(), "more than the tolerance is left"
    assert (paid[~settled & ~open_part] == 0).all()
    assert (events.amount > 0).all()
    before_last = events.paid_on < wide.outcome.settled_on[events.item]
    assert (events.amount[before_last] < wide.items.amount[events.item[before_last]] - 100).all()
    assert (paid[settled] * 2 >= wide.items.amount[settled]).all(), "settled in cash: at least half of the gross"
    covered = np.bincount(events.payment, events.amount + events.surplus, minlength=len(payments.amount))
    assert (covered[: events.payment.max() + 1] == payments.amount[: events.payment.max() + 1]).all()


def test_one_payment_covers_what_a_customer_with_runs_pays_on_a_day(wide: Simulation) -> None:
    reductions = draw_reductions(wide, np.random.default_rng(1))
    payments, events = draw_payments(wide, reductions, np.random.default_rng(2))
    covers = np.bincount(events.payment)
    assert 0.02 < (covers > 1).mean() < 0.5
    assert (payments.customer[events.payment] == wide.items.customer[events.item]).all()
    assert (payments.paid_on[events.payment] == events.paid_on).all()
    several = np.flatnonzero(covers > 1)
    assert wide.customers.bundles[payments.customer[several]].all()


def test_booking_follows_in_zero_to_three_business_days_and_allocation_after(wide: Simulation) -> None:
    reductions = draw_reductions(wide, np.random.default_rng(1))
    payments, events = draw_payments(wide, reductions, np.random.default_rng(2))
    lag = payments.booked_on - payments.paid_on
    assert lag.min() == 0
    assert 0.3 < (lag == 0).mean() < 0.6
    assert lag.max() <= 3 + 8, "three business days over a long weekend"
    late_booking = payments.booked_on[lag > 0]
    assert (weekday(late_booking) < 5).all()
    wait = events.allocated_on - payments.booked_on[events.payment]
    assert wait.min() == 0
    assert 0.02 < (wait > 0).mean() < 0.07
    early = events.discounted
    assert (events.allocated_on[early] == events.paid_on[early]).all(), (
        "so that the discount closes the item on its value date"
    )


def test_some_money_is_unallocated_and_some_amounts_are_round(wide: Simulation) -> None:
    reductions = draw_reductions(wide, np.random.default_rng(1))
    payments, events = draw_payments(wide, reductions, np.random.default_rng(2))
    assert (events.surplus > 0).sum() > 100
    on_account = payments.reference_kind == 3
    assert 0.001 < on_account.mean() < 0.01
    assert not on_account[events.payment].any()
    assert (payments.paid_on[on_account] < wide.customers.default_on[payments.customer[on_account]]).all()
    names = [b.name for b in wide.parameters.behaviours]
    rounder = wide.customers.behaviour[wide.items.customer[events.item]] == names.index("round_numbers")
    whole = (events.amount + events.surplus) % 1_000 == 0
    assert whole[rounder].mean() > 5 * whole[~rounder].mean()
