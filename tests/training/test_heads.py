"""Which rows a head learns from: by date, never by being settled."""

import numpy as np
import pytest

from features.frame import build
from ledger.day import FOREVER
from training.fit import QUESTIONS, Trained
from training.head_columns import asked_days, head_rows
from training.heads import MOST_TAUGHT, TREES, Rows, Shape, asked, calibrator, fit_head, lesson
from training.model import CashIn
from training.models.cash_in import unpaid_by
from training.targets import CASH_IN, OPEN, Outcomes

LATE, UNPAID = QUESTIONS


def rows_of(trained: Trained) -> Rows:
    test = trained.test
    assert test is not None
    x = build(trained.index, test.subjects)
    segment = np.full(len(test.subjects), "", dtype=object)
    return Rows(test.subjects, x, test.ends, test.at_issue, np.arange(len(x)) % 5 == 0, segment)


def hazard(trained: Trained) -> CashIn:
    assert trained.model.cash_in is not None
    return trained.model.cash_in


def test_rows_enter_by_date_only(trained: Trained) -> None:
    """Paid early or still open: an item enters the head from the day on which its answer is sure to be known."""
    rows = rows_of(trained)
    for question in QUESTIONS:
        entered, _ = asked(question, rows, 0)
        nobody = Outcomes(
            np.full(len(rows), FOREVER, dtype=np.int32), np.full(len(rows), OPEN, dtype=np.int8), rows.ends.seen_until
        )
        same, unpaid = asked(question, Rows(rows.subjects, rows.x, nobody, *vars_of(rows)), 0)
        assert np.array_equal(entered, same) and unpaid.all() and len(entered) > 0


def vars_of(rows: Rows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return rows.at_issue, rows.held_out, rows.segment


def test_the_heads_share_the_items_between_them(trained: Trained) -> None:
    rows = rows_of(trained)
    late, _ = asked(LATE, rows, 3)
    unpaid, _ = asked(UNPAID, rows, 3)
    assert not set(late) & set(unpaid)
    assert (rows.subjects.as_of[unpaid] > rows.subjects.due_on[unpaid] + 3).all()
    assert (rows.subjects.as_of[late] <= rows.subjects.due_on[late] + 3).all()
    _, answers = asked(LATE, rows, 0)
    entered, _ = asked(LATE, rows, 0)
    paid_in_time = (rows.ends.cause == CASH_IN) & (rows.ends.ended_on <= rows.subjects.due_on)
    assert np.array_equal(answers, ~paid_in_time[entered])


def test_too_few_of_either_answer_fit_no_head(trained: Trained) -> None:
    rows = rows_of(trained)
    few = np.arange(60)
    small = Rows(
        rows.subjects.take(few),
        rows.x[few],
        rows.ends.take(few),
        rows.at_issue[few],
        rows.held_out[few],
        rows.segment[few],
    )
    head, told = fit_head(trained.index, UNPAID, small, teacher=hazard(trained), seed=0, threads=1)
    assert head is None and told["unpaid_30d_trees"] == 0


def test_a_head_is_calibrated_to_the_base_rate(trained: Trained) -> None:
    """Whatever its teacher said: on the rows it was calibrated on the head is right on average."""
    rows = rows_of(trained)
    head, told = fit_head(trained.index, LATE, rows, teacher=hazard(trained), seed=0, threads=1)
    assert head is not None and told["late_payment_trees"] == TREES[15] == Shape().trees
    later = calibrator(trained.index, LATE, head, rows, 1)
    entered, unpaid = asked(LATE, rows, 0)
    x = head_rows(trained.index, rows.subjects.take(entered), rows.x[entered])
    p = 1 / (1 + np.exp(-later(head.raw(x))))
    assert abs(p.mean() - unpaid.mean()) < 0.02


def test_a_target_lies_between_what_became_of_the_item_and_what_the_hazard_said(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, teacher = rows_of(trained), hazard(trained)
    entered, unpaid = asked(LATE, rows, 0)
    subjects, x = rows.subjects.take(entered), rows.x[entered]
    taught = lesson(trained.index, LATE, rows, teacher=teacher, seed=0, threads=1)
    said = unpaid_by(teacher, trained.index, subjects, x, asked_days(trained.index, subjects), 1)
    assert len(entered) < MOST_TAUGHT and np.array_equal(taught.unpaid, unpaid)
    for share in (0.0, 0.35, 1.0):
        assert np.allclose(taught.target(share), share * said + (1 - share) * unpaid)
    monkeypatch.setattr("training.heads.MOST_TAUGHT", 50)
    few = lesson(trained.index, LATE, rows, teacher=teacher, seed=0, threads=1).target(0.7)
    assert (few != unpaid).sum() == 50


def test_a_shape_changes_the_trees_and_not_the_line(trained: Trained) -> None:
    rows = rows_of(trained)
    heads = []
    for shape in (Shape(), Shape(leaves=31, learning_rate=0.1)):
        head, told = fit_head(trained.index, LATE, rows, teacher=hazard(trained), seed=0, threads=1, shape=shape)
        assert head is not None and head.start is not None and told["late_payment_trees"] == shape.trees
        assert head.booster.num_trees() == shape.trees
        heads.append(head)
    assert np.array_equal(heads[0].start.weight, heads[1].start.weight)
    trees = heads[1].booster.dump_model()["tree_info"]
    assert max(one["num_leaves"] for one in trees) > 15 >= heads[0].booster.dump_model()["tree_info"][0]["num_leaves"]
