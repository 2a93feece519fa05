"""Payment curves: F(d) = P(settled in cash within days 0 … d of ``as_of``), held on bins anchored on the due date.

Bins are weekly until 14 days before the due date, daily to 21 days after it, weekly to 63, then 4-weekly: about 55 cover the
horizon. Inside a bin F rises evenly. A curve may carry one more boundary, its *anchor* (the day that the head speaks of),
so that F there is exact. ``Curves`` holds many at once; ``encode``/``decode`` store one as small integers.
"""

from dataclasses import dataclass
from struct import pack, unpack_from

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HORIZON_DAYS = 365
PARTS_PER_MILLION = 1_000_000
BOUNDS = np.concatenate(
    [
        np.arange(-14 - 7 * 4000, -14, 7),
        np.arange(-14, 21),
        np.arange(21, 63, 7),
        np.arange(63, 63 + 28 * 1000, 28),
    ]
).astype(np.int32)
"""First day of each bin, in days past due."""


def bin_starts(days_past_due: NDArray[np.int32], anchor: NDArray[np.int32]) -> NDArray[np.int32]:
    """First day of each bin as an offset from ``as_of``, shape (n, m); rows are padded with HORIZON_DAYS + 1.

    ``days_past_due`` (n,) is as_of − due on; ``anchor`` (n,) is the offset u whose F must be exact (a bin ends on it);
    negative: no anchor. The first bin starts at 0, the last ends at HORIZON_DAYS.
    """
    end = HORIZON_DAYS + 1
    first = np.searchsorted(BOUNDS, days_past_due, side="right")
    last = np.searchsorted(BOUNDS, days_past_due + end, side="left")
    width = int((last - first).max(initial=0)) + 2
    column = first[:, None] + np.arange(width - 2)[None, :]
    starts = BOUNDS[np.minimum(column, len(BOUNDS) - 1)] - days_past_due[:, None]
    starts = np.where(column < last[:, None], starts, end)
    extra = np.where((anchor >= 0) & (anchor < HORIZON_DAYS), anchor + 1, end)
    starts = np.concatenate([np.zeros((len(starts), 1), dtype=np.int64), starts, extra[:, None]], axis=1)
    starts = np.sort(np.minimum(starts, end), axis=1)
    repeated = np.zeros_like(starts, dtype=np.bool_)
    repeated[:, 1:] = starts[:, 1:] == starts[:, :-1]
    starts[repeated] = end
    starts.sort(axis=1)
    used = int((starts < end).sum(axis=1).max(initial=1))
    return starts[:, :used].astype(np.int32)


@dataclass(frozen=True, slots=True)
class Curves:
    """n curves: ``starts`` (n, m) as ``bin_starts`` gives; ``cdf`` (n, m) is F at each bin's last day, rising, in [0, 1]."""

    days_past_due: NDArray[np.int32]
    anchor: NDArray[np.int32]
    starts: NDArray[np.int32]
    cdf: Floats

    def __len__(self) -> int:
        return len(self.cdf)

    def at(self, day: NDArray[np.int64] | NDArray[np.int32] | int) -> Floats:
        """F(day), shape (n,); 0 before day 0, F(H) after the horizon."""
        day = np.broadcast_to(np.asarray(day, dtype=np.int64), (len(self),))
        inside = np.clip(day, 0, HORIZON_DAYS)
        column = (self.starts <= inside[:, None]).sum(axis=1) - 1
        row = np.arange(len(self))
        start, end, low, high = self._bin(row, column)
        value = low + (high - low) * (inside - start + 1) / (end - start)
        return np.where(day < 0, 0.0, value)

    def daily(self, days: int) -> Floats:
        """F(0) … F(days), shape (n, days + 1)."""
        return np.stack([self.at(day) for day in range(days + 1)], axis=1) if len(self) else np.zeros((0, days + 1))

    def quantile(self, q: float) -> Floats:
        """First whole day d with F(d) ≥ q, shape (n,); NaN where F(HORIZON_DAYS) < q."""
        reached = self.cdf >= q
        column = np.argmax(reached, axis=1)
        row = np.arange(len(self))
        start, end, low, high = self._bin(row, column)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = np.ceil((q - low) / (high - low) * (end - start) - 1e-9)
        day = start + np.clip(np.nan_to_num(step, nan=1.0), 1, end - start) - 1
        return np.where(reached.any(axis=1), day, np.nan)

    def mean_days_after(self, day: NDArray[np.int64] | NDArray[np.int32] | int) -> Floats:
        """E[(min(T, H) − day)⁺] in days, shape (n,): the sum of 1 − F(d) over d from max(day, 0) to H − 1.

        What is never paid counts as paid at the horizon. F is even inside a bin, so each bin's sum has a closed form.
        """
        first = np.maximum(np.broadcast_to(np.asarray(day, dtype=np.int64), (len(self),)), 0)[:, None]
        start = self.starts.astype(np.int64)
        end = np.concatenate([start[:, 1:], np.full((len(self), 1), HORIZON_DAYS + 1)], axis=1)
        low = np.concatenate([np.zeros((len(self), 1)), self.cdf[:, :-1]], axis=1)
        slope = (self.cdf - low) / np.maximum(end - start, 1)
        begin = np.maximum(start, first)
        stop = np.minimum(end, HORIZON_DAYS)  # exclusive: the horizon's own day adds nothing
        days = np.maximum(stop - begin, 0)
        # days d = begin … stop − 1, with 1 − F(d) = 1 − low − slope · (d − start + 1)
        sums = days * (1.0 - low) - slope * days * ((begin + stop - 1) / 2 - start + 1)
        return np.asarray(sums.sum(axis=1))

    def _bin(
        self, row: NDArray[np.int64], column: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats, Floats]:
        width = self.starts.shape[1]
        start = self.starts[row, column].astype(np.int64)
        end = np.where(column + 1 < width, self.starts[row, np.minimum(column + 1, width - 1)], HORIZON_DAYS + 1)
        low = np.where(column > 0, self.cdf[row, np.maximum(column - 1, 0)], 0.0)
        return start, end.astype(np.int64), low, self.cdf[row, column]

    def take(self, rows: NDArray[np.int64]) -> "Curves":
        return Curves(self.days_past_due[rows], self.anchor[rows], self.starts[rows], self.cdf[rows])

    def encode(self, row: int) -> bytes:
        """One curve as bytes: days past due, anchor, then F at each bin's end in parts per million."""
        used = int((self.starts[row] <= HORIZON_DAYS).sum())
        values = np.rint(self.cdf[row, :used] * PARTS_PER_MILLION).astype(np.uint32)
        return pack("<iiH", int(self.days_past_due[row]), int(self.anchor[row]), used) + values.astype("<u4").tobytes()


def decode(stored: list[bytes]) -> Curves:
    """Curves from what ``encode`` gave, in the same order."""
    heads = [unpack_from("<iiH", value) for value in stored]
    days_past_due = np.array([head[0] for head in heads], dtype=np.int32)
    anchor = np.array([head[1] for head in heads], dtype=np.int32)
    starts = bin_starts(days_past_due, anchor)
    cdf = np.zeros(starts.shape)
    for row, (value, head) in enumerate(zip(stored, heads, strict=True)):
        cdf[row, : head[2]] = np.frombuffer(value, dtype="<u4", offset=10) / PARTS_PER_MILLION
        cdf[row, head[2] :] = cdf[row, head[2] - 1]
    return Curves(days_past_due, anchor, starts, cdf)
