"""The one scoring path: coherent, blind to its batch, safe against odd values."""

from dataclasses import replace

import numpy as np
import pytest

from features.index import FeatureIndex
from features.subjects import Subjects, subjects_at
from ledger.arrays import LedgerArrays
from ledger.curve import HORIZON_DAYS
from ledger.day import day_of
from ledger.errors import ModelMismatch
from ledger.policy import Policy
from tests.training.small_ledger import small_ledger
from training.fit import Trained, train
from training.head_columns import head_features
from training.model import PaymentRisk
from training.scored_items import ScoredItems
from training.scorer import Scorer, checked
from training.snapshots import snapshots
from training.targets import outcomes


@pytest.fixture(scope="module")
def asked(ledger: LedgerArrays, trained: Trained) -> Subjects:
    """Items open at many days, not due and overdue."""
    index = trained.index
    ends = outcomes(ledger, index.closings, np.arange(ledger.item_count, dtype=np.int32), ledger.as_of)
    found = snapshots(ledger, index.closings, ends, ledger.as_of).sampled(700, 0)
    return subjects_at(index, found.item, found.as_of)


@pytest.fixture(scope="module")
def said(trained: Trained, policy: Policy, asked: Subjects) -> ScoredItems:
    return Scorer(trained.model, policy).score(trained.index, asked)


FIELDS = (
    "p_late", "p_very_late", "p_unpaid_30d", "p_closed_without_cash", "p_unpaid_at_horizon", "risk_target", "shift",
    "margin", "base_margin", "base_probability", "contributions", "points", "feature_contributions",
)  # fmt: skip


def test_one_coherent_answer(said: ScoredItems, policy: Policy) -> None:
    subjects, overdue = said.subjects, said.overdue
    assert overdue.any() and (~overdue).any()
    to_due = (subjects.due_on + policy.grace_days - subjects.as_of).astype(np.int64)
    assert np.abs(1 - said.curves.at(to_due) - said.p_late)[~overdue].max() < 1e-9
    assert (said.p_late[overdue] == 1.0).all()
    assert np.abs(1 - said.curves.at(30) - said.p_unpaid_30d).max() < 1e-9
    assert np.abs(np.where(overdue, said.p_unpaid_30d, said.p_late) - said.risk_target).max() < 1e-12
    ends = said.curves.at(HORIZON_DAYS) + said.p_closed_without_cash + said.p_unpaid_at_horizon
    assert np.abs(ends - 1).max() < 1e-12
    assert (np.diff(said.curves.daily(HORIZON_DAYS), axis=1) >= -1e-12).all()
    assert (said.p_very_late <= said.p_late + 1e-12).all()


def test_reasons_add_up(said: ScoredItems) -> None:
    assert np.abs(said.base_margin + said.contributions.sum(axis=1) - said.margin).max() < 1e-6
    assert np.abs(said.base_probability + said.points.sum(axis=1) - said.risk_target).max() < 1e-6
    assert np.abs(said.feature_contributions.sum(axis=1) - said.contributions.sum(axis=1)).max() < 1e-9


def test_features_add_up_to_their_group_in_log_odds_and_points(said: ScoredItems) -> None:
    """All of a group's features; and in a reason its strongest ones with the others, to 1e-6 on both scales."""
    columns = head_features(said.further)
    for row in range(0, len(said), 7):
        reasons = said.reasons(row)
        gap = said.margin[row] - said.base_margin[row]
        rate = (said.risk_target[row] - said.base_probability[row]) / gap
        assert sum(one.contribution for one in reasons) == pytest.approx(gap, abs=1e-6)
        for one in reasons:
            mine = [number for number, column in enumerate(columns) if column.group == one.group]
            assert said.feature_contributions[row, mine].sum() == pytest.approx(one.contribution, abs=1e-6)
            told = {detail.feature for detail in one.details}
            rest = sum(said.feature_contributions[row, number] for number in mine if columns[number].name not in told)
            assert one.others_contribution == pytest.approx(rest, abs=1e-6)
            assert one.others_points == pytest.approx(rest * rate, abs=1e-6)
            for detail in one.details:
                assert detail.points == pytest.approx(detail.contribution * rate, abs=1e-6)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("pieces", [1, 7, 350])
def test_order_batch_and_threads_change_no_bit(
    said: ScoredItems, trained: Trained, policy: Policy, asked: Subjects, threads: int, pieces: int
) -> None:
    order = np.random.default_rng(pieces).permutation(len(asked))
    scorer = Scorer(trained.model, policy, threads=threads)
    for rows in np.array_split(order, pieces)[:25]:
        part = scorer.score(trained.index, asked.take(rows))
        for name in FIELDS:
            assert np.array_equal(getattr(part, name), getattr(said, name)[rows]), name
        for day in (0, 10, 365):
            assert np.array_equal(part.curves.at(day), said.curves.at(day)[rows])


