"""The runner: what it fits, on what, and what it must not see."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ledger.arrays import LedgerArrays
from ledger.day import day_number
from ledger.policy import Policy
from tests.training.small_ledger import small_ledger
from training.artifact import contents
from training.fit import Trained, train
from training.scorer import Scorer


def test_everything_is_fitted_and_counted(trained: Trained) -> None:
    model, counts = trained.model, trained.counts
    assert model.basis == "model" and model.cash_in and model.late_payment and model.unpaid_30d
    assert model.cash_in.other is None or counts["other_events"] >= 100
    assert counts["release_snapshots"] > counts["train_snapshots"] > 0
    assert {"snapshots", "at_issue_snapshots", "ended_before_issue", "settled_items"} <= set(counts)
    assert model.metadata["stage"] == "release" and "slopes kept" in model.metadata["refitted"]
    assert model.part_share == pytest.approx(0.05, abs=0.02) and model.part_lead_days == pytest.approx(5)
    assert set(trained.timings) >= {"cash-in", "heads", "calibration", "cash-in of the release"}


def test_of_the_calibrators_the_release_keeps_the_slopes(trained: Trained) -> None:
    """The margin of typical items stays where the release's own trees put it: they have seen the calibrate window."""
    assert trained.test is not None
    for name in ("late_payment", "unpaid_30d"):
        head, before = getattr(trained.model, name), getattr(trained.test.development, name)
        typical = np.array([head.reference.mean[0].sum()])
        assert head.calibrator.slope == before.calibrator.slope
        assert head.calibrator(typical) == pytest.approx(typical)


def test_the_test_window_is_after_everything_the_development_model_saw(trained: Trained) -> None:
    test, span = trained.test, trained.windows
    assert test is not None
    assert (test.subjects.as_of >= span.test_from).all() and (test.subjects.as_of < span.cut).all()
    assert test.development.metadata["stage"] == "development"
    assert (test.ends.seen_until <= span.cut).all()


def test_it_beats_the_base_rate_on_the_test_window(trained: Trained, policy: Policy) -> None:
    test = trained.test
    assert test is not None
    rows = np.flatnonzero((test.subjects.due_on >= test.subjects.as_of) & test.ends.mature_by(test.subjects.due_on))
    subjects, ends = test.subjects.take(rows), test.ends.take(rows)
    late = ends.late(subjects.due_on, 0)
    p = Scorer(test.development, policy).score(trained.index, subjects, explain=False).p_late
    loss = -np.mean(np.where(late, np.log(p), np.log1p(-p)))
    share = late.mean()
    assert loss < 0.75 * -(share * np.log(share) + (1 - share) * np.log1p(-share))


def test_facts_after_the_cut_change_no_bit(ledger: LedgerArrays, policy: Policy, cut: date, trained: Trained) -> None:
    """Every later payment moved, its amount changed: the same files come out."""
    moves, day = ledger.allocations, day_number(cut)
    later = moves.known_on >= day
    shifted = np.where(later, moves.known_on + 40, moves.known_on).astype(np.int32)
    allocations = replace(
        moves,
        known_on=shifted,
        valued_on=np.where(later, shifted, moves.valued_on).astype(np.int32),
        amount=np.where(later, 7, moves.amount),
    )
    paid = ledger.payments
    payments = replace(paid, amount=np.where(paid.known_on >= day, 7, paid.amount))
    changed = replace(ledger, allocations=allocations, payments=payments)
    again = train(changed, policy, as_of=cut, row_budget=60_000, threads=1)
    assert contents(again.model) == contents(trained.model)


def test_progress_is_told_and_rises(ledger: LedgerArrays, cut: date) -> None:
    told: list[tuple[str, float]] = []
    too_few = Policy(minimum_settled=10_000)
    made = train(ledger, too_few, as_of=cut, progress=lambda stage, fraction: told.append((stage, fraction)))
    assert made.model.basis == "segment" and made.test is None
    assert told[-1] == ("done", 1.0) and [fraction for _, fraction in told] == sorted(fraction for _, fraction in told)


def test_with_nothing_settled_a_rule_answers(policy: Policy) -> None:
    for items in (0, 3):
        made = train(small_ledger(items=items, days=5), policy, as_of=date(2019, 4, 18))
        assert made.model.basis == "rule"
