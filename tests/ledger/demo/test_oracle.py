"""What makes the oracle trustworthy: held against outcomes of the simulator it must be right, not only good.

The pairs of one test come from different customers, chosen without a look at the future (the first item issued on or
after a random day), so their outcomes are independent and the usual sampling errors hold.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pytest

from ledger.day import weekday
from ledger.demo.arrays import NEVER, Days, Flags, Floats
from ledger.demo.delays import log_normal_weights
from ledger.demo.oracle import HORIZON_DAYS, oracle
from ledger.demo.parameters import Parameters
from ledger.demo.simulation import Simulation, draw_outcome, simulate

Index = npt.NDArray[np.intp]


def one_item_each(made: Simulation, seed: int, kept: Flags | None = None) -> Index:
    """For every customer the first item issued on or after a random day."""
    start = np.random.default_rng(seed).integers(made.first_on, made.until, len(made.customers.name))
    later = made.items.issued_on >= start[made.items.customer]
    rows = np.flatnonzero(later if kept is None else later & kept)
    return rows[np.unique(made.items.customer[rows], return_index=True)[1]]


def still_open(made: Simulation, index: Index, as_of: Days) -> tuple[Index, Days]:
    outcome = made.outcome
    is_open = (outcome.settled_on[index] >= as_of) & (outcome.closed_on[index] >= as_of)
    is_open &= (as_of >= made.items.issued_on[index]) & (as_of <= made.until + HORIZON_DAYS)
    return index[is_open], as_of[is_open]


def next_monday(day: Days) -> Days:
    return (day + 7 - weekday(day)).astype(np.int32)


def assert_calibrated(made: Simulation, index: Index, as_of: Days) -> None:
    """Mean probability against frequency at 7, 30, 60 and 365 days, whole and by behaviour; the PIT is uniform."""
    cdf = oracle(made, index, as_of)
    wait = made.outcome.settled_on[index].astype(np.int64) - as_of
    behaviour = made.customers.behaviour[made.items.customer[index]]
    groups = [np.ones(len(index), dtype=bool)] + [behaviour == b for b in range(len(made.parameters.behaviours))]
    for days in (7, 30, 60, HORIZON_DAYS):
        for group in groups:
            p, paid = cdf[group, days], wait[group] <= days
            error = np.sqrt((p * (1 - p)).sum())
            assert abs((paid - p).sum()) <= 4 * error + 3, (
                f"within {days} days: {p.mean():.4f} said, {paid.mean():.4f} seen"
            )
    assert kolmogorov_smirnov(pit(cdf, wait)) < 1.95, "1.95 is exceeded by chance once in a thousand"


def pit(cdf: Floats, wait: npt.NDArray[np.int64]) -> Floats:
    """The randomised probability integral transform; what is not paid within the horizon lies above F(365)."""
    rows = np.arange(len(cdf))
    day = np.minimum(wait, HORIZON_DAYS + 1)
    padded = np.concatenate([np.zeros((len(cdf), 1)), cdf, np.ones((len(cdf), 1))], axis=1)
    low, high = padded[rows, day], padded[rows, day + 1]
    return low + np.random.default_rng(9).random(len(cdf)) * (high - low)


def kolmogorov_smirnov(values: Floats) -> float:
    count = len(values)
    return float(np.sqrt(count) * np.abs(np.sort(values) - (np.arange(count) + 0.5) / count).max())


AS_OF: dict[str, Callable[[Simulation, Index], Days]] = {
    "at issue": lambda made, index: made.items.issued_on[index],
    "first Monday": lambda made, index: next_monday(made.items.issued_on[index]),
    "fourth Monday": lambda made, index: next_monday(made.items.issued_on[index] + 21),
    "eighth Monday": lambda made, index: next_monday(made.items.issued_on[index] + 49),
    "due day": lambda made, index: made.items.due_on[index],
    "first overdue Monday": lambda made, index: next_monday(made.items.due_on[index]),
    "3 weeks overdue": lambda made, index: made.items.due_on[index] + np.int32(21),
    "2 months overdue": lambda made, index: made.items.due_on[index] + np.int32(60),
    "4 months overdue": lambda made, index: made.items.due_on[index] + np.int32(120),
}


@pytest.mark.parametrize("when", AS_OF)
def test_calibrated_whenever_it_is_asked(wide: Simulation, when: str) -> None:
    index = one_item_each(wide, seed=1)
    index, as_of = still_open(wide, index, AS_OF[when](wide, index).astype(np.int32))
    assert len(index) > 100
    assert_calibrated(wide, index, as_of)


@pytest.mark.parametrize(
    ("event", "age"),
    [(event, age) for event in ("disputed_on", "dispute_closed_on", "first_paid_on") for age in (1, 6, 14)]
    + [("disputed_on", 45), ("first_paid_on", 40)],
)
def test_calibrated_after_each_event_it_may_know(wide: Simulation, event: str, age: int) -> None:
    day = getattr(wide.outcome, event)
    index = one_item_each(wide, seed=2, kept=day < NEVER)
    index, as_of = still_open(wide, index, (day[index] + age).astype(np.int32))
    assert len(index) > 100
    assert_calibrated(wide, index, as_of)


def harsh() -> Parameters:
    """A market in which everything rare is frequent, so that an error of one day in any sum shows."""
    usual = Parameters()
    behaviours = tuple(
        replace(
            b, dispute_share=0.6, part_share=0.0 if b.discount_share else 0.5, default_per_day=1 / 25, slip_share=0.3
        )
        for b in usual.behaviours
    )
    short = {"dispute_length": (3, 20, 2.0, 0.5), "dispute_lag_days": (2, -8), "cancel_lag_days": 25}
    return replace(usual, behaviours=behaviours, cancel_share=0.35, dispute_credited_share=0.3, **short)


@pytest.mark.parametrize("parameters", [Parameters(), harsh()], ids=["as it is", "harsh"])
def test_exact_to_the_third_decimal_when_one_ledger_is_drawn_over_and_over(parameters: Parameters) -> None:
    """The futures of 20 items, drawn 60,000 times each: every day of every curve agrees with the frequency."""
    base = simulate(40, 400, 8, date(2025, 12, 31), parameters=parameters)
    repeats = 60_000
    chosen = one_item_each(base, seed=3)[:20]
    rows = np.repeat(chosen, repeats)
    hidden = base.hidden
    fields = {
        name: getattr(hidden, name)[rows]
        for name in type(hidden).__dataclass_fields__
        if name not in ("delay", "default_on")
    }
    as_of = base.items.issued_on[rows].astype(np.int64)
    onset = as_of + np.random.default_rng(5).geometric(hidden.default_per_day[rows]) - 1
    many = replace(
        hidden, delay=hidden.delay.rows(rows), default_on=np.minimum(onset, NEVER).astype(np.int32), **fields
    )
    outcome = draw_outcome(many, base.calendars, base.parameters, np.random.default_rng(6))
    wait = np.minimum(outcome.settled_on - as_of, HORIZON_DAYS + 1).reshape(len(chosen), repeats)
    alive = replace(base, hidden=replace(hidden, default_on=np.full_like(hidden.default_on, NEVER)))
    cdf = oracle(alive, chosen, base.items.issued_on[chosen])
    for curve, waits in zip(cdf, wait, strict=True):
        seen = np.cumsum(np.bincount(waits, minlength=HORIZON_DAYS + 2))[: HORIZON_DAYS + 1] / repeats
        assert np.sqrt(repeats) * np.abs(seen - curve).max() < 2.2


def test_far_ahead_of_each_customers_own_frequency() -> None:
    """Even when that frequency is given the outcomes of all the customer's other invoices, later ones too."""
    made = simulate(400, 30_000, 11, date(2025, 12, 31))
    items, outcome = made.items, made.outcome
    rows = np.arange(0, len(items.issued_on), 3)
    cdf = oracle(made, rows, items.issued_on[rows])
    late = outcome.settled_on > items.due_on
    said = 1 - cdf[np.arange(len(rows)), items.due_on[rows] - items.issued_on[rows]]
    count, lates = np.bincount(items.customer), np.bincount(items.customer, late)
    own = (lates[items.customer] - late + late.mean()) / count[items.customer]
    assert log_loss(said, late[rows]) < 0.75 * log_loss(own[rows], late[rows])


