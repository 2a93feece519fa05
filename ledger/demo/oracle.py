"""The true distribution of the payment day: the best any forecast can do on the simulated ledger.

For an item and the start of a day `as_of` the oracle knows the law the item got at its issue (hidden.py), whether the
customer has already fallen silent, and the item's own events before `as_of`: a first part paid, a dispute opened or
closed. It does not know what is drawn later. The derivation of every sum below is in docs/simulator.md.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ledger.demo.arrays import Days, Floats
from ledger.demo.delays import log_normal_weights
from ledger.demo.hidden import Hidden
from ledger.demo.parameters import Parameters
from ledger.demo.paying_days import PayingDays
from ledger.demo.simulation import Simulation

HORIZON_DAYS = 365
CHUNK_ROWS = 5_000  # bounds the memory: a row needs about twenty arrays of 366 numbers

Rows = npt.NDArray[np.intp]


def oracle(simulation: Simulation, item_index: npt.ArrayLike, as_of: npt.ArrayLike) -> Floats:
    """(pairs, 366): P(settled in cash within days 0 … d of `as_of`), d = 0 … 365, by value date.

    `item_index` are places in `simulation.items`, `as_of` the start of days since 1970 (int). A pair whose item is
    settled before `as_of` has 1 everywhere, one closed without cash 0. Raises ValueError for an `as_of` before the
    item's issue or more than a year after `until`, where the calendars end.
    """
    items = np.asarray(item_index, dtype=np.intp)
    days = np.broadcast_to(np.asarray(as_of, dtype=np.int32), items.shape)
    early = days < simulation.items.issued_on[items]
    beyond = days > simulation.until + HORIZON_DAYS
    if early.any() or beyond.any():
        raise ValueError(
            f"of {len(items)} pairs {int(early.sum())} have an as_of before the issue of their item and {int(beyond.sum())} "
            f"one after day {simulation.until + HORIZON_DAYS}, where the calendars end: drop such pairs."
        )
    cdf = np.empty((len(items), HORIZON_DAYS + 1))
    for start in range(0, len(items), CHUNK_ROWS):
        part = slice(start, start + CHUNK_ROWS)
        cdf[part] = _chunk(simulation, items[part], days[part])
    return cdf


def _chunk(simulation: Simulation, items: Rows, as_of: Days) -> Floats:
    outcome = simulation.outcome
    settled = outcome.settled_on[items] < as_of
    gone = ~settled & ((outcome.closed_on[items] < as_of) | (simulation.hidden.default_on[items] < as_of))
    begun = outcome.first_paid_on[items] < as_of
    disputed = outcome.disputed_on[items] < as_of
    closed = outcome.dispute_closed_on[items] < as_of
    cdf = np.zeros((len(items), HORIZON_DAYS + 1))
    cdf[settled] = 1.0
    live = ~settled & ~gone
    for state, law in (
        (live & ~begun & ~disputed, _untouched),
        (live & begun, _part_paid),
        (live & disputed & ~closed, _in_dispute),
        (live & disputed & closed, _after_dispute),
    ):
        at = np.flatnonzero(state)
        if len(at):
            view = _view(simulation, items[at], as_of[at])
            cdf[at] = _without_default(law(view), view.hidden.default_per_day[view.items])
    return cdf


@dataclass(frozen=True)
class _View:
    """The pairs of one state. `paying[r, d]` is the latest paying day up to as_of − 1 + d, d = 0 … 366."""

    items: Rows
    as_of: Days
    paying: Days
    hidden: Hidden
    parameters: Parameters
    simulation: Simulation

    def day(self) -> Days:
        """(pairs, 366): as_of, as_of + 1, …"""
        days: Days = (self.as_of[:, None] + np.arange(HORIZON_DAYS + 1)).astype(np.int32)
        return days


def _view(simulation: Simulation, items: Rows, as_of: Days) -> _View:
    calendars: PayingDays = simulation.calendars
    days: Days = (as_of[:, None] + np.arange(-1, HORIZON_DAYS + 1)).astype(np.int32)
    paying = calendars.on_or_before(simulation.hidden.calendar[items][:, None], days)
    return _View(items, as_of, paying, simulation.hidden, simulation.parameters, simulation)


def _without_default(cdf: Floats, hazard: Floats) -> Floats:
    """Payment on day d also needs the customer not to fall silent on days 0 … d: (1 − hazard)^(d + 1)."""
    step = np.diff(cdf, axis=1, prepend=0.0)
    alive = (1.0 - hazard)[:, None] ** np.arange(1, cdf.shape[1] + 1)
    return np.asarray(np.cumsum(step * alive, axis=1))


def _untouched(view: _View) -> Floats:
    """Nothing has happened to the item yet: it may be paid at once, in two parts, be disputed or cancelled first."""
    hidden, at = view.hidden, view.items
    later = hidden.delay.rows(at).later_than(view.paying)  # P(planned payment > as_of − 1 + d)
    day = view.day()
    no_dispute = _not_before(day, hidden.dispute_first_on[at], hidden.dispute_last_on[at], hidden.dispute_share[at])
    no_cancel = _not_before(day, hidden.delay.issued_on[at] + 1, hidden.cancel_last_on[at], hidden.cancel_share[at])
    planned = -np.diff(later, axis=1) * no_dispute * no_cancel
    whole = (1.0 - hidden.part_share[at])[:, None] * np.cumsum(planned, axis=1)
    begins = -np.diff(no_dispute, axis=1, append=0.0)
    begins[:, -1] = 0.0  # beyond the horizon
    disputed = begins * later[:, 1:] * no_cancel
    total = whole + _paid_in_parts(view, np.cumsum(planned, axis=1)) + _disputed_later(view, disputed)
    known: Floats = total / (later[:, :1] * no_dispute[:, :1] * no_cancel[:, :1])
    return known


def _not_before(day: Days, first: Days, last: Days, share: Floats) -> Floats:
    """P(the event does not come before the day), when it comes with `share` on a uniform day from first to last."""
    remaining = np.clip((last[:, None] - day + 1) / (last - first + 1)[:, None], 0.0, 1.0)
    result: Floats = 1.0 - share[:, None] + share[:, None] * remaining
    return result


def _paid_in_parts(view: _View, first_paid: Floats) -> Floats:
    """The second part is due a drawn gap after the first: a sum over the gaps."""
    share = view.hidden.part_share[view.items]
    result = np.zeros_like(first_paid)
    at = np.flatnonzero(share > 0)
    padded = np.concatenate([np.zeros((len(at), 1)), first_paid[at]], axis=1)
    offset = view.paying[at, 1:] - view.as_of[at, None]
    for gap, weight in _normalised(view.parameters.part_gap_days):
        column = np.clip(offset - gap + 1, 0, HORIZON_DAYS + 1)
        result[at] += weight * np.take_along_axis(padded, column, axis=1)
    return share[:, None] * result


def _disputed_later(view: _View, begins: Floats) -> Floats:
    """A dispute that begins on a day is closed a drawn length later, and paid a drawn while after: two convolutions."""
    rows = np.flatnonzero(begins.any(axis=1))
    result = np.zeros_like(begins)
    if not len(rows):
        return result
    both = np.cumsum(_length_and_resume(view.parameters))
    lag = np.arange(HORIZON_DAYS + 1) - np.arange(HORIZON_DAYS + 1)[:, None]
    reach = np.where(lag >= 0, both[np.clip(lag, 0, len(both) - 1)], 0.0)
    intended = np.concatenate([np.zeros((len(rows), 1)), begins[rows] @ reach], axis=1)
    column = np.clip(view.paying[rows, 1:] - view.as_of[rows, None] + 1, 0, HORIZON_DAYS + 1)
    result[rows] = (1.0 - view.parameters.dispute_credited_share) * np.take_along_axis(intended, column, axis=1)
    return result


def _part_paid(view: _View) -> Floats:
    """The first part is paid: the second follows the gap, given that it has not yet."""
    first = view.simulation.outcome.first_paid_on[view.items]
    reached = np.zeros(view.paying.shape)
    for gap, weight in _normalised(view.parameters.part_gap_days):
        reached += weight * (first[:, None] + gap <= view.paying)
    return _given_not_yet(reached)


def _in_dispute(view: _View) -> Floats:
    """An open dispute of a known age: its length is at least that age."""
    began = view.simulation.outcome.disputed_on[view.items]
    length = log_normal_weights(view.parameters.dispute_length)
    resume = log_normal_weights(view.parameters.dispute_resume)
    # Row a: P(length + resume ≤ y | length ≥ a).
    pieces = np.zeros((len(length), len(length) + len(resume) - 1))
    for days, weight in enumerate(length):
        pieces[days, days : days + len(resume)] = weight * resume
    at_least = np.cumsum(pieces[::-1], axis=0)[::-1]
    table = np.cumsum(at_least, axis=1) / np.cumsum(length[::-1])[::-1][:, None]
    age = np.minimum(view.as_of - began, len(length) - 1)
    elapsed = view.paying[:, 1:] - began[:, None]
    reached = np.where(elapsed >= 0, table[age[:, None], np.clip(elapsed, 0, table.shape[1] - 1)], 0.0)
    return (1.0 - view.parameters.dispute_credited_share) * reached


def _after_dispute(view: _View) -> Floats:
    """The dispute is closed and the item was not credited: it is paid a drawn while after."""
    closed = view.simulation.outcome.dispute_closed_on[view.items]
    resume = np.cumsum(log_normal_weights(view.parameters.dispute_resume))
    elapsed = view.paying - closed[:, None]
    return _given_not_yet(np.where(elapsed >= 0, resume[np.clip(elapsed, 0, len(resume) - 1)], 0.0))


def _given_not_yet(reached: Floats) -> Floats:
    """Bayes: the distribution from as_of on, given nothing by the day before (column 0)."""
    before = reached[:, :1]
    known: Floats = (reached[:, 1:] - before) / (1.0 - before)
    return known


def _length_and_resume(parameters: Parameters) -> Floats:
    both: Floats = np.convolve(
        log_normal_weights(parameters.dispute_length), log_normal_weights(parameters.dispute_resume)
    )
    return both


def _normalised(pairs: tuple[tuple[int, float], ...]) -> list[tuple[int, float]]:
    total = sum(weight for _, weight in pairs)
    return [(value, weight / total) for value, weight in pairs]
