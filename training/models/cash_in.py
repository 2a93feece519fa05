"""When the cash comes: discrete-time hazards over the bins of ``ledger.curve``, given that the item is still open at as_of.

A row is (item, as-of day, bin): the item's features at as_of and the bin's own (days past due minus the customer's usual delay,
the customer's share of payments on that weekday …). Two hazards compete: cash, and closing without cash (credit note, write-off).
"""

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from features.bins import bin_features
from features.index import FeatureIndex
from features.subjects import Subjects
from ledger.arrays import Flags
from ledger.curve import HORIZON_DAYS, Curves, bin_starts
from training.exposure import Exposure, exposure
from training.model import NEAR_DAYS, CashIn, Floats, sigmoid
from training.segment import two_ends
from training.targets import CASH_IN, WITHOUT_CASH, Outcomes
from training.trees import fit_trees, raw_margin

if TYPE_CHECKING:
    from lightgbm import Booster

CASH_TREES = 130
FEWEST_CASH_TREES = 50
"""A fifth of a small ledger says stop by chance: on the IBM sample after 34 … 38, where 50 did better on three later windows."""
CASH: dict[str, Any] = {"learning_rate": 0.1, "num_leaves": 31, "feature_fraction": 0.4, "lambda_l2": 100.0}
LEAF_SHARE, LEAF_LEAST, LEAF_MOST = 0.005, 60, 1_500
"""Rows a leaf must have, as a share of all: one item gives many rows, so small leaves would learn single customers."""
OTHER_TREES = 60
OTHER: dict[str, Any] = {"learning_rate": 0.1, "num_leaves": 7, "min_data_in_leaf": 200, "lambda_l2": 20.0}
FEWEST_OTHER = 100
"""With fewer items closed without cash their hazard is one constant a day."""
OTHER_SHARE_OF_BUDGET = 0.25
FEWEST_NEAR = 500
"""With fewer payments in its days the near bins are asked of the trees of all bins."""
NEAR_SHARE_OF_BUDGET = 0.5
PATIENCE = 15
ITEMS_AT_ONCE = 1_000


class Trees(NamedTuple):
    """How many trees each hazard has at most."""

    cash: int
    near: int
    other: int


MOST_TREES = Trees(CASH_TREES, CASH_TREES, OTHER_TREES)


def fit(
    index: FeatureIndex,
    subjects: Subjects,
    x: Floats,
    ends: Outcomes,
    *,
    budget: int,
    held_out: Flags | None,
    trees: Trees = MOST_TREES,
    seed: int,
    threads: int,
) -> tuple[CashIn, dict[str, int]]:
    """Both hazards and how many trees and rows each has; ``held_out`` (n,) snapshots decide the number of trees."""
    cash = exposure(subjects, ends, CASH_IN, budget, seed)
    fewest = min(FEWEST_CASH_TREES, trees.cash)
    booster, cash_trees = _trees(index, subjects, x, cash, CASH, (fewest, trees.cash), held_out, seed, threads)
    told = {"cash_rows": len(cash), "cash_trees": cash_trees}
    near = exposure(subjects, ends, CASH_IN, int(budget * NEAR_SHARE_OF_BUDGET), seed, before_day=NEAR_DAYS)
    told |= {"near_rows": len(near), "near_trees": 0}
    near_booster = None
    if int(near.happened.sum()) >= FEWEST_NEAR:
        fewest = min(FEWEST_CASH_TREES, trees.near)
        near_booster, told["near_trees"] = _trees(
            index, subjects, x, near, CASH, (fewest, trees.near), held_out, seed, threads
        )
    other = exposure(subjects, ends, WITHOUT_CASH, int(budget * OTHER_SHARE_OF_BUDGET), seed + 1)
    events = int(other.happened.sum())
    told |= {"other_rows": len(other), "other_events": events, "other_trees": 0}
    days = (other.end - other.start).astype(np.float64)
    lived = float(days[other.happened].sum() + days[~other.happened].sum() / other.rate)
    daily = events / lived if lived else 0.0
    other_booster = None
    if events >= FEWEST_OTHER:
        other_booster, told["other_trees"] = _trees(
            index, subjects, x, other, OTHER, (1, trees.other), held_out, seed, threads
        )
    model = CashIn(
        booster, math.log(cash.rate), near_booster, math.log(near.rate), other_booster, math.log(other.rate), daily
    )
    return model, told


