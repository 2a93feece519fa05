"""Every field of CONTRACTS stands in the answer; money is a decimal string with the currency's decimals."""

from dataclasses import fields, replace

import pytest

from ledger.scores import Score
from serving.answers import money, score_answer
from tests.serving.scored_ledger import OPEN, TODAY, score_of


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [(123450, "EUR", "1234.50"), (-5, "EUR", "-0.05"), (1234, "JPY", "1234"), (1, "KWD", "0.001")],
)
def test_money(minor: int, currency: str, said: str) -> None:
    assert money(minor, currency) == said


def test_without_reasons_there_is_no_base() -> None:
    said = score_answer(replace(score_of(OPEN[0], TODAY), reasons=()))
    assert said.base_margin is None and said.base_probability is None and said.risk_target > 0


def test_numbers_in_chinese_reasons_stand_apart() -> None:
    score = score_of(OPEN[0], TODAY)
    tight = replace(score.reasons[0], text_zh="另有发票已逾期2 天")
    assert score_answer(replace(score, reasons=(tight,))).reasons[0].text.zh == "另有发票已逾期 2 天"


def test_every_field_is_told() -> None:
    score = score_of(OPEN[0], TODAY)
    said = score_answer(score).model_dump(mode="json")
    renamed = {"open_minor": "open_amount", "amount_at_risk_minor": "amount_at_risk", "priority_minor": "priority"}
    kept_back = {"curve", "features", "part_share", "part_lead_days"}
    assert {renamed.get(field.name, field.name) for field in fields(Score)} - kept_back == said.keys()
    assert said["open_amount"] == "18420.00" and said["amount_at_risk"] == "13078.20"
    assert said["expected_cash_within"].keys() == {"7", "14", "30", "60", "90"}
    assert said["as_of"] == "2026-06-15"
    for reason in said["reasons"]:
        for scale in ("contribution", "points"):
            whole = sum(one[scale] for one in reason["details"]) + reason["others"][scale]
            assert whole == pytest.approx(reason[scale], abs=1e-12)
    assert sum(reason["points"] for reason in said["reasons"]) == pytest.approx(
        score.risk_target - score.base_probability
    )
    assert said["reasons"][0]["text"]["zh"].startswith("通常")
