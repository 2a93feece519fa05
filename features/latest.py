"""The last few payments of a customer, in the order in which the company came to know them.

"The last k", a median or the most frequent day cannot be retracted by subtraction. Where a customer has no reversal or
correction among these the answer is worked out once per closing; where there is one, the rows walk back over what was in
force on their day. Both take the same window of payments to the same answer, bit for bit.
"""

import numpy as np
from numpy.typing import NDArray

from features.spans import SettledSpans
from features.streams import PrefixSums
from ledger.arrays import Codes
from ledger.curve import Floats
from ledger.day import FOREVER, Days, day_of_month

DEPTH = 16
"""Payments looked at; the weights beyond would add up to 0.3 %."""
WEIGHTS = 0.7 ** np.arange(DEPTH)
LAST_1, LAST_3, LAST_5, EWMA, MEDIAN, MONTH_DAY = range(6)
COLUMNS = 6
CHUNK = 1 << 14
_NONE = np.int16(np.iinfo(np.int16).max)
Short = NDArray[np.int16]


class LatestPayments:
    """Delays: LAST_1, LAST_3, LAST_5 (means), EWMA (weights 0.7^rank), MEDIAN; MONTH_DAY on which most were paid, of
    equals the later used. NaN where nothing is known."""

    def __init__(self, spans: SettledSpans, sums: PrefixSums) -> None:
        order = sums.timeline.order
        self._delay = spans.delay[order].astype(np.int16)
        self._month_day = day_of_month(spans.settled_on[order]).astype(np.int8)
        self._end = spans.end[order]
        self._customer = spans.customer[order]
        starts = np.flatnonzero(sums.timeline.first_of_group())
        rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
        self._unsure = self._one_of_last_ended()
        self._table: Floats = np.full((len(order) + 1, COLUMNS), np.nan)
        before = DEPTH - 1
        delays = np.concatenate([np.full(before, _NONE, dtype=np.int16), self._delay])
        month_days = np.concatenate([np.zeros(before, dtype=np.int8), self._month_day])
        for first in range(0, len(order), CHUNK):
            last = min(first + CHUNK, len(order))
            delay = np.empty((DEPTH, last - first), dtype=np.int16)
            month_day = np.empty((DEPTH, last - first), dtype=np.int8)
            for back in range(DEPTH):
                shifted = slice(first + before - back, last + before - back)
                beyond = rank[first:last] < back
                delay[back], month_day[back] = delays[shifted], month_days[shifted]
                delay[back, beyond], month_day[back, beyond] = _NONE, 0
            self._table[1 + first : 1 + last] = _answers(delay, month_day)

    def _one_of_last_ended(self) -> NDArray[np.bool_]:
        """Whether one of the last DEPTH entries up to each row was taken back later: those rows have to be walked."""
        ended = np.zeros(len(self._end) + DEPTH + 1, dtype=np.int64)
        np.cumsum(self._end < FOREVER, out=ended[DEPTH + 1 :])
        unsure: NDArray[np.bool_] = ended[DEPTH:] > ended[:-DEPTH]
        unsure[0] = False
        return unsure

    def before(self, customer: Codes, as_of: Days, row: NDArray[np.int64]) -> Floats:
        """Shape (n, COLUMNS); ``row``: the customer's last entry before ``as_of`` on the timeline of ``sums``."""
        answer: Floats = self._table.take(row, axis=0)
        walking = np.flatnonzero(self._unsure.take(row))
        if len(walking):
            answer[walking] = self._walked(row[walking] - 1, customer[walking], as_of[walking])
        return answer

    def _walked(self, entry: NDArray[np.int64], customer: Codes, as_of: Days) -> Floats:
        found = np.zeros(len(entry), dtype=np.int64)
        delay = np.full((DEPTH, len(entry)), _NONE, dtype=np.int16)
        month_day = np.zeros((DEPTH, len(entry)), dtype=np.int8)
        active = np.arange(len(entry))
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
        return _answers(delay, month_day)


def _answers(delay: Short, month_day: NDArray[np.int8]) -> Floats:
    """(n, COLUMNS) of windows (DEPTH, n), the last payment first; ``_NONE`` and 0 where there are no more."""
    has = delay != _NONE
    count = has.sum(axis=0)
    answer: Floats = np.full((delay.shape[1], COLUMNS), np.nan)
    total, weighted, norm = (np.zeros(delay.shape[1]) for _ in range(3))
    for back in range(DEPTH):
        one = np.where(has[back], delay[back], 0)
        weighted += WEIGHTS[back] * one
        norm += WEIGHTS[back] * has[back]
        total += one if back < 5 else 0
        for column, depth in ((LAST_1, 1), (LAST_3, 3), (LAST_5, 5)):
            if back == depth - 1:
                answer[:, column] = total / np.minimum(np.maximum(count, 1), depth)
    answer[:, EWMA] = weighted / np.where(count > 0, norm, 1.0)
    ordered, place = np.sort(np.ascontiguousarray(delay.T), axis=1), np.arange(delay.shape[1])
    low = ordered[place, np.maximum(count - 1, 0) // 2].astype(np.float64)
    answer[:, MEDIAN] = (low + ordered[place, np.minimum(count // 2, DEPTH - 1)]) / 2
    answer[:, MONTH_DAY] = _most_frequent(month_day)
    answer[count == 0] = np.nan
    return answer


def _most_frequent(month_day: NDArray[np.int8]) -> NDArray[np.int8]:
    """The day that occurs most often in each window (DEPTH, n); of equals the one that stands first."""
    most = np.zeros(month_day.shape[1], dtype=np.int8)
    found = np.zeros_like(most)
    for mine in month_day:
        count = (month_day == mine).sum(axis=0, dtype=np.int8)
        better = (count > most) & (mine > 0)
        most[better], found[better] = count[better], mine[better]
    return found
