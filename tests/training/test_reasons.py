"""Reasons: SHAP values, measured against typical items, in words."""

from dataclasses import replace

import numpy as np
import pytest

from features.feature import Feature, Text, catalog, left_out
from features.frame import build
from training.fit import Trained
from training.head_columns import head_features, head_rows
from training.model import Affine, Reference, logit, sigmoid
from training.reasons import clipped, explanation, feature_words, group_words, reasons_of, reference, value_words


def columns(trained: Trained, count: int) -> np.ndarray:
    assert trained.test is not None
    subjects = trained.test.subjects.take(np.arange(count))
    return head_rows(trained.index, subjects, build(trained.index, subjects))


def group_of(features: tuple[Feature, ...]) -> np.ndarray:
    from ledger.scores import GROUPS

    return np.array([GROUPS.index(one.group) for one in features])


@pytest.mark.filterwarnings("ignore")
def test_pred_contrib_is_what_shap_says(trained: Trained) -> None:
    """The fast path equals the library that defines the values."""
    shap = pytest.importorskip("shap")
    head = trained.model.late_payment
    assert head is not None and trained.test is not None
    x = columns(trained, 40)
    said = shap.TreeExplainer(head.booster).shap_values(x)
    said = said[-1] if isinstance(said, list) else said
    assert head.start is not None
    assert np.abs(said + head.start.terms(x) - head.contributions(x)[:, :-1]).max() < 1e-9


def test_contributions_sum_to_the_margin_of_line_and_trees(trained: Trained) -> None:
    for head in (trained.model.late_payment, trained.model.unpaid_30d):
        assert head is not None and trained.test is not None
        x = columns(trained, 40)
        assert np.abs(head.calibrator(head.contributions(x).sum(axis=1)) - head.margin(x)).max() < 1e-9
        assert head.contributions(x[:0]).shape == (0, x.shape[1] + 1)


def test_typical_items_have_nothing_to_explain(trained: Trained) -> None:
    """Over the reference set itself the contributions of each group average to nothing."""
    head = trained.model.late_payment
    assert head is not None and trained.test is not None
    x = columns(trained, 300)
    segment = np.full(300, "", dtype=object)
    whole = replace(head, calibrator=Affine(0.8, -0.3), reference=reference(head, x, segment, 0, 2))
    margin = clipped(whole.margin(x))[1]
    why = explanation(whole, x, segment, margin, group_of(head_features()), 2)
    assert np.abs(why.contributions.mean(axis=0)).max() < 1e-9
    assert np.abs(why.base_margin + why.contributions.sum(axis=1) - margin).max() < 1e-9
    assert np.abs(why.base_probability + why.points.sum(axis=1) - sigmoid(margin)).max() < 1e-9


def test_a_clipped_probability_still_adds_up(trained: Trained) -> None:
    head = trained.model.late_payment
    assert head is not None and trained.test is not None
    x = columns(trained, 60)
    steep = replace(head, calibrator=Affine(60.0, 0.0))
    p, margin = clipped(steep.margin(x))
    assert p.min() == 1e-4 and p.max() == 1 - 1e-4
    assert np.abs(logit(p) - margin).max() < 1e-9
    why = explanation(steep, x, np.full(60, "DE/food", dtype=object), margin, group_of(head_features()), 2)
    assert np.abs(why.base_margin + why.contributions.sum(axis=1) - margin).max() < 1e-6
    assert np.abs(why.base_probability + why.points.sum(axis=1) - p).max() < 1e-6


def test_a_segment_is_compared_with_its_own(trained: Trained) -> None:
    head = trained.model.late_payment
    assert head is not None
    assert head.reference.segments[0] == "" and len(head.reference.segments) == len(head.reference.mean)
    made = Reference(("", "a"), np.zeros((2, 4)), (9, 9))
    assert made.rows_of(np.array(["a", "b"], dtype=object)).tolist() == [1, 0]


def declared(name: str, group: str, unit: str = "days") -> Feature:
    return Feature(
        name, group, "habit", unit, Text("m", "义"), Text("usually pays {value} late", "通常晚 {value} 付款"), "higher",
        Text("no payment yet", "尚无付款"), lambda index, subjects: np.zeros(len(subjects)),
        Text("usually pays {value} early", "通常提前 {value} 付款"),
    )  # type: ignore[arg-type]  # fmt: skip


