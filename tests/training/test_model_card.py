"""The model card says what the release is made from and how good it was, in both languages."""

from dataclasses import replace

from training.fit import Trained
from training.holdout import evaluate
from training.model_card import model_card


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
