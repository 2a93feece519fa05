"""One number, told the same everywhere: 10,000 scores of a real model on the small demo contradict themselves nowhere."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from features.index import FeatureIndex
from features.subjects import subjects_at
from ledger.asof import LedgerAsOf
from ledger.connection import open_ledger, reading
from ledger.curve import HORIZON_DAYS
from ledger.settings import Settings
from training.artifact import champion, load
from training.backtest import pairs
from training.scored_items import ScoredItems
from training.scorer import Scorer

SCORES = 10_000
WITHIN = (7, 14, 30, 60, 90, HORIZON_DAYS)


@pytest.fixture(scope="module")
def scored(demo_home: Path) -> ScoredItems:
    """Items at their issue day and on Mondays while open, all stages, with reasons."""
    settings = Settings(home=demo_home)
    engine = open_ledger(settings)
    with reading(engine) as connection:
        view = LedgerAsOf(connection, date.today() + timedelta(days=1))
        index, policy = FeatureIndex(view.arrays, view.policy), view.policy
    engine.dispose()
    last = view.arrays.as_of - 1
    asked = [pairs(view.arrays, index.closings, last - 900, last, at) for at in ("issue", "monday")]
    item, as_of = (np.concatenate([getattr(one, name) for one in asked]) for name in ("item", "as_of"))
    some = np.random.default_rng(0).permutation(len(item))[:SCORES]
    scorer = Scorer(load(champion(settings.models)), policy, threads=1)
    return scorer.score(index, subjects_at(index, item[some], as_of[some]))


@pytest.mark.xdist_group("demo")
def test_ten_thousand_scores_of_every_stage(scored: ScoredItems) -> None:
    overdue = scored.subjects.due_on < scored.subjects.as_of
    assert len(scored) == SCORES
    assert 0.05 < overdue.mean() < 0.95


@pytest.mark.xdist_group("demo")
def test_the_curve_says_what_the_head_says(scored: ScoredItems) -> None:
    """1 − F(due + grace) = p_late while not due; 1 − F(30) = p_unpaid_30d once overdue, when p_late is 1."""
    to_due = scored.subjects.due_on - scored.subjects.as_of
    ahead = to_due >= 0
    late = 1 - scored.curves.at(np.clip(to_due, 0, HORIZON_DAYS))
    assert np.abs(late - scored.p_late)[ahead].max() < 1e-9
    assert (scored.p_late[~ahead] == 1).all()
    assert np.abs(1 - scored.curves.at(30) - scored.p_unpaid_30d).max() < 1e-9
    assert np.abs(np.where(ahead, scored.p_late, scored.p_unpaid_30d) - scored.risk_target).max() < 1e-12


@pytest.mark.xdist_group("demo")
def test_the_chance_of_being_paid_never_falls(scored: ScoredItems) -> None:
    within = np.stack([scored.p_paid_within(days) for days in WITHIN], axis=1)
    assert (np.diff(within, axis=1) >= -1e-12).all()
    assert (np.diff(scored.curves.cdf, axis=1) >= -1e-12).all()
    assert (within >= 0).all() and (within <= 1).all()


@pytest.mark.xdist_group("demo")
def test_the_three_ends_sum_to_one(scored: ScoredItems) -> None:
    ends = scored.curves.at(HORIZON_DAYS) + scored.p_closed_without_cash + scored.p_unpaid_at_horizon
    assert np.abs(ends - 1).max() < 1e-9


@pytest.mark.xdist_group("demo")
def test_no_date_lies_in_the_past_and_quantiles_are_in_order(scored: ScoredItems) -> None:
    days = np.stack([scored.quantile_days(q) for q in (0.1, 0.5, 0.9)], axis=1)
    known = np.nan_to_num(days, nan=HORIZON_DAYS + 1)
    assert (known >= 0).all()
    assert (np.diff(known, axis=1) >= 0).all()


@pytest.mark.xdist_group("demo")
def test_reasons_add_up(scored: ScoredItems) -> None:
    margin = np.log(scored.risk_target / (1 - scored.risk_target))
    assert scored.contributions.any(axis=1).mean() > 0.99
    assert np.abs(scored.base_margin + scored.contributions.sum(axis=1) - margin).max() < 1e-6
    assert np.abs(scored.base_probability + scored.points.sum(axis=1) - scored.risk_target).max() < 1e-6