def curves(
    model: CashIn,
    index: FeatureIndex,
    subjects: Subjects,
    x: Floats,
    anchor: NDArray[np.int32],
    threads: int = 2,
) -> tuple[Curves, Floats]:
    """Curves (not yet anchored; a bin ends on day ``anchor``) and P(closed without cash by the horizon), n each."""
    past_due = (subjects.as_of - subjects.due_on).astype(np.int32)
    starts = bin_starts(past_due, anchor)
    cdf, closed = np.ones(starts.shape), np.zeros(len(subjects))
    for first in range(0, len(subjects), ITEMS_AT_ONCE):
        rows = np.arange(first, min(first + ITEMS_AT_ONCE, len(subjects)))
        cdf[rows], closed[rows] = _both_hazards(model, index, subjects, x, rows, starts[rows], threads)
    return Curves(past_due, anchor, starts, cdf), closed


def unpaid_by(
    model: CashIn,
    index: FeatureIndex,
    subjects: Subjects,
    x: Floats,
    day: NDArray[np.int64],
    threads: int = 2,
) -> Floats:
    """P(not settled in cash by ``day`` days after as_of), shape (n,): 1 − F(day) of ``curves``, without the bins after it."""
    last = np.minimum(day, HORIZON_DAYS).astype(np.int32)
    starts = bin_starts((subjects.as_of - subjects.due_on).astype(np.int32), last)
    starts = np.where(starts > last[:, None] + 1, HORIZON_DAYS + 1, starts).astype(np.int32)
    column = (starts <= last[:, None]).sum(axis=1) - 1
    unpaid = np.ones(len(subjects))
    for first in range(0, len(subjects), ITEMS_AT_ONCE):
        rows = np.arange(first, min(first + ITEMS_AT_ONCE, len(subjects)))
        cdf, _ = _both_hazards(model, index, subjects, x, rows, starts[rows], threads)
        unpaid[rows] = 1.0 - cdf[np.arange(len(rows)), column[rows]]
    return unpaid


def bin_rows(
    index: FeatureIndex,
    subjects: Subjects,
    x: Floats,
    row: NDArray[np.int64],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
) -> Floats:
    """Item features and bin features of (row, [start, end)) pairs, shape (m, features + bin features)."""
    return np.concatenate([x[row], bin_features(index, subjects, row, start, end)], axis=1)


def _both_hazards(
    model: CashIn,
    index: FeatureIndex,
    subjects: Subjects,
    x: Floats,
    rows: NDArray[np.int64],
    starts: NDArray[np.int32],
    threads: int,
) -> tuple[Floats, Floats]:
    """F at each bin's end (len(rows), m) and P(closed without cash) of some subjects, by their ``starts``."""
    stops = np.concatenate([starts[:, 1:], np.full((len(starts), 1), HORIZON_DAYS + 1)], axis=1)
    row, column = np.nonzero(starts <= HORIZON_DAYS)
    start, stop = starts[row, column].astype(np.int64), stops[row, column].astype(np.int64)
    joined = bin_rows(index, subjects, x, rows[row], start, stop)
    return ends_of_bins(model, joined, starts, threads)


def ends_of_bins(model: CashIn, joined: Floats, starts: NDArray[np.int32], threads: int) -> tuple[Floats, Floats]:
    """F at each bin's end, shape of ``starts`` (n, m), and P(closed without cash by the horizon) (n,).

    ``joined`` are the ``bin_rows`` of all bins that begin within the horizon, item after item.
    """
    stops = np.concatenate([starts[:, 1:], np.full((len(starts), 1), HORIZON_DAYS + 1)], axis=1)
    inside = starts <= HORIZON_DAYS
    cash, other = np.zeros(starts.shape), np.zeros(starts.shape)
    cash[inside] = sigmoid(model.margin(joined, threads))
    if model.other is None:
        other[inside] = 1.0 - (1.0 - model.other_daily) ** (stops - starts)[inside]
    else:
        other[inside] = sigmoid(raw_margin(model.other, joined, threads) + model.other_log_rate)
    return two_ends(cash, other)


def _trees(
    index: FeatureIndex,
    subjects: Subjects,
    x: Floats,
    rows: Exposure,
    parameters: dict[str, Any],
    trees: tuple[int, int],
    held_out: Flags | None,
    seed: int,
    threads: int,
) -> tuple["Booster", int]:
    joined = bin_rows(index, subjects, x, rows.row, rows.start, rows.end)
    held = None if held_out is None else held_out[rows.row]
    leaf = {"min_data_in_leaf": int(np.clip(len(rows) * LEAF_SHARE, LEAF_LEAST, LEAF_MOST))}
    fewest, most = trees
    return fit_trees(
        joined, rows.happened, leaf | parameters, most,
        held_out=held, patience=PATIENCE, fewest=fewest, seed=seed, threads=threads,
    )  # fmt: skip
