"""The last few payments of a customer, in the order in which the company came to know them.

"The last k", a median or the most frequent day cannot be retracted by subtraction. Where a customer has no reversal or
correction among these the answer is worked out once per closing; where there is one, the rows walk back over what was in
force on their day. Both take the same window of payments to the same answer, bit for bit.
"""

from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from features.spans import SettledSpans
from features.streams import FEW_ASKED, FEW_ENTRIES, PrefixSums
from ledger.arrays import Codes
from ledger.curve import Floats
from ledger.day import FOREVER, Days, day_of_month

DEPTH = 16
"""Payments looked at; the weights beyond would add up to 0.3 %."""
WEIGHTS = 0.7 ** np.arange(DEPTH)
_NORMS = np.append(1.0, np.add.accumulate(WEIGHTS))
"""Sum of the weights of so many payments."""
_WEIGHTS: list[float] = WEIGHTS.tolist()
LAST_1, LAST_3, LAST_5, EWMA, MEDIAN, MONTH_DAY = range(6)
COLUMNS = 6
CHUNK = 1 << 12
ONE_BY_ONE = 8
"""Up to so many windows each is worked out by itself."""
LOOKED_BACK = DEPTH + 8
"""Entries among which the last DEPTH in force are looked for at once."""
_NONE = np.int16(np.iinfo(np.int16).max)
Short = NDArray[np.int16]


def _network(places: int) -> list[tuple[int, int]]:
    """Pairs to be put in order, one after another, that sort so many values (a power of two): Batcher's odd-even merge sort
    (Knuth, "The Art of Computer Programming" 3, 5.2.2, algorithm M)."""
    pairs = []
    step = places // 2
    while step:
        bound, rest, apart = places // 2, 0, step
        while True:
            pairs += [(low, low + apart) for low in range(places - apart) if low & step == rest]
            if bound == step:
                break
            apart, bound, rest = bound - step, bound // 2, step
        step //= 2
    return pairs


_NETWORK = _network(DEPTH)


class Walked(NamedTuple):
    """Rows among whose last payments one was taken back, (k,), and what is in force on their days, (DEPTH, k), the last first."""

    rows: NDArray[np.int64]
    delay: Short
    month_day: NDArray[np.int8]


NONE_WALKED = Walked(
    np.zeros(0, dtype=np.int64), np.zeros((DEPTH, 0), dtype=np.int16), np.zeros((DEPTH, 0), dtype=np.int8)
)


