"""Rows of the hazards: (snapshot, bin) pairs at risk, with the bin in which the item ended marked (discrete-time survival).

An item still open is right-censored where its days stop being known: its bins until then are rows, it is not dropped. A bin that
was not seen to its end is left out whole, ended in it or not, so that leaving out depends on dates only.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.subjects import Subjects
from ledger.arrays import Flags
from ledger.curve import HORIZON_DAYS, bin_starts
from training.targets import Outcomes

END = HORIZON_DAYS + 1
CHUNK = 50_000
RATE_LEAST = 0.01


@dataclass(frozen=True, slots=True)
class Exposure:
    """Pairs of a snapshot and a bin [start, end) of days after its as_of, shape (m,)."""

    row: NDArray[np.int64]  # into the snapshots
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    happened: Flags  # ended in this bin, by the cause asked for
    rate: float  # share of the negatives kept; ln(rate) goes back on the margin

    def __len__(self) -> int:
        return len(self.row)


def exposure(
    subjects: Subjects, ends: Outcomes, cause: int, budget: int, seed: int, *, before_day: int = END
) -> Exposure:
    """At most about ``budget`` pairs: all in which the item ended by ``cause``, and negatives with equal probability.

    ``before_day``: only bins that begin so few days after as_of.
    """
    parts = [
        _pairs(subjects, ends, cause, np.arange(first, min(first + CHUNK, len(subjects))), before_day)
        for first in range(0, len(subjects), CHUNK)
    ]
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return Exposure(none, none, none, none.astype(np.bool_), 1.0)
    row, start, end = (np.concatenate([part[column] for part in parts]) for column in range(3))
    happened = np.concatenate([part[3] for part in parts]).astype(np.bool_)
    positives = int(happened.sum())
    negatives = max(len(row) - positives, 1)
    rate = float(np.clip((budget - positives) / negatives, RATE_LEAST, 1.0))
    kept = happened | (np.random.default_rng(seed).random(len(row)) < rate)
    return Exposure(row[kept], start[kept], end[kept], happened[kept], rate)


def _pairs(
    subjects: Subjects, ends: Outcomes, cause: int, rows: NDArray[np.int64], before_day: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], Flags]:
    as_of = subjects.as_of[rows].astype(np.int64)
    past_due = (as_of - subjects.due_on[rows]).astype(np.int32)
    starts = bin_starts(past_due, np.full(len(rows), -1, dtype=np.int32))
    stops = np.concatenate([starts[:, 1:], np.full((len(rows), 1), END)], axis=1)
    ended = ends.ended_on[rows].astype(np.int64) - as_of
    seen = ends.seen_until[rows].astype(np.int64) - as_of
    at_risk = (starts <= ended[:, None]) & (stops <= seen[:, None]) & (starts < before_day)
    row, column = np.nonzero(at_risk)
    start, stop = starts[row, column].astype(np.int64), stops[row, column].astype(np.int64)
    happened = (ends.cause[rows][row] == cause) & (ended[row] < stop)
    return rows[row], start, stop, happened
