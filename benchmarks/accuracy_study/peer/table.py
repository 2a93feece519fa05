"""What a cut's files hold, for the scripts beside this one: each runs where little more than NumPy and pyarrow is installed."""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

QUESTIONS = ("late", "very_late", "paid_7d", "unpaid_30d")
HORIZON_DAYS = 365
CLIP = 1e-4


@dataclass(frozen=True)
class Table:
    """``x`` (m, k) and answers of the past; ``asked`` (n, k): what to say something about; missing values are NaN."""

    x: np.ndarray
    asked: np.ndarray
    days: np.ndarray  # to the cash, or to the end of what is known
    paid: np.ndarray
    followed_days: np.ndarray
    known: dict[str, np.ndarray]
    happened: dict[str, np.ndarray]

    def sample(self, most: int, rows: np.ndarray | None = None) -> np.ndarray:
        """At most so many rows, the same at every run."""
        rows = np.arange(len(self.x)) if rows is None else rows
        return rows if len(rows) <= most else np.sort(np.random.default_rng(0).choice(rows, most, replace=False))

    def filled(self) -> tuple[np.ndarray, np.ndarray]:
        """``x`` and ``asked`` for tools that take no missing value: the mean, and columns that say where one was."""
        lacking = np.isnan(self.x)
        mean = np.nan_to_num(np.nanmean(np.where(lacking.all(axis=0), 0.0, self.x), axis=0))
        told = lacking.any(axis=0)
        scale = np.nanstd(self.x, axis=0)
        scale = np.where(scale > 1e-9, scale, 1.0)

        def full(values: np.ndarray) -> np.ndarray:
            away = np.clip((np.where(np.isnan(values), mean, values) - mean) / scale, -6, 6)
            return np.concatenate([away, np.isnan(values)[:, told]], axis=1).astype(np.float32)

        return full(self.x), full(self.asked)


def read() -> Table:
    """The files of the folder that the command line names."""
    folder = Path(sys.argv[1])
    train, asked = pq.read_table(folder / "train.parquet"), pq.read_table(folder / "asked.parquet")
    names = asked.column_names
    column = {name: train[name].to_numpy() for name in train.column_names}
    return Table(
        x=np.stack([column[name] for name in names], axis=1),
        asked=np.stack([asked[name].to_numpy() for name in names], axis=1),
        days=column["days"],
        paid=column["paid"],
        followed_days=column["followed_days"],
        known={name: column[f"{name}_known"] for name in QUESTIONS},
        happened={name: column[f"{name}_happened"] for name in QUESTIONS},
    )


def say(**arrays: np.ndarray) -> None:
    """``chances`` (4, n) in the order of QUESTIONS, ``cdf`` (n, HORIZON_DAYS + 1), or both."""
    np.savez(sys.argv[2], **arrays)


def clipped(p: np.ndarray) -> np.ndarray:
    return np.clip(p, CLIP, 1 - CLIP)
