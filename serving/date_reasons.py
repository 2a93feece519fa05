"""Why this date, of an open item of the ledger: its groups of reasons in days and points, in words, for the API and the page."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ledger.day import day_of
from ledger.scores import GROUPS, Group
from serving.book import BookView
from serving.scoring import open_codes, scorable, subjects_on
from training.date_reasons import DateReasons, date_reasons, typical_of
from training.head_columns import head_features
from training.reasons import Words, group_words
from training.scorer import Scorer


@dataclass(frozen=True, slots=True)
class DateExplanation:
    """``words``: of each group, in the order of GROUPS; from the feature of the group that speaks loudest in the same direction."""

    customer_id: str
    due_on: date
    model_version: str
    expected_on: date | None
    reasons: DateReasons
    words: tuple[Words, ...]

    def ranked(self) -> list[tuple[int, Group]]:
        """Place and name of each group, the one that moves the date most first."""
        order = np.argsort(-np.abs(self.reasons.days), kind="stable")
        return [(int(place), GROUPS[place]) for place in order]


def explain_date(view: BookView, scorer: Scorer, invoice_id: str, instalment: int, as_of: date) -> DateExplanation:
    """As ``scoring`` asks: on the view's own day with what has come in since, else as of the start of the day.

    ``UnknownInvoice``, ``InvoiceClosed``, ``InvalidValue`` (a credit note, no model, nothing to compare with).
    """
    code = scorable(view, invoice_id, instalment, as_of)
    item = subjects_on(view, np.array([code], dtype=np.int32), as_of)
    book = subjects_on(view, open_codes(view, as_of), as_of)
    why = date_reasons(scorer, view.index, item, typical_of(scorer, view.index, item, book))
    scored = scorer.score(view.index, item)
    features = head_features(scorer.model.further)
    words = tuple(
        group_words(features, group, scored.features[0], scored.feature_contributions[0], float(days))
        for group, days in zip(GROUPS, why.days, strict=True)
    )
    days = scored.quantile_days(0.5)[0]
    return DateExplanation(
        customer_id=str(view.arrays.customer_id[item.customer[0]]),
        due_on=day_of(int(item.due_on[0])),
        model_version=scored.model_version,
        expected_on=None if np.isnan(days) else as_of + timedelta(int(days)),
        reasons=why,
        words=words,
    )