class LatestPayments:
    """Delays: LAST_1, LAST_3, LAST_5 (means), EWMA (weights 0.7^rank), MEDIAN; MONTH_DAY on which most were paid, of
    equals the later used. NaN where nothing is known."""

    def __init__(self, spans: SettledSpans, sums: PrefixSums) -> None:
        order = sums.timeline.order
        self._delay = spans.delay[order].astype(np.int16)
        self._month_day = day_of_month(spans.settled_on[order]).astype(np.int8)
        self._end = spans.end[order]
        self._customer = spans.customer[order]
        self._start: NDArray[np.int64] | None = None
        self._first = sums.timeline.first_of_group()
        self._unsure = self._one_of_last_ended()
        self._table: Floats | None = None if len(order) <= FEW_ENTRIES else self._all()

    def _all(self) -> Floats:
        """The answer after each entry, had none been taken back; row 0: nothing known."""
        entries = len(self._delay)
        table: Floats = np.full((entries + 1, COLUMNS), np.nan)
        if not entries:
            return table
        before = DEPTH - 1
        delay, month_day = (
            sliding_window_view(np.pad(column, (before, 0)), DEPTH) for column in (self._delay, self._month_day)
        )
        count = np.minimum(np.arange(1, entries + 1) - self._begins()[1:], DEPTH)
        for first in range(0, entries, CHUNK):
            rows = slice(first, first + CHUNK)
            there = count[rows] > np.arange(DEPTH)[:, None]
            answer = _answers(
                np.where(there, delay[rows].T[::-1], _NONE), np.where(there, month_day[rows].T[::-1], np.int8(0))
            )
            table[1 + first : 1 + first + len(answer)] = answer
        return table

    def _worked_out(self, row: NDArray[np.int64]) -> Floats:
        """The same for some rows."""
        place = row - 1 - np.arange(DEPTH)[:, None]
        there = place >= self._begins()[row]
        delay = np.where(there, self._delay.take(place, mode="clip"), _NONE)
        return _answers(delay, np.where(there, self._month_day.take(place, mode="clip"), np.int8(0)))

    def _begins(self) -> NDArray[np.int64]:
        """First entry of the customer of each row."""
        if self._start is None:
            begins = np.where(self._first, np.arange(len(self._first)), 0)
            self._start = np.append(0, np.maximum.accumulate(begins)) if len(begins) else np.zeros(1, dtype=np.int64)
        return self._start

    def _one_of_last_ended(self) -> NDArray[np.bool_]:
        """Whether one of the last DEPTH entries up to each row was taken back later: those rows have to be walked."""
        ended = np.zeros(len(self._end) + DEPTH + 1, dtype=np.int64)
        np.cumsum(self._end < FOREVER, out=ended[DEPTH + 1 :])
        unsure: NDArray[np.bool_] = ended[DEPTH:] > ended[:-DEPTH]
        unsure[0] = False
        return unsure

    def walked(self, customer: Codes, as_of: Days, row: NDArray[np.int64]) -> Walked:
        """The rows that have to walk back; ``row``: the customer's last entry before ``as_of`` on the timeline of ``sums``."""
        some = np.flatnonzero(self._unsure.take(row))
        if not len(some):
            return NONE_WALKED
        return Walked(some, *self._in_force(row[some] - 1, customer[some], as_of[some]))

    def before(self, row: NDArray[np.int64], walked: Walked) -> Floats:
        """Shape (n, COLUMNS); ``walked`` is that of the same rows."""
        if self._table is None and len(row) <= FEW_ASKED and len(self._delay):
            answer = self._worked_out(row)
        else:
            self._table = self._all() if self._table is None else self._table
            answer = self._table.take(row, axis=0)
        if len(walked.rows):
            answer[walked.rows] = _answers(walked.delay, walked.month_day)
        return answer

    def median_of_last(
        self, row: NDArray[np.int64], walked: Walked, count: NDArray[np.int64], table: Floats, whole: NDArray[np.bool_]
    ) -> Floats:
        """Median delay of the last ``count`` (0 … DEPTH) payments in force, shape (n,), NaN of none; where ``whole`` these are
        all that the column MEDIAN of ``table``, the answer of ``before``, looks at."""
        answer = np.where(whole, table[:, MEDIAN], np.nan)
        part = np.flatnonzero(~whole & (count > 0))
        if not len(part):
            return answer
        wanted, rank = count[part], np.arange(DEPTH)[:, None]
        delay = self._delay.take(row[part] - 1 - rank, mode="clip")
        if len(walked.rows):
            place = np.full(len(row), -1)
            place[walked.rows] = np.arange(len(walked.rows))
            place = place[part]
            some = np.flatnonzero(place >= 0)
            delay[:, some] = walked.delay[:, place[some]]
        answer[part] = _median(np.where(rank < wanted, delay, _NONE), wanted)
        return answer

    def _in_force(self, entry: NDArray[np.int64], customer: Codes, as_of: Days) -> tuple[Short, NDArray[np.int8]]:
        """Delays and days of the month (DEPTH, n) of the last payments in force up to ``entry``, the last first."""
        delay = np.full((DEPTH, len(entry)), _NONE, dtype=np.int16)
        month_day = np.zeros((DEPTH, len(entry)), dtype=np.int8)
        place = entry - np.arange(LOOKED_BACK)[:, None]
        mine = (place >= 0) & (self._customer.take(place, mode="clip") == customer)
        standing = mine & (self._end.take(place, mode="clip") >= as_of)
        number = standing.cumsum(axis=0)
        row, column = (standing & (number <= DEPTH)).nonzero()
        rank, kept = number[row, column] - 1, place[row, column]
        delay[rank, column] = self._delay.take(kept)
        month_day[rank, column] = self._month_day.take(kept)
        # where more were taken back: on from there, one by one
        found, entry = number[-1], place[-1] - 1
        active = (mine[-1] & (found < DEPTH)).nonzero()[0]
        while len(active):
            here = entry[active]
            mine = (here >= 0) & (self._customer[here] == customer[active]) & (found[active] < DEPTH)
            active, here = active[mine], here[mine]
            standing = self._end[here] >= as_of[active]
            rows, kept = active[standing], here[standing]
            delay[found[rows], rows] = self._delay[kept]
            month_day[found[rows], rows] = self._month_day[kept]
            found[rows] += 1
            entry[active] -= 1
        return delay, month_day


