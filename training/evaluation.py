"""How good predictions were: pure functions on arrays, for ours and for every baseline alike.

Days count from each row's ``as_of``. A daily distribution ``cdf`` (n, HORIZON_DAYS + 1) holds F(0) … F(H). Outcomes are at
value dates. Follow-up ends on a date, never on an outcome; what that means for each figure:

- probabilities of a day (late, very late, paid in 7 days): rows followed to that day, **by date**; the others are left
  out and counted. Rows of short follow-up that happened to be paid early would flatter, so they do not enter either.
- CRPS: every row, each day weighted by 1 / share of rows followed that far (IPCW; the follow-up is known for all rows, so
  the share needs no estimate of censoring). Days that fewer than ``LEAST_FOLLOWED`` of the rows reach are left out.
- MAE, median, bias of the expected day: rows whose end is seen, weighted alike; the others are counted.
- PIT: every row; one still open has its PIT spread evenly over [F(last day followed), 1], which tells for no side.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ledger.curve import HORIZON_DAYS, Curves
from ledger.day import Days
from training.targets import CASH_IN, WITHOUT_CASH, Outcomes

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

CLIP = 1e-4
"""Probabilities are scored inside [CLIP, 1 − CLIP], as CONTRACTS clips them."""
BIN_COUNT = 15
"""Fixed bins of equal width for reliability and ECE."""
LEAST_FOLLOWED = 0.05


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What became of n predictions; day offsets from ``as_of``, inf where it was not seen."""

    paid_day: Floats  # value date of the settlement in cash
    closed_day: Floats  # closed without cash: it will never be paid
    followed_days: Ints  # last day whose facts are known

    def __post_init__(self) -> None:
        for name in ("paid_day", "closed_day"):  # a value date beyond the follow-up is not seen yet
            day = np.asarray(getattr(self, name), dtype=np.float64)
            object.__setattr__(self, name, np.where(day <= self.followed_days, day, np.inf))

    def __len__(self) -> int:
        return len(self.paid_day)

    @classmethod
    def of(cls, became: Outcomes, as_of: Days) -> "FollowUp":
        """Outcomes as the trainer has them, on the scale of days from each row's ``as_of``."""
        day = became.ended_on.astype(np.float64) - as_of
        return cls(
            np.where(became.cause == CASH_IN, day, np.inf),
            np.where(became.cause == WITHOUT_CASH, day, np.inf),
            became.seen_until.astype(np.int64) - 1 - as_of,
        )

    def take(self, rows: Ints | Flags) -> "FollowUp":
        return FollowUp(self.paid_day[rows], self.closed_day[rows], self.followed_days[rows])

    def paid_by(self, day: Ints | int) -> Flags:
        """1{T ≤ day}, shape (n,); means something where ``mature`` holds."""
        return np.asarray(self.paid_day <= day)

    def mature(self, day: Ints | int) -> Flags:
        """Followed to ``day`` by date, whatever happened before."""
        return np.asarray(self.followed_days >= day)

    def end(self) -> tuple[Floats, Flags]:
        """min(T, H), shape (n,), and where it is seen; what is closed without cash or never paid ends at H."""
        seen = np.isfinite(self.paid_day) | np.isfinite(self.closed_day) | (self.followed_days >= HORIZON_DAYS - 1)
        return np.minimum(self.paid_day, HORIZON_DAYS), seen

    def followed_share(self) -> Floats:
        """Share of rows followed to day d, shape (HORIZON_DAYS,)."""
        reach = np.bincount(np.clip(self.followed_days, -1, HORIZON_DAYS - 1) + 1, minlength=HORIZON_DAYS + 1)
        return np.asarray(np.cumsum(reach[::-1])[::-1][1:] / max(len(self), 1))


def auc(p: Floats, happened: Flags, weights: Floats | None = None) -> float:
    """Area under the ROC curve, ties counted half; NaN where only one class is there."""
    if not len(p):
        return float("nan")
    positive, negative = by_value(p, happened, np.ones(len(p)) if weights is None else weights)
    total = positive.sum() * negative.sum()
    return float((positive * (np.cumsum(negative) - negative / 2)).sum() / total) if total > 0 else float("nan")


def average_precision(p: Floats, happened: Flags) -> float:
    """Σ (R_k − R_{k−1}) · P_k over falling thresholds; NaN where nothing happened."""
    if not np.any(happened):
        return float("nan")
    positive, negative = by_value(p, happened, np.ones(len(p)))
    hits, all_rows = np.cumsum(positive[::-1]), np.cumsum((positive + negative)[::-1])
    return float((positive[::-1] * hits / all_rows).sum() / hits[-1])


