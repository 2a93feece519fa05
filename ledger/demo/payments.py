"""The payments: which items one transfer covers, what it comes to, when it is booked and allocated."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ledger.day import weekday
from ledger.demo.arrays import NEVER, Codes, Days, Flags, Money
from ledger.demo.credits import Reductions
from ledger.demo.parameters import Parameters
from ledger.demo.paying_days import public_holidays
from ledger.demo.simulation import Simulation

COMPANY_COUNTRY = "DE"  # whose business days the company's bookkeeping keeps


@dataclass(frozen=True)
class CashEvents:
    """One row per item and payment day: what is paid towards it."""

    item: Days
    paid_on: Days
    amount: Money
    surplus: Money  # paid on top, allocated to nothing
    discounted: Flags
    payment: Days  # place of its payment
    allocated_on: Days


@dataclass(frozen=True)
class Payments:
    """One row per payment, in order of value date."""

    customer: Days
    paid_on: Days
    booked_on: Days
    amount: Money
    method: Codes
    reference_kind: Codes  # 0 in order, 1 missing, 2 garbled, 3 on account


def draw_payments(
    simulation: Simulation, reductions: Reductions, rng: np.random.Generator
) -> tuple[Payments, CashEvents]:
    """All payments that will ever be made; what the company knows by `until` is a matter of writing the files."""
    parameters, customers = simulation.parameters, simulation.customers
    item, paid_on, amount, surplus, discounted = _cash(simulation, reductions, rng)
    customer = simulation.items.customer[item]
    order = np.lexsort((item, customer, paid_on))
    item, paid_on, customer, discounted = item[order], paid_on[order], customer[order], discounted[order]
    amount, surplus = amount[order], surplus[order]
    joins = np.zeros(len(item), dtype=bool)
    joins[1:] = (customer[1:] == customer[:-1]) & (paid_on[1:] == paid_on[:-1]) & customers.bundles[customer[1:]]
    payment = np.cumsum(~joins) - 1
    first = np.flatnonzero(~joins)
    count = len(first)
    total = np.bincount(payment, minlength=count) * 0
    np.add.at(total, payment, amount + surplus)
    at_once = np.zeros(count, dtype=bool)
    np.logical_or.at(at_once, payment, discounted)
    lag = np.where(at_once, 0, rng.choice(len(parameters.booking_lag_weights), count, p=parameters.booking_lag_weights))
    booked_on = np.where(at_once, paid_on[first], _business_day_after(paid_on[first], lag, parameters))
    usual_method = rng.choice(len(parameters.methods), len(customers.name), p=[w for _, w in parameters.methods])
    payments = Payments(
        customer=customer[first],
        paid_on=paid_on[first],
        booked_on=booked_on.astype(np.int32),
        amount=total.astype(np.int64),
        method=usual_method[customer[first]].astype(np.int16),
        reference_kind=_reference_kinds(count, parameters, rng),
    )
    allocated_on = payments.booked_on[payment]
    late = (rng.random(len(item)) < parameters.late_allocation_share) & ~at_once[payment]
    wait = np.where(late, rng.integers(*parameters.late_allocation_days, len(item)), 0)
    allocated_on = np.where(late, _business_day_after(allocated_on, wait, parameters), allocated_on).astype(np.int32)
    events = CashEvents(item, paid_on, amount, surplus, discounted, payment.astype(np.int32), allocated_on)
    return _with_payments_on_account(payments, simulation, rng), events


def _cash(
    simulation: Simulation, reductions: Reductions, rng: np.random.Generator
) -> tuple[Days, Days, Money, Money, Flags]:
    """What is paid when: in one or two parts, rounded by those who round, less credit notes and discount."""
    items, outcome, parameters = simulation.items, simulation.outcome, simulation.parameters
    names = [b.name for b in parameters.behaviours]
    rounds = simulation.customers.behaviour[items.customer] == names.index("round_numbers")
    to_pay = items.amount - reductions.part_credited - reductions.discounted
    in_parts = outcome.first_paid_on < NEVER
    fraction = rng.uniform(*parameters.part_fraction, len(to_pay))
    # Always more than the tolerance of 1.00 is left, so that the item is settled by its second payment, not its first.
    step = _round_step(items.amount)
    rounded = (to_pay - 101) // step * step
    first_part = np.where(rounds & (rounded > 0), rounded, np.floor(to_pay * fraction).astype(np.int64))
    settled = outcome.settled_on < NEVER
    rounds_up = settled & rounds & ~in_parts & (outcome.disputed_on == NEVER)
    over = np.where(rounds_up, -to_pay % 1_000, 0)
    one, two = np.flatnonzero(in_parts), np.flatnonzero(settled)
    rest = np.where(in_parts, to_pay - first_part, to_pay)
    return (
        np.concatenate([one, two]).astype(np.int32),
        np.concatenate([outcome.first_paid_on[one], outcome.settled_on[two]]),
        np.concatenate([first_part[one], rest[two]]),
        np.concatenate([np.zeros(len(one), dtype=np.int64), over[two]]),
        np.concatenate([np.zeros(len(one), dtype=bool), outcome.discounted[two]]),
    )


def _round_step(amount: Money) -> Money:
    """10 below 1,000; 100 below 10,000; 1,000 above (minor units)."""
    return np.where(amount < 100_000, 1_000, np.where(amount < 1_000_000, 10_000, 100_000))


def _business_day_after(day: Days, steps: npt.NDArray[np.int64], parameters: Parameters) -> npt.NDArray[np.int64]:
    """The day itself or the next business day of the company, and `steps` business days on."""
    if not len(day):
        return day.astype(np.int64)
    years = day[[day.argmin(), day.argmax()]].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    closed = public_holidays(COMPANY_COUNTRY, int(years[0]), int(years[1]) + 1).astype("datetime64[D]")
    return np.busday_offset(day.astype("datetime64[D]"), steps, roll="forward", holidays=closed).astype(np.int64)


def _reference_kinds(count: int, parameters: Parameters, rng: np.random.Generator) -> Codes:
    drawn = rng.random(count)
    missing = drawn < parameters.reference_missing_share
    garbled = ~missing & (drawn < parameters.reference_missing_share + parameters.reference_garbled_share)
    return np.where(missing, 1, np.where(garbled, 2, 0)).astype(np.int16)


def _with_payments_on_account(payments: Payments, simulation: Simulation, rng: np.random.Generator) -> Payments:
    """A few round payments that settle nothing, appended after the others; never from a customer fallen silent."""
    customers = simulation.customers
    wanted = round(simulation.parameters.on_account_share * len(payments.paid_on))
    who = rng.integers(0, len(customers.name), wanted)
    last = np.minimum(customers.last_on, customers.default_on - 1)[who]
    paid_on = (customers.first_on[who] + np.floor(rng.random(wanted) * (last - customers.first_on[who] + 1))).astype(
        int
    )
    able = (paid_on < customers.default_on[who]) & (weekday(paid_on.astype(np.int32)) < 5)
    who, paid_on = who[able].astype(np.int32), paid_on[able].astype(np.int32)
    booked_on = _business_day_after(paid_on, np.ones(len(paid_on), dtype=np.int64), simulation.parameters)
    amount = np.maximum(np.round(customers.amount_median[who] / 100).astype(np.int64), 1) * 10_000
    return Payments(
        np.concatenate([payments.customer, who]),
        np.concatenate([payments.paid_on, paid_on]),
        np.concatenate([payments.booked_on, booked_on.astype(np.int32)]),
        np.concatenate([payments.amount, amount]),
        np.concatenate([payments.method, np.zeros(len(who), dtype=np.int16)]),
        np.concatenate([payments.reference_kind, np.full(len(who), 3, dtype=np.int16)]),
    )
