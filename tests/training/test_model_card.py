"""The model card says what the release is made from and how good it was, in both languages."""

from dataclasses import replace

from training.fit import Trained
from training.heads import Shape
from training.holdout import evaluate
from training.model_card import model_card
from training.tuning import Choice, Trial


def test_the_card_holds_facts_figures_and_limits(trained: Trained) -> None:
    card = model_card(trained, evaluate(trained, threads=1, draws=0), {"ledger_digest": "abc123"})
    for said in (
        "| ledger_digest | abc123 |",
        "| duecast |",
        "**due date**",
        "中文摘要",
        "never split at random",
        "## Limits",
    ):
        assert said in card
    for day in trained.windows.as_dates().values():
        if day != trained.windows.as_dates()["first"]:
            assert day.isoformat() in card


def test_without_a_fit_it_says_so(trained: Trained) -> None:
    bare = replace(trained, test=None, model=replace(trained.model, basis="segment"))
    card = model_card(bare, None, {})
    assert "Basis: **segment**" in card
    assert "Nothing was fitted" in card


def test_what_was_tried_stands_in_it(trained: Trained) -> None:
    """Nothing, or a row a trial and why that one was chosen."""
    assert "no other was tried" in model_card(trained, None, {})
    other = Shape(leaves=31, lambda_l2=3.0)
    trials = (
        Trial(0, Shape(), 0.5, 0.5, 0.5, 0.0, 0.0, 1.0),
        Trial(1, other, 0.4925, 0.49, 0.495, -0.0075, 0.002, 1.0),
    )
    card = model_card(
        replace(trained, tuning=Choice(other, "trial 1: it is better", 18_000, 18_120, 900, 70, trials)), None, {}
    )
    assert "| 0 | 300 × 15 | 0.050 | 10.0 | 0.40% | 0.70 | 0.5000 | +0.0000 | 0.0000 |" in card
    assert "| 1 | 240 × 31 | 0.050 | 3.0 | 0.40% | 0.70 | 0.4925 | -0.0075 | 0.0020 |" in card
    assert "Chosen: trial 1: it is better." in card and "2019-04-14" in card and "共试验 2 组参数" in card
