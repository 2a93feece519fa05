"""What is kept of each row and each forecaster, so that cuts can be pooled: losses a row, not figures a cut."""

from dataclasses import dataclass

import numpy as np
from accuracy_study.cuts import Cut

from features.answers import settled
from ledger.curve import HORIZON_DAYS
from ledger.day import month_start
from training import evaluation
from training.baseline import Forecasts, days_past_due, parts, u_days
from training.evaluation import Floats, Ints
from training.judge import in_one_currency
from training.lessons import OVERDUE_DAYS, SOON_DAYS, VERY_LATE_DAYS

WEEKS = 13
NEW_CUSTOMER_INVOICES = 3
LARGE_SHARE = 0.9
Columns = dict[str, np.ndarray]
"""Name → array with one entry a row (or one row of entries)."""


@dataclass(frozen=True, slots=True)
class Question:
    """A yes-or-no question about a day, and the field of ``Chances`` that answers it."""

    name: str
    field: str
    unpaid: bool  # asked whether it is still unpaid then; False: whether it is paid


QUESTIONS = (
    Question("late", "p_late", True),
    Question("very_late", "p_very_late", True),
    Question("paid_7d", "p_paid_soon", False),
    Question("unpaid_30d", "p_unpaid_30d", True),
)
"""In the order of ``Chances``."""


def described(cut: Cut) -> Columns:
    """Populations, answers and cash of a cut's rows: the same for every forecaster."""
    subjects, seen = cut.subjects, cut.seen
    issue = subjects.as_of == subjects.issued_on
    past = days_past_due(subjects)
    worth = np.where(subjects.base_known, subjects.base, subjects.amount).astype(np.float64)
    month = np.unique(month_start(subjects.as_of), return_inverse=True)[1]
    out: Columns = {
        "at_issue": issue,
        "open": ~issue,
        "overdue": ~issue & (past > cut.policy.grace_days),
        "new_customer": settled(cut.index, subjects).invoices < NEW_CUSTOMER_INVOICES,
        "large": worth >= np.quantile(worth, LARGE_SHARE) if len(worth) else issue,
        "block": subjects.customer.astype(np.int64) * 64 + month,
        "origin": subjects.as_of.astype(np.int64),
        "never_paid": ~np.isfinite(seen.paid_day) & (seen.followed_days >= HORIZON_DAYS),
        "paid_day": seen.paid_day,
    }
    for question, day in zip(QUESTIONS, _days(cut), strict=True):
        paid = seen.paid_by(day)
        out[f"{question.name}_asked"] = (day >= 0) & seen.mature(day)
        out[f"{question.name}_happened"] = ~paid if question.unpaid else paid
    edges = np.arange(WEEKS + 1) * 7 - 1
    reached = seen.paid_day[:, None] <= np.where(edges < 0, -np.inf, edges)
    out["amount"] = in_one_currency(subjects)
    out["came_in"] = np.diff(reached, axis=1).astype(np.float64)
    out["cash_asked"] = ~issue & seen.mature(7 * WEEKS - 1)
    return out


def judged(cut: Cut, made: Forecasts, *, distribution: bool = True) -> Columns:
    """Losses of one forecaster, a row each; without ``distribution`` (it gives none) chances only."""
    chances = made.chances
    out: Columns = {question.name: np.asarray(getattr(chances, question.field)) for question in QUESTIONS}
    if not distribution:
        return out
    error, weight = evaluation.end_errors(made.expected_day, cut.seen)
    wide = np.nan_to_num(made.p90_day, nan=HORIZON_DAYS) - np.nan_to_num(made.p10_day, nan=HORIZON_DAYS)
    out |= {
        "error": error,
        "weight": weight,
        "expected_day": np.nan_to_num(made.expected_day, nan=HORIZON_DAYS),
        "width": wide,
    }
    return out | _distribution(cut, made)


def _days(cut: Cut) -> list[Ints]:
    count = len(cut.subjects)
    return [
        u_days(cut.subjects, cut.policy.grace_days),
        u_days(cut.subjects, VERY_LATE_DAYS),
        np.full(count, SOON_DAYS),
        np.full(count, OVERDUE_DAYS),
    ]


def _distribution(cut: Cut, made: Forecasts) -> Columns:
    count, share = len(cut.subjects), cut.seen.followed_share()
    crps, low, high, by_week = np.empty(count), np.empty(count), np.empty(count), np.empty((count, WEEKS))
    edges = np.arange(1, WEEKS + 1) * 7 - 1
    for part in parts(np.arange(count)):
        cdf: Floats = made.cdf(part)
        seen = cut.seen.take(part)
        crps[part] = evaluation.crps_rows(cdf, seen, share)
        low[part], high[part] = evaluation.pit_bounds(cdf, seen)
        by_week[part] = np.diff(cdf[:, edges], axis=1, prepend=0.0)
    return {"crps": crps, "pit_low": low, "pit_high": high, "by_week": by_week}