def test_the_strongest_feature_of_a_group_speaks_for_it() -> None:
    features = (declared("usual", "habit"), declared("recent", "habit"), declared("terms", "invoice"))
    said = reasons_of(
        features, "p_late", np.array([12.0, -3.0, np.nan]), np.array([0.5, -0.2, -0.1]),
        np.array([0.3, 0, 0, 0, 0, 0, -0.1]), np.array([0.06, 0, 0, 0, 0, 0, -0.02]),
    )  # fmt: skip
    assert said[0].text_en == "usually pays 12 days late"
    assert said[0].text_zh == "通常晚 12 天 付款"
    assert said[1].text_en == "no payment yet"
    assert [reason.points for reason in said[:2]] == [0.06, -0.02]
    assert [detail.feature for detail in said[0].details] == ["usual", "recent"] and said[1].details[0].value is None
    only_early = reasons_of(
        features, "p_late", np.array([0.0, -3.0, 1.0]), np.array([0.1, -0.4, 0.0]),
        np.array([-0.3, 0, 0, 0, 0, 0, 0]), np.array([-0.06, 0, 0, 0, 0, 0, 0]),
    )  # fmt: skip
    assert only_early[0].text_en == "usually pays 3 days early"


def test_a_flag_that_is_not_set_says_so() -> None:
    """Each flag of the catalogue has words for both of its values."""
    flags = [feature for feature in catalog() if feature.unit == "flag"]
    assert {"disputed", "due_on_rest_day"} <= {feature.name for feature in flags}
    for feature in flags:
        said = [
            reasons_of((feature,), "p_late", np.array([value]), np.array([0.1]), np.full(7, 0.1), np.full(7, 0.01))
            for value in (0.0, 1.0)
        ]
        texts = [next(reason for reason in one if reason.details) for one in said]
        assert texts[0].text_en != texts[1].text_en
        assert texts[0].text_zh != texts[1].text_zh


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("usual_delay_days", 0.0, "usually pays on the due date"),
        ("usual_delay_days", -0.02, "usually pays on the due date"),
        ("usual_delay_days", -3.0, "usually pays 3 days before the due date"),
        ("overdue_count", 1.0, "one other invoice overdue"),
        ("overdue_count", 0.0, "no other invoice is overdue"),
        ("overdue_count", 2.0, "2 other invoices overdue"),
    ],
)
def test_none_and_one_are_said_as_people_say_them(name: str, value: float, said: str) -> None:
    declared = tuple(one for one in catalog() if one.name == name)
    assert group_words(declared, declared[0].group, np.array([value]), np.array([0.4]), 1.0).en == said


def test_every_feature_says_every_value_in_both_languages() -> None:
    """What is missing, none, one, some and (where it can be) less than none; of columns the company brings along too."""
    declared = ("customer.income:number", "invoice.channel:category", *(one.name for one in left_out()))
    for feature in head_features(declared):
        whole = {"flag": (0.0, 1.0), "weekday": (0.0, 4.0), "share": (0.0, 0.4, 1.0)}
        values = whole.get(feature.unit, (0.0, 1.0, 2.5, 12.0, *((-3.0,) if feature.reason_negative else ())))
        for value in (None, float("nan"), *values):
            said = feature_words(feature, value)
            assert said.en and said.zh and "{" not in said.en + said.zh, (feature.name, value)
            assert any("一" <= letter <= "鿿" for letter in said.zh) or feature.family == "further", (
                feature.name,
                value,
            )
            assert not any("一" <= letter <= "鿿" for letter in said.en), (feature.name, value)


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [(1, "days", "1 day", "1 天"), (2.44, "days", "2.4 days", "2.4 天"), (0.352, "share", "35%", "35%"),
     (1234567.0, "money", "1,234,567", "1,234,567"), (1.84, "ratio", "1.8 times", "1.8 倍"), (3, "count", "3", "3"),
     (4, "weekday", "Friday", "周五"), (5, "month_day", "5", "5")],
)  # fmt: skip
def test_values_read_as_people_write_them(value: float, unit: str, english: str, chinese: str) -> None:
    said = value_words(value, unit)  # type: ignore[arg-type]
    assert (said.en, said.zh) == (english, chinese)