def log_loss(probability: Floats, happened: Flags) -> float:
    p = np.clip(probability, 1e-4, 1 - 1e-4)
    return float(-np.log(np.where(happened, p, 1 - p)).mean())


def test_a_curve_is_a_distribution_that_never_falls(wide: Simulation) -> None:
    index = one_item_each(wide, seed=4)[:4_000]
    for offset in (0, 40, 90):
        cdf = oracle(wide, index, (wide.items.issued_on[index] + offset).astype(np.int32))
        assert cdf.shape == (len(index), 366)
        assert cdf.min() >= 0
        assert cdf.max() <= 1 + 1e-12
        assert np.diff(cdf, axis=1).min() >= -1e-12


def test_the_end_is_known_once_it_has_come(wide: Simulation) -> None:
    outcome = wide.outcome
    settled = np.flatnonzero(outcome.settled_on < wide.until)[:50]
    assert (oracle(wide, settled, outcome.settled_on[settled] + 1) == 1).all()
    closed = np.flatnonzero(outcome.closed_on < wide.until)[:50]
    assert (oracle(wide, closed, outcome.closed_on[closed] + 1) == 0).all()
    silent = np.flatnonzero((wide.hidden.default_on < wide.until) & (outcome.settled_on == NEVER))[:50]
    since = np.maximum(wide.hidden.default_on[silent] + 1, wide.items.issued_on[silent])
    assert (oracle(wide, silent, since) == 0).all()


