"""Columns of the heads beyond the catalogue."""

from pathlib import Path

import numpy as np

from features.feature import catalog
from ledger.scores import GROUPS
from training.fit import QUESTIONS, Trained
from training.head_columns import WINDOW, asked_days, head_features, head_rows, stretch


def test_every_column_is_declared_once_with_words_in_both_languages() -> None:
    names = [one.name for one in head_features()]
    assert len(names) == len(set(names)) == len(catalog()) + len(WINDOW)
    for one in WINDOW:
        assert one.group in GROUPS and one.meaning.en and one.meaning.zh and one.missing.zh
        assert "{value}" in one.reason.en and "{value}" in one.reason.zh
        # a ratio is "1.5 times" and "1.5 倍", and the second compares with something
        assert one.unit != "ratio" or one.reason.zh.endswith("的 {value}"), one.reason.zh


def test_the_day_asked_about_is_that_of_the_question(trained: Trained) -> None:
    assert trained.test is not None
    subjects, index = trained.test.subjects, trained.index
    overdue = subjects.as_of > subjects.due_on + index.policy.grace_days
    for question in QUESTIONS:
        mine = overdue == question.of_overdue
        day = question.day(subjects.due_on, subjects.as_of, index.policy.grace_days)
        assert np.array_equal(asked_days(index, subjects)[mine], np.minimum(day, 365)[mine])


def test_a_column_alone_is_the_column_beside_the_others(trained: Trained) -> None:
    assert trained.test is not None
    subjects = trained.test.subjects.take(np.arange(50))
    whole = stretch(trained.index, subjects)
    for column, one in enumerate(WINDOW):
        assert np.array_equal(one(trained.index, subjects), whole[:, column], equal_nan=True)
    x = np.zeros((50, 2))
    assert head_rows(trained.index, subjects, x).shape == (50, 2 + len(WINDOW))


def test_who_pays_such_invoices_in_time_has_a_high_share(trained: Trained) -> None:
    """The share of its past invoices paid by that day goes with what then happened."""
    assert trained.test is not None
    subjects, ends = trained.test.subjects, trained.test.ends
    rows = np.flatnonzero((subjects.due_on >= subjects.as_of) & ends.mature_by(subjects.due_on))
    share = stretch(trained.index, subjects.take(rows))[:, 3]
    paid = ends.take(rows).paid_by(subjects.due_on[rows])
    assert share[paid].mean() > share[~paid].mean() + 0.1


def test_every_column_is_told_in_the_docs() -> None:
    """docs/features.md is made from the catalogue; what the heads add stands in docs/models.md."""
    told = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
    for column in WINDOW:
        assert (
            f"| `{column.name}` | {column.group} | {column.unit} | {column.meaning.en} | {column.meaning.zh} |" in told
        )
