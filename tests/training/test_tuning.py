"""Trials of the late-payment head: the same again, blind for what came later, and taken only beyond noise."""

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest

from ledger.arrays import CASH, LedgerArrays
from ledger.policy import Policy
from tests.training.small_ledger import small_ledger
from training.fit import _Run
from training.heads import Shape
from training.tuning import (
    TRIED_FIRST,
    Budget,
    Choice,
    Trial,
    alike,
    by_customers,
    chosen,
    judged_from,
    losses,
)
from training.windows import Windows

COUNTED = (100, 200, 50, 10)


@pytest.fixture(scope="module")
def planted() -> LedgerArrays:
    """Invoices of 90 customers who are late by three facts at once, none of which tells anything alone."""
    made = small_ledger(customers=90, items=5000, seed=3)
    items, moves = made.items, made.allocations
    bits = (items.amount > np.median(items.amount)).astype(int) + (items.due_on - items.issued_on == 30)
    bits += (items.due_on + 3) % 7 >= 3
    random = np.random.default_rng(4)
    odd = (bits % 2 == 1) ^ (random.random(len(bits)) < 0.03)
    paid = np.where(odd, items.due_on + 6, items.due_on - 3) + random.integers(-2, 3, len(bits))
    day = np.maximum(paid, items.issued_on + 1).astype(np.int32)[moves.item]
    return later_paid(made, np.ones(len(day), dtype=np.bool_), day)


def later_paid(made: LedgerArrays, which: np.ndarray, day: np.ndarray) -> LedgerArrays:
    """Allocations ``which`` (m,) on ``day`` (m,) instead, and the payments with them; none after the ledger's end."""
    moves = made.allocations
    on = np.where(which, day, moves.valued_on).astype(np.int32)
    kept = np.flatnonzero(on < made.as_of)
    kept = kept[np.lexsort((on[kept], moves.item[kept]))]
    fields = {
        name: getattr(moves, name)[kept] for name in ("item", "customer", "amount", "amount_known", "kind", "sign")
    }
    moves = replace(moves, known_on=on[kept], valued_on=on[kept], **fields)
    rows = np.lexsort((moves.known_on, moves.customer))
    rows = rows[moves.kind[rows] == CASH]
    payments = replace(
        made.payments, customer=moves.customer[rows], known_on=moves.known_on[rows], paid_on=moves.valued_on[rows],
        amount=moves.amount[rows], currency=np.zeros(len(rows), dtype=np.int32), sign=np.ones(len(rows), dtype=np.int8),
    )  # fmt: skip
    return replace(made, allocations=moves, payments=payments)


def tuned(arrays: LedgerArrays, trials: int = 3, seed: int = 0) -> Choice:
    run = _Run(arrays, Policy(), arrays.as_of, seed, 1, 20_000, Budget(trials=trials), None)
    run._tuned()
    assert run.choice is not None
    return run.choice


@pytest.fixture(scope="module")
def choice(planted: LedgerArrays) -> Choice:
    return tuned(planted)


def test_where_the_shape_matters_another_is_taken(choice: Choice) -> None:
    """What the hazard's large leaves cannot see it teaches wrongly: a head that listens less to it learns the three facts."""
    best = min(choice.trials, key=lambda one: one.loss)
    assert best.is_beyond_noise and best.difference < -0.02
    assert choice.shape == best.shape != Shape() and choice.shape.teacher_share < Shape().teacher_share
    assert f"trial {best.number}" in choice.why


def test_the_standing_shape_is_tried_first_and_the_same_trials_come_again(
    planted: LedgerArrays, choice: Choice
) -> None:
    assert [one.shape for one in choice.trials] == list(TRIED_FIRST[:3])
    again = tuned(planted)
    assert again.as_dict() == choice.as_dict()
    assert scores(again) == scores(choice)


def test_what_became_known_after_the_train_window_moves_no_score(planted: LedgerArrays, choice: Choice) -> None:
    """Every payment known from there on, before the day the model is asked for and after it, comes up to two months later."""
    day = planted.allocations.valued_on
    later = day >= choice.known_before
    assert later.sum() > 500
    by = np.random.default_rng(0).integers(0, 60, planted.item_count)[planted.allocations.item]
    changed = later_paid(planted, later, day + by)
    assert not np.array_equal(changed.allocations.valued_on, day)
    assert scores(tuned(changed)) == scores(choice)
    earlier = later_paid(planted, day < choice.judge_from, day + 5)
    assert scores(tuned(earlier, trials=1))[0] != scores(choice)[0], "what was known does move them"


