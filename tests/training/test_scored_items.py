"""Scores as the ledger keeps them."""

from dataclasses import replace

import numpy as np
import pytest

from ledger.arrays import LedgerArrays
from ledger.curve import decode
from ledger.day import day_number
from ledger.policy import Policy
from ledger.scores import FORECAST_DAYS, GROUPS, Score
from portfolio.forecast import expected_cash
from training.fit import Trained
from training.scored_items import BEYOND_HORIZON, CURVE_MOVED, WARNINGS, ScoredItems, band, names_of
from training.scorer import Scorer


@pytest.fixture(scope="module")
def said(trained: Trained, policy: Policy) -> ScoredItems:
    assert trained.test is not None
    return Scorer(trained.model, policy).score(trained.index, trained.test.subjects.take(np.arange(120)))


@pytest.fixture(scope="module")
def scores(said: ScoredItems, ledger: LedgerArrays, policy: Policy) -> list[Score]:
    return said.scores(*names_of(ledger, said.subjects), policy)


def test_every_word_of_the_contract_is_said(scores: list[Score], said: ScoredItems, ledger: LedgerArrays) -> None:
    assert len(scores) == len(said) == 120
    for row, score in enumerate(scores):
        assert score.invoice_id == ledger.invoice_id[said.subjects.item[row]] and score.currency == "EUR"
        assert score.customer_id == ledger.customer_id[said.subjects.customer[row]]
        assert score.stage == ("overdue" if said.overdue[row] else "not_due")
        assert score.risk_target == (score.p_unpaid_30d if score.stage == "overdue" else score.p_late)
        assert score.amount_at_risk_minor == round(score.open_minor * score.risk_target)
        assert tuple(score.p_paid_within) == FORECAST_DAYS == tuple(score.expected_cash_within)
        assert list(score.p_paid_within.values()) == sorted(score.p_paid_within.values())
        dates = [day for day in (score.p10_on, score.p50_on, score.p90_on) if day is not None]
        assert dates == sorted(dates) and all(day >= score.as_of for day in dates)
        assert score.expected_on == score.p50_on
        assert (score.warnings == (CURVE_MOVED,)) == bool(said.shift[row] > 0.05)
        assert len(score.features) == len(said.feature_names)
        assert (score.part_share, score.part_lead_days) == (said.part_share, round(said.part_lead_days))
        forecast = expected_cash(
            decode([score.curve]), np.array([score.open_minor]), [30], score.part_share, score.part_lead_days
        )
        assert abs(int(forecast[0, 0]) - score.expected_cash_within[30]) <= 2, (
            "the forecast adds up what the score says"
        )


def test_the_reasons_of_a_score_add_up_and_speak_both_languages(scores: list[Score]) -> None:
    for score in scores:
        assert {reason.group for reason in score.reasons} == set(GROUPS)
        margin = score.base_margin + sum(reason.contribution for reason in score.reasons)
        assert margin == pytest.approx(np.log(score.risk_target / (1 - score.risk_target)), abs=1e-6)
        points = score.base_probability + sum(reason.points for reason in score.reasons)
        assert points == pytest.approx(score.risk_target, abs=1e-6)
        sizes = [abs(reason.contribution) for reason in score.reasons]
        assert sizes == sorted(sizes, reverse=True)
        for reason in score.reasons:
            assert reason.explains == ("p_unpaid_30d" if score.stage == "overdue" else "p_late")
            assert reason.text_en and reason.text_zh and "{value}" not in reason.text_en + reason.text_zh
            assert "because" not in reason.text_en and "caus" not in reason.text_en


def test_the_stored_curve_says_the_same_to_a_millionth(scores: list[Score]) -> None:
    curves = decode([score.curve for score in scores])
    for row, score in enumerate(scores):
        u = day_number(score.due_on) - day_number(score.as_of)
        if score.stage == "not_due":
            assert 1 - curves.at(u)[row] == pytest.approx(score.p_late, abs=2e-6)
        assert curves.at(30)[row] == pytest.approx(score.p_paid_within[30], abs=2e-6)


def test_bands(policy: Policy) -> None:
    assert [band(p, policy) for p in (0.0, 0.2499, 0.25, 0.5999, 0.6, 1.0)] == [
        "low", "low", "medium", "medium", "high", "high",
    ]  # fmt: skip


def test_every_warning_has_words_in_both_languages() -> None:
    assert all(english and chinese for english, chinese in WARNINGS.values())


def test_an_item_due_beyond_the_horizon_is_warned_of_and_is_no_loss(
    trained: Trained, ledger: LedgerArrays, policy: Policy
) -> None:
    """Due in 500 days: being open at the horizon is no default, so a contact is worth its waiting at most."""
    assert trained.test is not None
    asked = trained.test.subjects.take(np.arange(1))
    far = replace(asked, due_on=(asked.as_of + 500).astype(np.int32), memo={})
    (score,) = Scorer(trained.model, policy).score(trained.index, far).scores(*names_of(ledger, far), policy)
    assert BEYOND_HORIZON in score.warnings
    assert score.priority_minor <= 0
    assert set(WARNINGS) == {CURVE_MOVED, BEYOND_HORIZON}