def log_losses(p: Floats, happened: Flags) -> Floats:
    """Log loss of each row, shape (n,), natural logarithm."""
    clipped = np.clip(p, CLIP, 1 - CLIP)
    return np.asarray(-np.log(np.where(happened, clipped, 1 - clipped)))


def brier(p: Floats, happened: Flags) -> float:
    """Mean (p − y)²."""
    return mean((p - happened) ** 2)


@dataclass(frozen=True, slots=True)
class Reliability:
    """Predicted against seen in fixed bins, shape (BIN_COUNT,); empty bins hold NaN."""

    rows: Floats
    predicted: Floats
    seen: Floats


def reliability(p: Floats, happened: Flags, weights: Floats | None = None) -> Reliability:
    """Mean prediction and share that happened in BIN_COUNT bins of equal width."""
    w = np.ones(len(p)) if weights is None else weights
    column = np.minimum((np.asarray(p) * BIN_COUNT).astype(np.int64), BIN_COUNT - 1)
    rows: Floats = np.bincount(column, w, BIN_COUNT).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return Reliability(
            rows, np.bincount(column, w * p, BIN_COUNT) / rows, np.bincount(column, w * happened, BIN_COUNT) / rows
        )


def ece(p: Floats, happened: Flags, weights: Floats | None = None, *, debiased: bool = True) -> float:
    """Expected calibration error, Σ share of the bin · |mean p − share that happened|, less what chance alone adds.

    A perfect model's gap in a bin of n rows is about N(0, Σp(1 − p)/n²), so that its absolute value is √(2/π) · σ on
    average. That sum is taken off (never below 0): a perfect model shows ≈ 0 instead of about .01 at 10,000 rows. A model
    whose gaps are far beyond chance is shown too good by no more than that sum.
    """
    w = np.ones(len(p)) if weights is None else weights
    bins = reliability(p, happened, w)
    rows = bins.rows
    column = np.minimum((np.asarray(p) * BIN_COUNT).astype(np.int64), BIN_COUNT - 1)
    chance = np.bincount(column, w**2 * p * (1 - p) * debiased, BIN_COUNT).astype(np.float64)
    said, seen = np.nan_to_num(bins.predicted) * rows, np.nan_to_num(bins.seen) * rows
    return float(ece_of_bins(rows, said, seen, chance))


def ece_of_bins(rows: Floats, said: Floats, seen: Floats, variance: Floats) -> Floats:
    """ECE from sums by bin, shape (…, BIN_COUNT): weights, Σwp, Σwy, Σw²p(1 − p); shape (…) comes back, NaN without rows."""
    raw, chance = np.abs(said - seen).sum(axis=-1), np.sqrt(2 / np.pi * variance).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.maximum(raw - chance, 0.0) / rows.sum(axis=-1))


def end_errors(expected_day: Floats, seen: FollowUp) -> tuple[Floats, Floats]:
    """Error of the expected day (expected − end, in days; no date counts as H) and its IPCW weight, shape (n,) each."""
    end, known = seen.end()
    point = np.clip(np.nan_to_num(expected_day, nan=HORIZON_DAYS), 0, HORIZON_DAYS)
    resolved = np.minimum(np.minimum(end, seen.closed_day), HORIZON_DAYS - 1).astype(np.int64)
    share = seen.followed_share()[np.maximum(resolved, 0)]
    return point - end, np.where(known, 1.0 / np.maximum(share, LEAST_FOLLOWED), 0.0)


def crps_rows(cdf: Floats, seen: FollowUp, followed_share: Floats) -> Floats:
    """Σ_{d=0}^{H−1} (F(d) − 1{T ≤ d})² of each row, shape (n,), each day weighted by IPCW (see the module).

    ``followed_share`` comes from all rows that are compared (``FollowUp.followed_share``), so that rows can be taken in
    parts. For a point forecast this is the absolute error in days.
    """
    day = np.arange(HORIZON_DAYS)
    counted = (followed_share >= LEAST_FOLLOWED) / np.maximum(followed_share, LEAST_FOLLOWED)
    error = (cdf[:, :HORIZON_DAYS] - (seen.paid_day[:, None] <= day)) ** 2
    return np.asarray((error * (seen.followed_days[:, None] >= day)) @ counted)


def pit_bounds(cdf: Floats, seen: FollowUp) -> tuple[Floats, Floats]:
    """Between what the PIT of each row lies, shape (n,) each: F(T − 1) and F(T), or F(last day known) and 1."""
    row = np.arange(len(cdf))
    paid = seen.paid_day <= HORIZON_DAYS
    last = np.where(np.isfinite(seen.closed_day), HORIZON_DAYS, np.clip(seen.followed_days, -1, HORIZON_DAYS))
    day = np.where(paid, seen.paid_day, 0).astype(np.int64)
    before = np.where(paid, day - 1, last)
    low = np.where(before >= 0, cdf[row, np.maximum(before, 0)], 0.0)
    return low, np.where(paid, cdf[row, day], 1.0)


