"""Naive forecasts: the contract, and what all of them share. Each stands in a file of its own under ``baselines/``.

They see what our model sees: facts known before each row's ``as_of``; one that is fitted, facts known before the model's
own cut. A point forecast (a day) gets its probabilities from a logistic regression on the day it names; as a distribution
it stays the point it is, so that its CRPS is its absolute error.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from features.subjects import Subjects
from ledger.arrays import Codes
from ledger.curve import HORIZON_DAYS
from ledger.day import Days
from training import baselines
from training.delay_history import DelayHistory, whole
from training.lessons import OVERDUE_DAYS, SOON_DAYS, VERY_LATE_DAYS, Chances, Ground, learned_chances

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
CHUNK_ROWS = 2048


@dataclass(frozen=True, slots=True)
class Forecasts:
    """What a forecaster says of n subjects; ours has the same form. Days are counted from ``as_of``, shape (n,)."""

    chances: Chances
    expected_day: Floats  # NaN: none within the horizon
    p10_day: Floats
    p90_day: Floats
    cdf: Callable[[Ints], Floats]  # rows → F(0) … F(H), shape (k, HORIZON_DAYS + 1)


class Baseline(Protocol):
    """``name`` stands in tables and in MLflow; ``says`` is one phrase for people."""

    @property
    def name(self) -> str: ...
    @property
    def says(self) -> str: ...
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
    delay: Callable[[DelayHistory, Codes, Days], Floats] = field(repr=False)

    def forecast(self, ground: Ground, subjects: Subjects) -> Forecasts:
        said = self.delay(ground.history, subjects.customer, subjects.as_of)
        return point_forecasts(whole(said) - days_past_due(subjects), learned_chances(ground, subjects, self._facts))

    def _facts(self, history: DelayHistory, subjects: Subjects) -> Floats:
        """(n, 2) the day that is named; after the issue day also (n, 5) where ``as_of`` stands between due and that day."""
        said = self.delay(history, subjects.customer, subjects.as_of)
        columns = [np.arcsinh(said), said >= 0.5]
        if (subjects.as_of != subjects.issued_on).any():
            past = days_past_due(subjects)
            columns += [np.arcsinh(said - past), np.clip(past, -90, 0), np.clip(past, 0, 180), past > 0]
        return np.stack([np.asarray(column, dtype=np.float64) for column in columns], axis=1)


def point_forecasts(day: Ints, chances: Chances) -> Forecasts:
    """All mass on one day, shape (n,), moved into [0, HORIZON_DAYS]."""
    day = np.clip(day, 0, HORIZON_DAYS)
    named = day.astype(np.float64)
    return Forecasts(
        chances,
        named,
        named,
        named,
        lambda rows: (np.arange(HORIZON_DAYS + 1) >= day[rows][:, None]).astype(np.float64),
    )


def from_distribution(cdf: Callable[[Ints], Floats], subjects: Subjects, grace_days: int) -> Forecasts:
    """All figures of a forecaster that gives a distribution; ``cdf`` is asked in parts."""
    count = len(subjects)
    late, very_late = u_days(subjects, grace_days), u_days(subjects, VERY_LATE_DAYS)
    columns = np.empty((7, count))
    for rows in parts(np.arange(count)):
        daily = cdf(rows)
        columns[:4, rows] = (
            1 - at(daily, late[rows]),
            1 - at(daily, very_late[rows]),
            daily[:, SOON_DAYS],
            1 - daily[:, OVERDUE_DAYS],
        )
        columns[4:, rows] = [quantile(daily, q) for q in (0.5, 0.1, 0.9)]
    return Forecasts(Chances(*columns[:4]), columns[4], columns[5], columns[6], cdf)


def days_past_due(subjects: Subjects) -> Ints:
    """as_of − due on, shape (n,)."""
    return subjects.as_of.astype(np.int64) - subjects.due_on


def u_days(subjects: Subjects, after_due_days: int) -> Ints:
    """Offset from ``as_of`` of the day ``after_due_days`` after the due date, shape (n,); negative: it is past."""
    return after_due_days - days_past_due(subjects)


def at(daily: Floats, day: Ints) -> Floats:
    """F(day) of each row, shape (n,): 0 before day 0, F(H) after the horizon."""
    value = daily[np.arange(len(daily)), np.clip(day, 0, HORIZON_DAYS)]
    return np.where(day < 0, 0.0, value)


def quantile(daily: Floats, q: float) -> Floats:
    """First day with F ≥ q, shape (n,); NaN where there is none."""
    reached = daily >= q
    return np.where(reached.any(axis=1), np.argmax(reached, axis=1), np.nan)


def same_week(as_of: Days) -> list[Ints]:
    """Rows by week of their as-of day, in order of time."""
    monday = as_of - (as_of + 3) % 7
    order = np.argsort(monday, kind="stable")
    return [rows for rows in np.split(order, np.flatnonzero(np.diff(monday[order])) + 1) if len(rows)]


def parts(rows: Ints) -> list[Ints]:
    """Rows in parts that keep a daily distribution small in memory."""
    return [rows[start : start + CHUNK_ROWS] for start in range(0, len(rows), CHUNK_ROWS)]