def test_no_subjects_no_scores(trained: Trained, policy: Policy, asked: Subjects) -> None:
    nothing = Scorer(trained.model, policy).score(trained.index, asked.take(np.zeros(0, dtype=np.int64)))
    assert len(nothing) == 0 and nothing.scores([], [], [], [], policy) == []


def test_a_customer_and_an_invoice_never_seen(trained: Trained, policy: Policy, asked: Subjects) -> None:
    one = asked.take(np.array([0]))
    nobody = np.array([-1], dtype=np.int32)
    stranger = replace(one, customer=nobody, item=nobody, invoice=nobody, memo={})
    for days in (-3_000, -400, 0, 40, 5_000):
        due = (one.as_of - days).astype(np.int32)
        made = Scorer(trained.model, policy).score(trained.index, replace(stranger, due_on=due, memo={}))
        assert np.isfinite(made.risk_target).all() and 0 <= made.p_unpaid_at_horizon[0] <= 1


def test_infinity_and_absurd_sizes_are_missing_values() -> None:
    x = np.array([[1.0, np.inf, -np.inf, 1e308, np.nan]])
    assert np.isnan(checked(x, 5)).tolist() == [[False, True, True, True, True]]
    with pytest.raises(ModelMismatch, match="4 columns"):
        checked(x, 4)


def test_a_model_of_other_labels_or_features_is_refused(model: PaymentRisk) -> None:
    with pytest.raises(ModelMismatch, match="other policies"):
        Scorer(model, Policy(grace_days=5))
    with pytest.raises(ModelMismatch, match="features"):
        Scorer(replace(model, feature_signature="0" * 16), Policy())
    Scorer(model, Policy(contact_cost_major=9.0))


def test_columns_the_company_brings_along_are_trained_scored_and_said() -> None:
    """A grade of each customer; without its declaration the model is refused, with a further one it serves on."""
    policy = Policy(further_features=("customer.grade:number", "customer.kind:category"))
    ledger = small_ledger(items=900)
    told = np.empty(ledger.customer_count, dtype=object)
    told[:] = [{"grade": float(n % 7), "kind": "big" if n % 2 else "small"} for n in range(ledger.customer_count)]
    arrays = replace(ledger, customers=replace(ledger.customers, attributes=told))
    trained = train(arrays, policy, as_of=day_of(ledger.as_of), row_budget=20_000, threads=1)
    model = trained.model
    assert model.further == policy.further_features and {"customer.grade", "customer.kind"} <= set(model.feature_names)
    assert model.feature_signature.endswith("+customer.grade:number+customer.kind:category")
    more = replace(policy, further_features=(*policy.further_features, "contacts_90d_count"))
    subjects = subjects_at(trained.index, np.arange(5, dtype=np.int32), np.full(5, ledger.as_of - 30, dtype=np.int32))
    made = Scorer(model, more).score(trained.index, subjects)
    grade = made.features[:, model.feature_names.index("customer.grade")]
    assert grade.tolist() == [float(code % 7) for code in subjects.customer]
    names = ["x"] * 5
    assert "customer.grade" in made.scores(names, [1] * 5, names, ["EUR"] * 5, policy)[0].features
    with pytest.raises(ModelMismatch, match="no longer declares"):
        Scorer(model, Policy())


@pytest.mark.parametrize(("minimum", "basis"), [(10_000, "segment"), (10_000, "rule")])
def test_without_a_model_the_segment_or_a_rule_answers(minimum: int, basis: str) -> None:
    arrays = small_ledger(items=400) if basis == "segment" else small_ledger(items=30, days=6)
    policy = Policy(minimum_settled=minimum)
    index = FeatureIndex(arrays, policy)
    item = np.arange(20, dtype=np.int32)
    subjects = subjects_at(index, item, np.full(20, arrays.as_of, dtype=np.int32))
    model = train(arrays, policy, as_of=np.datetime64(arrays.as_of, "D").astype(object)).model
    made = Scorer(model, policy).score(index, subjects)
    assert made.basis == basis
    names = ["x"] * 20
    scores = made.scores(names, [1] * 20, names, ["EUR"] * 20, policy)
    assert all(score.basis == basis and score.reasons == () and score.p90_on != score.p10_on for score in scores)
    assert all(abs(score.p_on_time + score.p_late - 1) < 1e-12 for score in scores)
