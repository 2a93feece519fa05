"""What the scorer says of many items at once, and the same as one ``ledger.scores.Score`` an item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from features.subjects import Subjects
from ledger.arrays import Flags, LedgerArrays, version_at
from ledger.curve import HORIZON_DAYS, Curves
from ledger.day import day_of
from ledger.policy import Policy
from ledger.scores import FORECAST_DAYS, Reason, Score
from portfolio.forecast import expected_cash
from portfolio.priority import priority
from training.anchoring import SHIFT_WARNED
from training.head_columns import head_features
from training.model import Basis, Floats
from training.reasons import reasons_of

CURVE_MOVED = "curve-moved"
BEYOND_HORIZON = "due-beyond-horizon"
WARNINGS = {
    CURVE_MOVED: (
        "the date curve was moved by more than 5 points to agree with the risk: read the dates with care",
        "为与风险一致，回款日期曲线调整超过 5 个百分点：请谨慎看待日期",
    ),
    BEYOND_HORIZON: (
        "falls due later than a year from now: the risk is that of being unpaid a year from now, and no date is known beyond it",
        "到期日在一年之后：风险为一年后仍未付款的概率，之后的日期未知",
    ),
}
"""Codes a score may carry in ``warnings``, in English and 简体中文."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredItems:
    """Everything the model says of n open items, as arrays of shape (n,); CONTRACTS defines each word."""

    basis: Basis
    model_version: str
    subjects: Subjects
    overdue: Flags
    p_late: Floats
    p_very_late: Floats
    p_unpaid_30d: Floats
    p_closed_without_cash: Floats
    p_unpaid_at_horizon: Floats
    risk_target: Floats
    curves: Curves  # anchored
    shift: Floats  # max |ΔF| of the anchoring
    margin: Floats  # log-odds of the risk target
    base_margin: Floats
    base_probability: Floats
    contributions: Floats  # (n, 7) log-odds, in the order of ledger.scores.GROUPS; zeros where not explained
    points: Floats  # (n, 7) probability points
    feature_contributions: Floats  # (n, features) log-odds; (n, 0) where not explained
    features: Floats  # (n, features) as the model saw them; (n, 0) with no model
    feature_names: tuple[str, ...]
    further: tuple[str, ...]  # what the model saw beside the catalogue
    part_share: float
    part_lead_days: float

    def __len__(self) -> int:
        return len(self.overdue)

    @property
    def p_on_time(self) -> Floats:
        return 1.0 - self.p_late

    def p_paid_within(self, days: int) -> Floats:
        """F(days), shape (n,)."""
        return self.curves.at(days)

    def quantile_days(self, q: float) -> Floats:
        """Days from as_of to the q-quantile of F, shape (n,); NaN where F(H) is below q."""
        return self.curves.quantile(q)

    def expected_cash(self, days: Sequence[int]) -> NDArray[np.int64]:
        """Expected cash within each of ``days``, minor units, shape (n, len(days)), part payments included."""
        return expected_cash(self.curves, self.subjects.open, days, self.part_share, round(self.part_lead_days))

    def priority(self, policy: Policy) -> NDArray[np.int64]:
        """What a contact today is expected to bring in or forward, less its cost, minor units, shape (n,)."""
        due_in_days = (self.subjects.due_on - self.subjects.as_of).astype(np.int64)
        minor_per_major = 10 ** self.subjects.decimals.astype(np.int64)
        return priority(self.curves, self.subjects.open, due_in_days, self.p_unpaid_at_horizon, minor_per_major, policy)

    def reasons(self, row: int) -> tuple[Reason, ...]:
        """Reasons of one row's risk target in words; empty where nothing was explained."""
        if not self.feature_contributions.shape[1] or not self.contributions[row].any():
            return ()
        return reasons_of(
            head_features(self.further), self._explains(row), self.features[row], self.feature_contributions[row],
            self.contributions[row], self.points[row],
        )  # fmt: skip

    def scores(
        self,
        invoice_id: Sequence[str],
        instalment: Sequence[int],
        customer_id: Sequence[str],
        currency: Sequence[str],
        policy: Policy,
    ) -> list[Score]:
        """One ``ledger.scores.Score`` a row, with reasons in words; ``names_of`` gives the names of items of the ledger."""
        said = self.subjects
        cash, worth = self.expected_cash(FORECAST_DAYS), self.priority(policy)
        within = {days: self.curves.at(days) for days in FORECAST_DAYS}
        dates = {q: self._dates(q) for q in (0.1, 0.5, 0.9)}
        at_risk = np.rint(said.open * self.risk_target).astype(np.int64)
        return [
            Score(
                invoice_id=invoice_id[row],
                instalment=int(instalment[row]),
                customer_id=customer_id[row],
                as_of=day_of(int(said.as_of[row])),
                issued_on=day_of(int(said.issued_on[row])),
                due_on=day_of(int(said.due_on[row])),
                currency=currency[row],
                open_minor=int(said.open[row]),
                stage="overdue" if self.overdue[row] else "not_due",
                basis=self.basis,
                model_version=self.model_version,
                p_on_time=float(1.0 - self.p_late[row]),
                p_late=float(self.p_late[row]),
                p_very_late=float(self.p_very_late[row]),
                p_unpaid_30d=float(self.p_unpaid_30d[row]),
                p_closed_without_cash=float(self.p_closed_without_cash[row]),
                p_unpaid_at_horizon=float(self.p_unpaid_at_horizon[row]),
                risk_target=float(self.risk_target[row]),
                risk_band=band(float(self.risk_target[row]), policy),
                amount_at_risk_minor=int(at_risk[row]),
                expected_on=dates[0.5][row],
                p10_on=dates[0.1][row],
                p50_on=dates[0.5][row],
                p90_on=dates[0.9][row],
                p_paid_within={days: float(values[row]) for days, values in within.items()},
                expected_cash_within={days: int(cash[row, column]) for column, days in enumerate(FORECAST_DAYS)},
                priority_minor=int(worth[row]),
                base_margin=float(self.base_margin[row]),
                base_probability=float(self.base_probability[row]),
                reasons=self.reasons(row),
                warnings=self._warnings(row, policy),
                part_share=float(self.part_share),
                part_lead_days=round(self.part_lead_days),
                curve=self.curves.encode(row),
                features={
                    name: float(value) if np.isfinite(value) else None
                    for name, value in zip(self.feature_names, self.features[row], strict=True)
                },
            )
            for row in range(len(self))
        ]

    def _warnings(self, row: int, policy: Policy) -> tuple[str, ...]:
        lead = int(self.subjects.due_on[row]) + policy.grace_days - int(self.subjects.as_of[row])
        said = ((CURVE_MOVED, self.shift[row] > SHIFT_WARNED), (BEYOND_HORIZON, lead > HORIZON_DAYS))
        return tuple(code for code, holds in said if holds)

    def _explains(self, row: int) -> Literal["p_late", "p_unpaid_30d"]:
        return "p_unpaid_30d" if self.overdue[row] else "p_late"

    def _dates(self, q: float) -> list[date | None]:
        days = self.curves.quantile(q)
        return [
            None if np.isnan(value) else day_of(int(as_of + value))
            for value, as_of in zip(days, self.subjects.as_of, strict=True)
        ]


def band(risk: float, policy: Policy) -> Literal["low", "medium", "high"]:
    """low < band_medium ≤ medium < band_high ≤ high."""
    if risk < policy.band_medium:
        return "low"
    return "medium" if risk < policy.band_high else "high"


def names_of(arrays: LedgerArrays, subjects: Subjects) -> tuple[list[str], list[int], list[str], list[str]]:
    """invoice_id, instalment, customer_id, currency of subjects in the ledger: ``scores(*names_of(...), policy)``."""
    versions = arrays.items
    row = version_at(versions.item, versions.known_on, subjects.item, subjects.as_of, first=True)
    return (
        [str(name) for name in arrays.invoice_id[subjects.item]],
        [int(number) for number in arrays.instalment[subjects.item]],
        [str(name) for name in arrays.customer_id[subjects.customer]],
        [arrays.currencies[code] for code in versions.currency[row]],
    )
