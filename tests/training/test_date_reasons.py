"""Why this date: exact Shapley values of the groups on the shown curve."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from features.subjects import Subjects
from ledger.curve import HORIZON_DAYS
from ledger.errors import InvalidValue
from ledger.policy import Policy
from ledger.scores import FORECAST_DAYS, GROUPS
from training.date_reasons import COALITIONS, SHAPLEY, TYPICAL_ITEMS, date_reasons, typical_of
from training.fit import Trained
from training.scorer import Scorer, from_issue, without_model


@pytest.fixture(scope="module")
def scorer(trained: Trained, policy: Policy) -> Scorer:
    return Scorer(trained.model, policy, threads=1)


@pytest.fixture(scope="module")
def book(trained: Trained) -> Subjects:
    """Items of the test window, all asked about on the day of the first."""
    assert trained.test is not None
    some = trained.test.subjects.take(np.arange(120))
    return replace(some, as_of=np.repeat(some.as_of.max(), 120), memo={})


def test_the_weights_are_those_of_all_orders() -> None:
    """φ by its definition: the mean over all orders of what a group adds when it joins."""
    values = np.random.default_rng(3).normal(size=len(COALITIONS))
    place = {frozenset(np.flatnonzero(row).tolist()): number for number, row in enumerate(COALITIONS)}
    slow = np.zeros(len(GROUPS))
    orders = list(permutations(range(len(GROUPS))))
    for order in orders:
        joined: frozenset[int] = frozenset()
        for group in order:
            slow[group] += values[place[joined | {group}]] - values[place[joined]]
            joined |= {group}
    assert np.abs(slow / len(orders) - SHAPLEY @ values).max() < 1e-9


def test_they_add_up_to_the_score(scorer: Scorer, trained: Trained, book: Subjects) -> None:
    for row in (0, 7, 60, 119):
        item = book.take(np.array([row]))
        why = date_reasons(scorer, trained.index, item, typical_of(scorer, trained.index, item, book))
        score = scorer.score(trained.index, item)
        median = score.quantile_days(0.5)[0]
        assert why.expected_days == (HORIZON_DAYS if np.isnan(median) else median)
        assert why.typical_days + why.days.sum() == pytest.approx(why.expected_days, abs=1e-9)
        shown = [score.p_paid_within(day)[0] for day in FORECAST_DAYS]
        assert why.paid == pytest.approx(shown, abs=1e-12)
        assert why.typical_paid + why.points.sum(axis=0) == pytest.approx(shown, abs=1e-9)
        assert np.abs(why.days).max() > 0, "eight typical items are not all like this one"


def test_an_item_beside_its_like_has_nothing_to_explain(scorer: Scorer, trained: Trained, book: Subjects) -> None:
    item = book.take(np.array([5]))
    why = date_reasons(scorer, trained.index, item, item)
    assert max(np.abs(why.days).max(), np.abs(why.points).max()) < 1e-12 and why.typical_days == why.expected_days


def test_typical_items_are_of_the_same_stage_and_never_the_item_itself(
    scorer: Scorer, trained: Trained, book: Subjects
) -> None:
    late = book.as_of > book.due_on
    assert late.any() and not late.all()
    for row in (int(np.flatnonzero(late)[0]), int(np.flatnonzero(~late)[0])):
        item = book.take(np.array([row]))
        alike = typical_of(scorer, trained.index, item, book)
        assert 1 <= len(alike) <= TYPICAL_ITEMS and item.item[0] not in alike.item
        assert ((alike.as_of > alike.due_on) == late[row]).all()
        again = typical_of(scorer, trained.index, item, book)
        assert (alike.item == again.item).all()


def test_the_dates_are_the_items_own(scorer: Scorer, trained: Trained, book: Subjects) -> None:
    """When the typical item fell due plays no part: the days past due are not a reason of customer or invoice."""
    item, alike = book.take(np.array([3])), book.take(np.array([40]))
    moved = replace(alike, due_on=alike.due_on + 20, issued_on=alike.issued_on + 3, memo={})
    said = [date_reasons(scorer, trained.index, item, one) for one in (alike, moved)]
    assert (said[0].days == said[1].days).all() and (said[0].points == said[1].points).all()


def test_a_planned_invoice_is_explained_from_its_issue_day(scorer: Scorer, trained: Trained, book: Subjects) -> None:
    one = book.take(np.array([9]))
    planned = replace(one, issued_on=one.as_of + 10, due_on=one.as_of + 40, memo={})
    why = date_reasons(scorer, trained.index, planned, book.take(np.array([30, 31])))
    score = scorer.score(trained.index, planned)
    assert why.paid == pytest.approx([score.p_paid_within(day)[0] for day in FORECAST_DAYS], abs=1e-12)
    assert (score.subjects.as_of == from_issue(planned).as_of).all()


def test_nothing_to_compare_with_and_no_model_are_said(scorer: Scorer, trained: Trained, book: Subjects) -> None:
    item = book.take(np.array([0]))
    with pytest.raises(InvalidValue, match="no other open item"):
        date_reasons(scorer, trained.index, item, typical_of(scorer, trained.index, item, item))
    with pytest.raises(InvalidValue, match="train one first"):
        date_reasons(without_model(scorer.policy), trained.index, item, book)
