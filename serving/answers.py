"""From values of the ledger to what the API says: money as decimal strings, days as dates."""

from typing import Any

from ledger.money import to_major
from ledger.scores import Score
from rendering.formats import spaced
from serving.bodies import FeatureShare, ReasonAnswer, ScoreAnswer, Share, Words

_AS_THEY_ARE = (
    "invoice_id", "instalment", "customer_id", "as_of", "issued_on", "due_on", "currency", "stage", "basis", "model_version",
    "p_on_time", "p_late", "p_very_late", "p_unpaid_30d", "p_closed_without_cash", "p_unpaid_at_horizon", "risk_target",
    "risk_band", "expected_on", "p10_on", "p50_on", "p90_on",
)  # fmt: skip


def money(minor: int, currency: str) -> str:
    """1234.50, with the currency's decimals."""
    return f"{to_major(minor, currency):f}"


def score_answer(score: Score) -> ScoreAnswer:
    """A score as the API gives it. Without reasons there is nothing to start from: a base would only repeat the score."""
    plain: dict[str, Any] = {name: getattr(score, name) for name in _AS_THEY_ARE}
    return ScoreAnswer(
        **plain,
        base_margin=score.base_margin if score.reasons else None,
        base_probability=score.base_probability if score.reasons else None,
        open_amount=money(score.open_minor, score.currency),
        amount_at_risk=money(score.amount_at_risk_minor, score.currency),
        priority=money(score.priority_minor, score.currency),
        p_paid_within={str(days): value for days, value in score.p_paid_within.items()},
        expected_cash_within={
            str(days): money(minor, score.currency) for days, minor in score.expected_cash_within.items()
        },
        reasons=[
            ReasonAnswer(
                group=reason.group,
                explains=reason.explains,
                contribution=reason.contribution,
                points=reason.points,
                text=Words(en=reason.text_en, zh=spaced(reason.text_zh)),
                details=[
                    FeatureShare(feature=one.feature, value=one.value, contribution=one.contribution, points=one.points)
                    for one in reason.details
                ],
                others=Share(contribution=reason.others_contribution, points=reason.others_points),
            )
            for reason in score.reasons
        ],
        warnings=list(score.warnings),
    )
