"""Rows → features → curve → anchoring → reasons: the one scoring path of backtest, batch and API."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from features.frame import build
from features.further import columns, signature_of
from features.index import FeatureIndex
from features.subjects import Subjects
from ledger.curve import HORIZON_DAYS, Curves
from ledger.errors import ModelMismatch
from ledger.policy import Policy
from ledger.scores import GROUPS
from training.anchoring import anchored
from training.head_columns import head_features, head_rows
from training.model import P_LEAST, Floats, Head, PaymentRisk, logit
from training.models import cash_in, late_payment, unpaid_30d
from training.reasons import clipped, explanation
from training.scored_items import ScoredItems
from training.segment import rule_of_thumb, segment_names

BEYOND = 1e15
"""No feature is larger; infinity and 1e308 would score without a word."""
VERY_LATE_DAYS = 30


class Scorer:
    """A verified model and a policy; immutable, safe to share between threads, to be swapped whole."""

    def __init__(self, model: PaymentRisk, policy: Policy, *, threads: int = 2):
        """``ModelMismatch`` where labels were defined otherwise or the features are not those the model was fitted on."""
        if model.label_hash != policy.label_hash:
            raise ModelMismatch(
                f"the model was trained under other policies of what late and settled mean ({model.label_hash}, now "
                f"{policy.label_hash}); train again, or restore grace, tolerance, cash share and base currency"
            )
        seen = head_features(model.further)
        names, signature = tuple(one.name for one in seen), signature_of(model.further)
        if model.basis == "model" and (model.feature_names != names or model.feature_signature != signature):
            raise ModelMismatch(
                f"the model was fitted on features {model.feature_signature}, this program has {signature}; train again"
            )
        lost = set(model.further) - set(policy.further_features)
        if model.basis == "model" and lost:
            raise ModelMismatch(
                f"the model sees {sorted(lost)}, which the policy further_features no longer declares; declare it, or train again"
            )
        self.model, self.policy, self.threads = model, policy, threads
        self._columns = columns(model.further)
        self._group = np.array([GROUPS.index(one.group) for one in seen], dtype=np.int64)

    def score(self, index: FeatureIndex, subjects: Subjects, *, explain: bool = True) -> ScoredItems:
        """Score n subjects; the answer of a row depends on nothing but the row (order, batch and threads change no bit).

        Before issue: features as of ``as_of``, the curve (and the answer's ``as_of``) from the planned issue day.
        """
        asked, subjects = subjects, from_issue(subjects)
        grace = self.policy.grace_days
        overdue = subjects.as_of > subjects.due_on + grace
        due_day = late_payment.QUESTION.day(subjects.due_on, subjects.as_of, grace)
        day = np.where(overdue, unpaid_30d.DAYS, np.minimum(due_day, HORIZON_DAYS)).astype(np.int32)
        segment = segment_names(index.arrays, subjects.customer, subjects.as_of)
        if self.model.cash_in is None:
            past_due = (subjects.as_of - subjects.due_on).astype(np.int32)
            curves, closed = self.model.segment.curves(segment, past_due, day)
            x = np.zeros((len(subjects), 0))
            return self._answer(subjects, overdue, day, curves, curves, closed, x, segment, explain=False)
        x = checked(build(index, asked, self._columns), len(self._columns))
        free, closed = cash_in.curves(self.model.cash_in, index, subjects, x, day, self.threads)
        x = checked(head_rows(index, subjects, x), len(self.model.feature_names))
        curves = self._anchored(free, day, self._margins(x, overdue))
        return self._answer(subjects, overdue, day, free, curves, closed, x, segment, explain=explain)

    def _heads(self, overdue: NDArray[np.bool_]) -> list[tuple[Head, NDArray[np.int64]]]:
        """Each head that there is, and the rows it is asked about."""
        pairs = ((self.model.late_payment, ~overdue), (self.model.unpaid_30d, overdue))
        return [(head, np.flatnonzero(asked)) for head, asked in pairs if head is not None]

    def _margins(self, x: Floats, overdue: NDArray[np.bool_]) -> Floats:
        """Clipped margin of the risk target, shape (n,); NaN where no head answers (the curve does)."""
        margin = np.full(len(x), np.nan)
        for head, rows in self._heads(overdue):
            margin[rows] = clipped(head.margin(x[rows], self.threads))[1]
        return margin

    @staticmethod
    def _anchored(free: Curves, day: NDArray[np.int32], margin: Floats) -> Curves:
        asked = ~np.isnan(margin)
        bent, _ = anchored(free, day, clipped(np.nan_to_num(margin))[0])
        return Curves(free.days_past_due, free.anchor, free.starts, np.where(asked[:, None], bent.cdf, free.cdf))

    def _answer(
        self,
        subjects: Subjects,
        overdue: NDArray[np.bool_],
        day: NDArray[np.int32],
        free: Curves,
        curves: Curves,
        closed: Floats,
        x: Floats,
        segment: NDArray[np.object_],
        *,
        explain: bool,
    ) -> ScoredItems:
        target = 1.0 - curves.at(day)
        due = (subjects.due_on - subjects.as_of).astype(np.int64)
        at_horizon = curves.at(HORIZON_DAYS)
        left = 1.0 - at_horizon
        closed_share = np.clip(closed / np.maximum(1.0 - free.at(HORIZON_DAYS), 1e-12), 0.0, 1.0)
        margin = logit(np.clip(target, P_LEAST, 1.0 - P_LEAST))
        base = margin.copy()
        contributions, points = np.zeros((len(x), len(GROUPS))), np.zeros((len(x), len(GROUPS)))
        features = np.zeros((len(x), x.shape[1] if explain else 0))
        if explain:
            for head, rows in self._heads(overdue):
                why = explanation(head, x[rows], segment[rows], margin[rows], self._group, self.threads)
                base[rows], contributions[rows] = why.base_margin, why.contributions
                points[rows], features[rows] = why.points, why.features
        return ScoredItems(
            basis=self.model.basis,
            model_version=self.model.version,
            subjects=subjects,
            overdue=overdue,
            p_late=np.where(overdue, 1.0, target),
            p_very_late=1.0 - curves.at(due + VERY_LATE_DAYS),
            p_unpaid_30d=1.0 - curves.at(unpaid_30d.DAYS),
            p_closed_without_cash=left * closed_share,
            p_unpaid_at_horizon=left * (1.0 - closed_share),
            risk_target=target,
            curves=curves,
            shift=np.abs(curves.cdf - free.cdf).max(axis=1, initial=0.0),
            margin=margin,
            base_margin=base,
            base_probability=np.asarray(1.0 / (1.0 + np.exp(-base))),
            contributions=contributions,
            points=points,
            feature_contributions=features,
            features=x,
            feature_names=self.model.feature_names if x.shape[1] else (),
            further=self.model.further,
            part_share=self.model.part_share,
            part_lead_days=self.model.part_lead_days,
        )


def without_model(policy: Policy) -> Scorer:
    """Abstention (CONTRACTS): where no model was ever released the rule of thumb answers, with basis "rule"."""
    rule = PaymentRisk(
        basis="rule", label_hash=policy.label_hash, feature_names=(), feature_signature="", segment=rule_of_thumb(), version="rule"
    )  # fmt: skip
    return Scorer(rule, policy)


def from_issue(subjects: Subjects) -> Subjects:
    """The same, with ``as_of`` moved to the issue day where that is still to come (CONTRACTS, Time)."""
    ahead = subjects.issued_on > subjects.as_of
    if not ahead.any():
        return subjects
    return replace(subjects, as_of=np.maximum(subjects.as_of, subjects.issued_on), memo={})


def checked(x: Floats, columns: int) -> Floats:
    """Features as the trees may see them: the right number of columns, infinities and absurd sizes as missing."""
    if x.ndim != 2 or x.shape[1] != columns:
        raise ModelMismatch(f"features of shape {x.shape}, the model was fitted on {columns} columns; train again")
    return np.where(np.abs(x) < BEYOND, x, np.nan)
