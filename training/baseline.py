"""Naive forecasts: the contract, and what all of them share. Each stands in a file of its own under ``baselines/``.

They see what our model sees: facts known before each row's ``as_of``; one that is fitted, facts known before
``trained_before``. A point forecast (a day) is turned into probabilities by the errors that very forecast has made in the
whole book so far; as a distribution it stays the point it is, so that its CRPS is its absolute error.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from features.subjects import Subjects
from ledger.curve import HORIZON_DAYS
from ledger.policy import Policy
from training import baselines
from training.delay_history import DelayHistory, conditional_cdf, survival, whole

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
CHUNK_ROWS = 2048
VERY_LATE_DAYS, SOON_DAYS, OVERDUE_DAYS = 30, 7, 30


@dataclass(frozen=True, slots=True)
class Forecasts:
    """What a forecaster says of n subjects; ours has the same form. Probabilities and days (n,), days from ``as_of``."""

    p_late: Floats
    p_very_late: Floats
    p_paid_soon: Floats  # within SOON_DAYS
    p_unpaid_30d: Floats
    expected_day: Floats  # NaN: none within the horizon
    p10_day: Floats
    p90_day: Floats
    cdf: Callable[[Ints], Floats]  # rows → F(0) … F(H), shape (k, HORIZON_DAYS + 1)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a baseline may look at. ``trained_before``: a fit sees facts known before that day."""

    history: DelayHistory
    policy: Policy
    trained_before: int


class Baseline(Protocol):
    name: str
    says: str

    def forecast(self, ground: Ground, subjects: Subjects) -> Forecasts: ...


def all_baselines() -> tuple[Baseline, ...]:
    """Every baseline under ``baselines/``, by file name."""
    found = sorted(module.name for module in iter_modules(baselines.__path__))
    return tuple(import_module(f"training.baselines.{name}").BASELINE for name in found)


@dataclass(frozen=True, slots=True)
class PointForecast:
    """A baseline that names a day: the due date plus ``delay`` days, but never a day before ``as_of``."""

    name: str
    says: str
    delay: Callable[[DelayHistory, "NDArray[np.int32]", "NDArray[np.int32]"], Floats] = field(repr=False)

    def forecast(self, ground: Ground, subjects: Subjects) -> Forecasts:
        said = self.delay(ground.history, subjects.customer, subjects.as_of)
        past = days_past_due(subjects)
        day = np.minimum(np.maximum(whole(said) - past, 0), HORIZON_DAYS)
        dressed = self._dressed(ground.history, subjects, past - whole(said))
        late, very_late = u_days(subjects, ground.policy.grace_days), u_days(subjects, VERY_LATE_DAYS)
        return Forecasts(
            p_late=1 - at(dressed, late),
            p_very_late=1 - at(dressed, very_late),
            p_paid_soon=at(dressed, np.full(len(day), SOON_DAYS)),
            p_unpaid_30d=1 - at(dressed, np.full(len(day), OVERDUE_DAYS)),
            expected_day=day.astype(np.float64),
            p10_day=day.astype(np.float64),
            p90_day=day.astype(np.float64),
            cdf=lambda rows: (np.arange(HORIZON_DAYS + 1) >= day[rows][:, None]).astype(np.float64),
        )

    def _dressed(self, history: DelayHistory, subjects: Subjects, past_said: Ints) -> Floats:
        """F by the errors of this forecast known so far, given unpaid until ``past_said`` days after the named day."""
        made = self.delay(history, history.item_customer, history.issued_on())
        out = np.empty((len(past_said), HORIZON_DAYS + 1), dtype=np.float32)
        for rows in same_week(subjects.as_of):
            curve = survival(*history.residuals(made, int(subjects.as_of[rows[0]])))
            for part in parts(rows):
                out[part] = conditional_cdf(curve[None, :], past_said[part])
        return out


def from_distribution(cdf: Callable[[Ints], Floats], subjects: Subjects, grace_days: int) -> Forecasts:
    """All figures of a forecaster that gives a distribution; ``cdf`` is asked in parts."""
    count = len(subjects.as_of)
    late, very_late = u_days(subjects, grace_days), u_days(subjects, VERY_LATE_DAYS)
    columns = np.empty((7, count))
    for rows in parts(np.arange(count)):
        daily = cdf(rows)
        week, month = np.full(len(rows), SOON_DAYS), np.full(len(rows), OVERDUE_DAYS)
        columns[:4, rows] = [
            1 - at(daily, late[rows]), 1 - at(daily, very_late[rows]), at(daily, week), 1 - at(daily, month),
        ]  # fmt: skip
        columns[4:, rows] = [quantile(daily, q) for q in (0.5, 0.1, 0.9)]
    return Forecasts(*columns, cdf=cdf)


def days_past_due(subjects: Subjects) -> Ints:
    """as_of − due on, shape (n,)."""
    return subjects.as_of.astype(np.int64) - subjects.due_on


def u_days(subjects: Subjects, after_due_days: int) -> Ints:
    """Offset from ``as_of`` of the day ``after_due_days`` after the due date, shape (n,); negative: it is past."""
    return after_due_days - days_past_due(subjects)


def at(daily: Floats, day: Ints) -> Floats:
    """F(day) of each row, shape (n,): 0 before day 0, F(H) after the horizon."""
    value = daily[np.arange(len(daily)), np.clip(day, 0, HORIZON_DAYS)].astype(np.float64)
    return np.where(day < 0, 0.0, value)


def quantile(daily: Floats, q: float) -> Floats:
    """First day with F ≥ q, shape (n,); NaN where there is none."""
    reached = daily >= q
    return np.where(reached.any(axis=1), np.argmax(reached, axis=1), np.nan)


def same_week(as_of: NDArray[np.int32]) -> list[Ints]:
    """Rows by week of their as-of day, in order of time."""
    monday = as_of - (as_of + 3) % 7
    order = np.argsort(monday, kind="stable")
    return [rows for rows in np.split(order, np.flatnonzero(np.diff(monday[order])) + 1) if len(rows)]


def parts(rows: Ints) -> list[Ints]:
    """Rows in parts that keep a daily distribution small in memory."""
    return [rows[start : start + CHUNK_ROWS] for start in range(0, len(rows), CHUNK_ROWS)]
