"""The features under a group of reasons, in words and points, as the page of an invoice opens them up."""

from typing import Any

from features.feature import Feature
from ledger.scores import Reason, ReasonDetail
from rendering.formats import spaced
from training.head_columns import head_features
from training.reasons import feature_words

SHOWN_POINTS = 0.0005
"""Less is printed as 0.0."""


def reason_details(reason: Reason, further: tuple[str, ...], language: str) -> dict[str, Any] | None:
    """What the template needs: ``features`` and ``others`` add up to the group's points; None where there is nothing to open.

    ``further``: policy ``further_features``; a feature that this program no longer has bears its name alone.
    """
    known = {one.name: one for one in head_features(further)}
    shown = [one for one in reason.details if abs(one.points) >= SHOWN_POINTS]
    if not shown:
        return None
    features = [{"text": _words(known.get(one.feature), one, language), "points": one.points} for one in shown]
    return {"features": features, "others": reason.points - sum(one.points for one in shown)}


def _words(feature: Feature | None, one: ReasonDetail, language: str) -> str:
    if feature is None:
        return one.feature
    said = feature_words(feature, one.value)
    return spaced(said.zh) if language == "zh" else said.en
