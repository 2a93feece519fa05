"""A whole receivables history, drawn at once: customers, invoices, and what became of every item, however late."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from ledger.day import day_number
from ledger.demo.arrays import NEVER, Days, Flags, History
from ledger.demo.customers import Customers, draw_customers
from ledger.demo.delays import draw_whole, log_normal_weights
from ledger.demo.hidden import Hidden, hidden_state
from ledger.demo.invoices import Items, draw_items
from ledger.demo.parameters import SIMULATOR_VERSION, Parameters
from ledger.demo.paying_days import PayingDays, paying_days

FUTURE_DAYS = 1_500  # how far the calendars reach beyond `until`


@dataclass(frozen=True)
class Outcome:
    """The truth about every item, also after `until`; NEVER where it does not happen. All days are value dates."""

    settled_on: Days  # fully paid in cash
    closed_on: Days  # closed without cash: credit note or write-off
    first_paid_on: Days  # first payment of an item paid in two parts, else NEVER
    disputed_on: Days
    dispute_closed_on: Days
    cancelled_on: Days  # fully credited without a dispute
    dispute_credited: Flags  # fully credited when the dispute closed
    written_off_on: Days
    discounted: Flags  # paid early, 2 % less


@dataclass(frozen=True)
class Simulation:
    """What was drawn. `until` (days since 1970) is the last day the written files know of."""

    seed: int
    first_on: int
    until: int
    parameters: Parameters
    customers: Customers
    items: Items
    hidden: Hidden
    outcome: Outcome
    calendars: PayingDays


def simulate(
    customers: int,
    invoices: int,
    seed: int,
    until: date,
    *,
    years: float = 3.0,
    parameters: Parameters | None = None,
) -> Simulation:
    """A ledger of `customers` and `invoices` (documents, before instalments) over `years` up to `until`.

    The same arguments give the same bytes. Raises ValueError when a number is not positive.
    """
    if customers < 1 or invoices < 1 or years <= 0:
        raise ValueError(
            f"customers, invoices and years are {customers}, {invoices} and {years}; each must be positive: raise them."
        )
    parameters = parameters or Parameters()
    last = day_number(until)
    first = last - round(years * 365.25)
    history = History(first, last)
    streams = [np.random.default_rng([SIMULATOR_VERSION, seed, stage]) for stage in range(4)]
    buyers = draw_customers(customers, history, parameters, streams[0])
    items = draw_items(invoices, buyers, history, parameters, streams[1])
    hidden = hidden_state(items, buyers, history, parameters, streams[2])
    calendars = paying_days(tuple(c[0] for c in parameters.countries), first - 40, last + FUTURE_DAYS)
    outcome = draw_outcome(hidden, calendars, parameters, streams[3])
    return Simulation(seed, first, last, parameters, buyers, items, hidden, outcome, calendars)


def draw_outcome(hidden: Hidden, calendars: PayingDays, parameters: Parameters, rng: np.random.Generator) -> Outcome:
    """What becomes of every item. The order of events here is the one `oracle` sums over; see docs/simulator.md."""
    count = len(hidden.calendar)
    intended, discounted = hidden.delay.draw(rng)
    planned_on = calendars.on_or_after(hidden.calendar, intended)

    # A dispute or a cancellation ends the plan if its day comes before the planned payment; of the two the first, a
    # dispute on equal days.
    disputed_on = _uniform_day(rng, hidden.dispute_first_on, hidden.dispute_last_on)
    disputed_on = np.where(rng.random(count) < hidden.dispute_share, disputed_on, NEVER)
    cancelled_on = _uniform_day(rng, hidden.delay.issued_on + 1, hidden.cancel_last_on)
    cancelled_on = np.where(rng.random(count) < hidden.cancel_share, cancelled_on, NEVER)
    disputed = (disputed_on < planned_on) & (disputed_on <= cancelled_on)
    cancelled = (cancelled_on < planned_on) & ~disputed

    length = draw_whole(rng, log_normal_weights(parameters.dispute_length), count)
    resume = draw_whole(rng, log_normal_weights(parameters.dispute_resume), count)
    closed_on = np.where(disputed, disputed_on.astype(np.int64) + length, NEVER)
    credited = disputed & (rng.random(count) < parameters.dispute_credited_share)
    resumed = np.where(disputed, closed_on + resume, intended).astype(np.int32)
    after_dispute = calendars.on_or_after(hidden.calendar, resumed)

    in_parts = (rng.random(count) < hidden.part_share) & ~disputed & ~cancelled
    gaps = np.array([gap for gap, _ in parameters.part_gap_days])
    gap = gaps[draw_whole(rng, np.array([weight for _, weight in parameters.part_gap_days]), count)]
    last_part = np.where(in_parts, planned_on + gap, planned_on).astype(np.int32)
    second_on = calendars.on_or_after(hidden.calendar, last_part)

    paid_on = np.where(disputed, after_dispute, second_on)
    pays = ~cancelled & ~credited & (hidden.default_on > paid_on)
    first_paid_on = np.where(in_parts & (hidden.default_on > planned_on), planned_on, NEVER)
    stuck = ~pays & ~cancelled & ~credited & (first_paid_on == NEVER)
    wait = rng.integers(*parameters.write_off_days, count)
    last_event = np.maximum(np.maximum(hidden.default_on, hidden.delay.due_on), np.where(disputed, closed_on, 0))
    gives_up = stuck & (rng.random(count) < parameters.write_off_share)
    written_off_on = np.where(gives_up, last_event.astype(np.int64) + wait, NEVER)
    cancelled_on = np.where(cancelled, cancelled_on, NEVER)
    without_cash = np.minimum(np.minimum(cancelled_on, np.where(credited, closed_on, NEVER)), written_off_on)
    return Outcome(
        settled_on=np.where(pays, paid_on, NEVER).astype(np.int32),
        closed_on=without_cash.astype(np.int32),
        first_paid_on=first_paid_on.astype(np.int32),
        disputed_on=np.where(disputed, disputed_on, NEVER).astype(np.int32),
        dispute_closed_on=closed_on.astype(np.int32),
        cancelled_on=cancelled_on.astype(np.int32),
        dispute_credited=credited,
        written_off_on=written_off_on.astype(np.int32),
        discounted=discounted & pays & ~disputed & ~in_parts,
    )


def _uniform_day(rng: np.random.Generator, first: Days, last: Days) -> Days:
    return (first + np.floor(rng.random(len(first)) * (last - first + 1))).astype(np.int32)
