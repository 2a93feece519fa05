"""The contract of the models: what a head asks, what it answers, and what one release of ``payment-risk`` holds.

An implementation (``training/models/``) is one file: ``late_payment`` and ``unpaid_30d`` declare a ``Question`` (a head is a
classifier of "not settled in cash by day u of as_of"); ``cash_in`` is the hazard that gives the whole curve. ``training/fit.py``
runs them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from features.bin_columns import BIN_FEATURES
from ledger.day import Days
from training.linear_start import LinearStart
from training.segment import SegmentPrior
from training.trees import raw_margin

if TYPE_CHECKING:  # lightgbm imports scikit-learn: only where a model is really used
    from lightgbm import Booster

Floats = NDArray[np.float64]
Basis = Literal["model", "segment", "rule"]
NEAR_DAYS = 8
"""A curve's bins of these first days, today's among them, are asked of trees of their own."""
_START = BIN_FEATURES.index("bin_start_days") - len(BIN_FEATURES)
P_LEAST = 1e-4
"""Probabilities are clipped to [1e-4, 1 − 1e-4] (CONTRACTS)."""


def sigmoid(margin: Floats) -> Floats:
    """1 / (1 + e^−margin), shape as given."""
    with np.errstate(over="ignore"):
        return np.asarray(1.0 / (1.0 + np.exp(-margin)))


def logit(p: Floats) -> Floats:
    """ln(p / (1 − p)), shape as given."""
    return np.asarray(np.log(p) - np.log1p(-p))


@dataclass(frozen=True, slots=True)
class Affine:
    """A calibrator: slope · margin + intercept, slope > 0, so that contributions stay additive."""

    slope: float = 1.0
    intercept: float = 0.0

    def __call__(self, margin: Floats) -> Floats:
        return self.slope * margin + self.intercept


@dataclass(frozen=True, slots=True)
class Question:
    """What a head is asked: is the item still not settled in cash after day ``day(due_on, as_of, grace_days)`` of as_of?"""

    name: str
    explains: Literal["p_late", "p_unpaid_30d"]
    of_overdue: bool  # asked of items past due + grace; False: of items not yet past it
    day: Callable[[Days, Days, int], NDArray[np.int32]]
    linear_start: bool  # whether its trees start from a line: one needs many rows of many customers


@dataclass(frozen=True, slots=True)
class Reference:
    """Mean φ of typical items, what reasons are measured against: one row a segment, the whole market first (name "")."""

    segments: tuple[str, ...]
    mean: Floats  # (segments, features + 1): mean pred_contrib, the expected value last
    rows: tuple[int, ...]  # how many items each mean is over

    def rows_of(self, segment: NDArray[np.object_]) -> NDArray[np.int64]:
        """Row of each item's segment, shape (n,); the market's where the segment has none of its own."""
        place = {name: row for row, name in enumerate(self.segments)}
        return np.array([place.get(name, 0) for name in segment], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Head:
    """A fitted head: a linear start (or none), the LightGBM trees that correct it, and the affine calibrator on their sum."""

    booster: "Booster"
    start: LinearStart | None
    calibrator: Affine
    reference: Reference

    def margin(self, x: Floats, threads: int = 2) -> Floats:
        """Calibrated log-odds of "not settled by then", shape (n,); ``x`` is (n, features), NaN = missing."""
        return self.calibrator(self.raw(x, threads))

    def raw(self, x: Floats, threads: int = 2) -> Floats:
        """Log-odds before the calibrator, shape (n,)."""
        margin = raw_margin(self.booster, x, threads)
        return margin if self.start is None else self.start(x) + margin

    def contributions(self, x: Floats, threads: int = 2) -> Floats:
        """Raw SHAP values, shape (n, features + 1), the expected value last; each row sums to the raw margin.

        Those of a sum are the sum of the parts': of the trees by LightGBM, of the line its terms.
        """
        if not len(x):
            return np.zeros((0, self.booster.num_feature() + 1))
        phi = np.array(self.booster.predict(x, pred_contrib=True, num_threads=threads), dtype=np.float64)
        if self.start is not None:
            phi[:, :-1] += self.start.terms(x)
            phi[:, -1] += self.start.intercept
        return phi


@dataclass(frozen=True, slots=True)
class CashIn:
    """The fitted hazards by bin: of cash, and of closing without cash (a tree model, or a constant daily rate).

    Bins that begin within ``NEAR_DAYS`` of as_of have trees of their own: what a customer does this week, seen from today, is
    another question than what it does in a month, and where both share trees the far bins, which are many more, have most of them.
    """

    booster: "Booster"
    log_rate: float  # ln of the share of negatives kept: put back on the margin
    near: "Booster | None"  # None: too few payments for trees of their own
    near_log_rate: float
    other: "Booster | None"
    other_log_rate: float
    other_daily: float  # hazard a day where there is no tree model for it

    def margin(self, bins: Floats, threads: int = 2) -> Floats:
        """Log-odds of cash in each bin, shape (m,); ``bins`` (m, features + bin features) of ``cash_in.bin_rows``."""
        if self.near is None or not len(bins):
            return raw_margin(self.booster, bins, threads) + self.log_rate
        near = bins[:, _START] < NEAR_DAYS
        margin = np.empty(len(bins))
        for part, booster, log_rate in ((near, self.near, self.near_log_rate), (~near, self.booster, self.log_rate)):
            margin[part] = raw_margin(booster, bins[part], threads) + log_rate
        return margin


@dataclass(frozen=True, slots=True)
class GoldenRows:
    """Rows with the answers they had when the model was saved; checked at every load."""

    x: Floats  # (g, features)
    bins: Floats  # (g, features + bin features)
    late_margin: Floats
    unpaid_margin: Floats
    hazard_margin: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRisk:
    """One release: the two heads and the curve together, so that it cannot tear.

    ``basis`` "segment" or "rule": no trees, ``segment`` answers alone.
    """

    basis: Basis
    label_hash: str
    feature_names: tuple[str, ...]
    feature_signature: str
    segment: SegmentPrior
    further: tuple[str, ...] = ()  # what it sees beside the catalogue (policy further_features when it was trained)
    cash_in: CashIn | None = None
    late_payment: Head | None = None
    unpaid_30d: Head | None = None
    part_share: float = 0.0  # share of settled cash that came before the day of full settlement
    part_lead_days: float = 0.0  # how many days before, on average by amount
    golden: GoldenRows | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    version: str = ""  # short digest of the saved files; "" until ``artifact`` gave it

    def with_version(self, version: str) -> "PaymentRisk":
        return replace(self, version=version)