def test_blind_to_everything_drawn_later(wide: Simulation) -> None:
    """With the future of open items drawn anew, answers of today do not move by a bit."""
    index = one_item_each(wide, seed=5)[:2_000]
    index, as_of = still_open(wide, index, (wide.items.issued_on[index] + 20).astype(np.int32))
    before = oracle(wide, index, as_of)
    rng = np.random.default_rng(3)
    changed = {}
    for name in ("settled_on", "closed_on", "first_paid_on", "disputed_on", "dispute_closed_on"):
        column = getattr(wide.outcome, name).copy()
        ahead = column[index] >= as_of
        column[index[ahead]] = as_of[ahead] + rng.integers(0, 300, int(ahead.sum()))
        changed[name] = column
    onset = wide.hidden.default_on.copy()
    ahead = onset[index] >= as_of
    onset[index[ahead]] = as_of[ahead] + rng.integers(0, 300, int(ahead.sum()))
    other = replace(wide, outcome=replace(wide.outcome, **changed), hidden=replace(wide.hidden, default_on=onset))
    assert (oracle(other, index, as_of) == before).all()


def test_a_dispute_of_the_longest_age_still_has_an_answer(wide: Simulation) -> None:
    item = np.flatnonzero((wide.outcome.disputed_on < NEVER) & (wide.hidden.default_on > wide.until + 1_000))[:1]
    longest = len(log_normal_weights(wide.parameters.dispute_length)) - 1
    began = int(wide.items.issued_on[item[0]]) + 5
    changed = wide.outcome.disputed_on.copy(), wide.outcome.dispute_closed_on.copy(), wide.outcome.settled_on.copy()
    for column, day in zip(changed, (began, began + longest, began + longest + 10), strict=True):
        column[item] = day
    outcome = replace(wide.outcome, disputed_on=changed[0], dispute_closed_on=changed[1], settled_on=changed[2])
    cdf = oracle(replace(wide, outcome=outcome), item, np.array([began + longest], dtype=np.int32))
    assert cdf[0, -1] == pytest.approx(1 - wide.parameters.dispute_credited_share, abs=0.02)


def test_days_without_an_answer_are_refused_in_words(small: Simulation) -> None:
    with pytest.raises(ValueError, match="before the issue"):
        oracle(small, [0], small.items.issued_on[:1] - 1)
    with pytest.raises(ValueError, match="calendars end"):
        oracle(small, [0], [small.until + 400])
    assert oracle(small, [], np.array([], dtype=np.int32)).shape == (0, 366)