def _answers(delay: Short, month_day: NDArray[np.int8]) -> Floats:
    """(n, COLUMNS) of windows (DEPTH, n), the last payment first; ``_NONE`` and 0 where there are no more."""
    has = delay != _NONE
    count = has.sum(axis=0)
    if 0 < len(count) <= ONE_BY_ONE:
        each = zip(count.tolist(), delay.T.tolist(), month_day.T.tolist(), strict=True)
        return np.stack([latest_of_one(delays[:known], month_days[:known]) for known, delays, month_days in each])
    answer: Floats = np.full((COLUMNS, delay.shape[1]), np.nan)
    one = np.where(has, delay, np.int16(0))
    for column, depth in ((LAST_1, 1), (LAST_3, 3), (LAST_5, 5)):
        total = np.add.reduce(one[:depth], axis=0, dtype=np.int16)
        np.divide(total, np.minimum(np.maximum(count, 1), depth), out=answer[column])
    weighted = WEIGHTS[0] * one[0]
    for weight, value in zip(
        WEIGHTS[1:], one[1:], strict=True
    ):  # one after another: the same bits alone and in a batch
        weighted += weight * value
    np.divide(weighted, _NORMS.take(count), out=answer[EWMA])
    answer[MEDIAN] = _median(delay, count)
    answer[MONTH_DAY] = _most_frequent(month_day)
    answer[:, count == 0] = np.nan
    return answer.T


def latest_of_one(delay: list[int], month_day: list[int]) -> Floats:
    """The same of one window as numbers, the last payment first, shape (COLUMNS,): a tenth of the time for one row."""
    if not delay:
        return np.full(COLUMNS, np.nan)
    weighted, norm = 0.0, 0.0
    for weight, days in zip(_WEIGHTS, delay, strict=False):
        weighted += weight * days
        norm += weight
    means = [sum(delay[:depth]) / min(len(delay), depth) for depth in (1, 3, 5)]
    return np.array([*means, weighted / norm, median_of_one(delay), max(month_day, key=month_day.count)])


def median_of_one(delay: list[int]) -> float:
    """Median of some delays; NaN of none."""
    if not delay:
        return float("nan")
    ordered = sorted(delay)
    return (ordered[(len(delay) - 1) // 2] + ordered[len(delay) // 2]) / 2


def _median(delay: Short, count: NDArray[np.int64]) -> Floats:
    """Median of the ``count`` delays that each column of (DEPTH, n) holds beside ``_NONE``, shape (n,)."""
    ordered, place = _ordered(delay).ravel(), np.arange(len(count))
    low = ordered.take(np.maximum(count - 1, 0) // 2 * len(count) + place).astype(np.float64)
    middle: Floats = (low + ordered.take(np.minimum(count // 2, DEPTH - 1) * len(count) + place)) / 2
    return middle


def _ordered(delay: Short) -> Short:
    """Each column of (DEPTH, n) in rising order: by a sorting network where there are many."""
    if delay.shape[1] < FEW_ASKED:
        return np.sort(delay, axis=0)
    rows = list(delay.copy())
    for low, high in _NETWORK:
        less = np.minimum(rows[low], rows[high])
        np.maximum(rows[low], rows[high], out=rows[high])
        rows[low] = less
    return np.stack(rows)


def _most_frequent(month_day: NDArray[np.int8]) -> NDArray[np.int8]:
    """The day that occurs most often in each window (DEPTH, n); of equals the one that stands first."""
    depth = np.arange(DEPTH, dtype=np.int16)[:, None]
    count = np.zeros(month_day.shape, dtype=np.int16)
    for apart in range(1, DEPTH):
        same = (month_day[apart:] == month_day[:-apart]).view(np.int8)
        count[apart:] += same
        count[:-apart] += same
    count[month_day == 0] = -1
    best = np.maximum.reduce(count * DEPTH + (DEPTH - 1 - depth), axis=0)
    most: NDArray[np.int8] = month_day[DEPTH - 1 - best % DEPTH, np.arange(month_day.shape[1])]
    return most