def pit_within(low: Floats, high: Floats, start: float, end: float) -> Floats:
    """Chance that a PIT drawn evenly from [low, high] lies in [start, end], shape (n,).

    The randomised PIT (Czado, Gneiting & Held 2009), averaged over its randomness: a point mass on one day does not make
    80 % impossible to reach.
    """
    width = high - low
    overlap = np.clip(np.minimum(high, end) - np.maximum(low, start), 0.0, None)
    inside = ((low >= start) & (low <= end)).astype(np.float64)
    return np.where(width > 1e-12, overlap / np.maximum(width, 1e-12), inside)


def pit_histogram(low: Floats, high: Floats, bins: int = 10) -> Floats:
    """Share of PIT mass in equal bins, shape (bins,); 1 / bins each for the true model."""
    edges = np.linspace(0, 1, bins + 1)
    inside = np.stack([pit_within(low, high, edges[i], edges[i + 1]) for i in range(bins)])
    total = inside.sum(axis=0)
    return np.asarray((inside / np.maximum(total, 1e-12)).mean(axis=1))


def cash_errors(by_week: Floats, seen: FollowUp, amount: Floats, as_of: Ints) -> tuple[float, float]:
    """(WAPE, bias) of cash a week, by as-of day: Σ |expected − came in| ÷ Σ came in, and the signed sum.

    ``by_week`` (n, weeks) is F at the end of weeks 1, 2, …; ``amount`` is in one currency. Rows not followed over all the weeks
    are left out; NaN where nothing came in.
    """
    weeks = by_week.shape[1]
    edges = np.arange(1, weeks + 1) * 7 - 1
    kept = seen.mature(7 * weeks - 1)
    if not kept.any():
        return float("nan"), float("nan")
    reached = np.diff(by_week[kept], axis=1, prepend=0.0)
    paid = np.diff(seen.paid_day[kept][:, None] <= np.concatenate([[-np.inf], edges]), axis=1).astype(np.float64)
    origin = np.unique(as_of[kept], return_inverse=True)[1]
    gap = np.zeros((int(origin.max()) + 1, weeks))
    np.add.at(gap, origin, (reached - paid) * amount[kept][:, None])
    came_in = float((paid * amount[kept][:, None]).sum())
    return (float(np.abs(gap).sum() / came_in), float(gap.sum() / came_in)) if came_in > 0 else (np.nan, np.nan)


def daily_cdf(curves: Curves) -> Floats:
    """F(0) … F(H) of every curve, shape (n, HORIZON_DAYS + 1); ``Curves.at`` for all days in one pass."""
    count = len(curves)
    slope = np.zeros((count, HORIZON_DAYS + 2))
    ends = np.concatenate([curves.starts[:, 1:], np.full((count, 1), HORIZON_DAYS + 1, dtype=np.int32)], axis=1)
    rise = np.diff(curves.cdf, axis=1, prepend=0.0) / np.maximum(ends - curves.starts, 1)
    change = np.diff(rise, axis=1, prepend=0.0)
    row, column = np.nonzero(curves.starts <= HORIZON_DAYS)
    slope[row, curves.starts[row, column]] = change[row, column]
    return np.clip(np.cumsum(np.cumsum(slope, axis=1), axis=1)[:, : HORIZON_DAYS + 1], 0.0, 1.0)


def mean(values: Floats, weights: Floats | None = None) -> float:
    """Weighted mean; NaN where there is nothing to average."""
    total = float(len(values) if weights is None else weights.sum())
    return float((values if weights is None else values * weights).sum() / total) if total > 0 else float("nan")


def median(values: Floats, weights: Floats) -> float:
    """Weighted median (lower one); NaN where all weights are 0."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    if not len(reached) or reached[-1] <= 0:
        return float("nan")
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])


def by_value(p: Floats, happened: Flags, weights: Floats) -> tuple[Floats, Floats]:
    """Weight of rows that happened and that did not, by rising distinct prediction; weights (…, n) → (…, levels)."""
    order = np.argsort(p, kind="stable")
    starts = np.flatnonzero(np.diff(p[order], prepend=-np.inf) > 0)
    w, y = weights[..., order], np.asarray(happened, dtype=np.float64)[order]
    yes, no = np.add.reduceat(w * y, starts, axis=-1), np.add.reduceat(w * (1 - y), starts, axis=-1)
    return np.asarray(yes, dtype=np.float64), np.asarray(no, dtype=np.float64)