def scores(choice: Choice) -> list[tuple[float, ...]]:
    return [(one.loss, one.at_issue, one.on_mondays, one.difference, one.standard_error) for one in choice.trials]


def test_another_seed_draws_other_shapes_after_the_first(
    planted: LedgerArrays, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.tuning.TRIED_FIRST", TRIED_FIRST[:1])
    one, other = tuned(planted, 2), tuned(planted, 2, seed=1)
    assert one.trials[0].shape == other.trials[0].shape == Shape()
    assert one.trials[1].shape != other.trials[1].shape


def test_few_customers_keep_the_standing_shape() -> None:
    found = tuned(small_ledger(customers=20, items=1500))
    assert found.shape == Shape() and not found.trials and "fewer than 50 customers" in found.why


def test_no_trial_is_begun_that_the_clock_would_cut_off(planted: LedgerArrays) -> None:
    run = _Run(planted, Policy(), planted.as_of, 0, 1, 20_000, Budget(seconds=1e-6), None)
    began = perf_counter()
    run._tuned()
    assert run.choice is not None and not run.choice.trials and run.choice.shape == Shape()
    assert "time was up" in run.choice.why and perf_counter() - began < 60


def trial(number: int, difference: float, standard_error: float) -> Trial:
    shape = Shape(learning_rate=0.05 + number / 100)
    return Trial(number, shape, 0.5 + difference, 0.5, 0.5, difference, standard_error, 1.0)


def test_a_difference_within_its_noise_is_a_tie_and_ties_go_to_the_standing_shape() -> None:
    standing = trial(0, 0.0, 0.0)
    assert chosen([standing, trial(1, -0.003, 0.0016)], COUNTED).shape == Shape()
    assert chosen([standing, trial(1, 0.01, 0.001)], COUNTED).shape == Shape()
    found = chosen([standing, trial(1, -0.004, 0.0016), trial(2, -0.006, 0.004), trial(3, -0.005, 0.002)], COUNTED)
    assert found.shape == trial(3, 0, 0).shape and "trial 3: late log loss -0.0050" in found.why
    assert (found.judge_from, found.known_before, found.judged_rows, found.judged_customers) == COUNTED


def test_a_trial_is_judged_by_customers_and_both_populations() -> None:
    """Two rows at issue (customers 0, 1) and one on a Monday (customer 0): 1/4, 1/4, 1/2."""
    weight = alike(np.array([True, True, False]))
    assert weight == pytest.approx([0.25, 0.25, 0.5])
    away = np.array([1.0, 3.0, -1.0])  # mean ½; customer 0: ¼ · ½ − ½ · 3/2 = −5/8, customer 1: +5/8
    assert by_customers(away, weight, np.array([0, 1, 0], dtype=np.int32)) == pytest.approx(np.sqrt(2) * 5 / 8)
    assert losses(np.array([0.25, 0.25, 0.0]), np.array([True, False, True])) == pytest.approx(
        -np.log([0.25, 0.75, 1e-4])
    )
    assert alike(np.array([True, True])) == pytest.approx([0.5, 0.5])


def test_trials_are_judged_inside_the_train_window() -> None:
    assert judged_from(Windows(0, 300, 400, 500)) == 200
    assert judged_from(Windows(0, 90, 400, 500)) == 60
    assert judged_from(Windows(0, 1, 2, 3)) == 0


@pytest.mark.parametrize(
    ("budget", "nothing"),
    [
        (Budget(), True),
        (Budget(0), True),
        (Budget(trials=0), True),
        (Budget(60.0), False),
        (Budget(None, 3), False),
        (Budget(9.0, 0), True),
    ],
)
def test_no_time_or_no_trials_is_no_tuning(budget: Budget, nothing: bool) -> None:
    assert budget.is_nothing is nothing


def test_a_budget_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="-1 trials"):
        Budget(trials=-1)
