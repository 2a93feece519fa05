import hashlib
from dataclasses import fields
from datetime import date

import numpy as np
import pytest

from ledger.day import weekday
from ledger.demo.arrays import NEVER
from ledger.demo.parameters import (
    BENCHMARK_CUSTOMERS,
    BENCHMARK_INVOICES,
    BENCHMARK_SEEDS,
    BENCHMARK_UNTIL,
    BENCHMARK_YEARS,
    SIMULATOR_VERSION,
)
from ledger.demo.simulation import Simulation, simulate

UNTIL = date(2025, 12, 31)
FROZEN_OUTCOME = {1: "bb4d5013ee54ed3a928ab92220863f1f68eb60a57d86af6032fe0582f3435636"}


def digest(simulation: Simulation) -> str:
    made = hashlib.sha256()
    for column in (simulation.items.issued_on, simulation.items.due_on, simulation.items.amount):
        made.update(np.ascontiguousarray(column).tobytes())
    for field in fields(simulation.outcome):
        made.update(np.ascontiguousarray(getattr(simulation.outcome, field.name)).tobytes())
    return made.hexdigest()


def test_the_same_arguments_give_the_same_bytes_in_this_and_every_later_run(small: Simulation) -> None:
    again = digest(simulate(60, 4_000, 3, UNTIL))
    assert again == digest(small)
    assert again == FROZEN_OUTCOME[SIMULATOR_VERSION], (
        "the simulated market changed: raise SIMULATOR_VERSION and freeze the new digest here (a new release of numpy or "
        "holidays may change it too)"
    )
    assert digest(simulate(60, 4_000, 4, UNTIL)) != again


@pytest.mark.parametrize("seed", BENCHMARK_SEEDS)
def test_benchmark_ledgers_are_as_difficult_as_real_ones(seed: int) -> None:
    made = simulate(BENCHMARK_CUSTOMERS, BENCHMARK_INVOICES, seed, BENCHMARK_UNTIL, years=BENCHMARK_YEARS)
    outcome, items = made.outcome, made.items
    late = outcome.settled_on > items.due_on
    assert 0.30 < late.mean() < 0.42
    assert 0.05 < (outcome.settled_on.astype(np.int64) > items.due_on + 30).mean() < 0.10
    assert 0.007 < (outcome.settled_on == NEVER).mean() < 0.02
    paid = outcome.settled_on[outcome.settled_on < NEVER]
    assert (weekday(paid) >= 5).mean() < 0.02, "few payments on weekends"
    rate = np.bincount(items.customer, late) / np.maximum(np.bincount(items.customer), 1)
    explained = np.var(rate[items.customer]) / np.var(late)
    assert 0.2 < explained < 0.5, "the customer explains a lot, but not all"


def test_nobody_pays_after_falling_silent_and_nothing_happens_before_issue(wide: Simulation) -> None:
    outcome, items, hidden = wide.outcome, wide.items, wide.hidden
    for day in (outcome.settled_on, outcome.first_paid_on):
        assert (hidden.default_on[day < NEVER] > day[day < NEVER]).all()
    for day in (outcome.settled_on, outcome.first_paid_on, outcome.disputed_on, outcome.closed_on):
        assert (day > items.issued_on).all()
    unpaid = (outcome.settled_on == NEVER) & (outcome.closed_on == NEVER)
    assert (hidden.default_on[unpaid] < NEVER).all(), "only customers in default leave items open for ever"


def test_an_item_ends_in_one_way_and_in_order(wide: Simulation) -> None:
    outcome = wide.outcome
    assert not ((outcome.settled_on < NEVER) & (outcome.closed_on < NEVER)).any()
    paid_twice = (outcome.first_paid_on < NEVER) & (outcome.settled_on < NEVER)
    assert paid_twice.sum() > 100
    assert (outcome.first_paid_on < outcome.settled_on)[paid_twice].all()
    disputed = outcome.disputed_on < NEVER
    assert disputed.sum() > 500
    assert (outcome.disputed_on < outcome.dispute_closed_on)[disputed].all()
    assert (outcome.dispute_closed_on < outcome.settled_on)[disputed].all()
    assert not (outcome.written_off_on < outcome.dispute_closed_on)[disputed].any()
    assert not ((outcome.first_paid_on < NEVER) & (outcome.closed_on < NEVER)).any(), "no write-off of a half-paid item"


def test_payment_runs_show_in_the_weekdays(wide: Simulation) -> None:
    """A customer with weekly runs pays on one or two weekdays, but for holidays."""
    names = [b.name for b in wide.parameters.behaviours]
    runs = np.flatnonzero(wide.customers.behaviour == names.index("weekday_runs"))
    paid = (wide.outcome.settled_on < NEVER) & np.isin(wide.items.customer, runs)
    table = np.zeros((len(wide.customers.name), 7))
    np.add.at(table, (wide.items.customer[paid], weekday(wide.outcome.settled_on[paid])), 1)
    busy = table[table.sum(axis=1) >= 20]
    assert len(busy) > 20
    two_most = np.sort(busy, axis=1)[:, -2:].sum() / busy.sum()
    assert two_most > 0.94


@pytest.mark.parametrize(("customers", "invoices", "years"), [(0, 10, 1.0), (10, 0, 1.0), (10, 10, 0.0)])
def test_nonsense_is_refused_in_words(customers: int, invoices: int, years: float) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        simulate(customers, invoices, 1, UNTIL, years=years)


def test_one_customer_and_one_invoice_will_do() -> None:
    assert len(simulate(1, 1, 1, UNTIL).items.invoice) == 1
