"""The last few delays of a customer, in the order in which the company came to know them.

"The last k" cannot be retracted by subtraction. Where a customer has no reversal or correction the answer is worked out
once per closing; for one who has, the rows walk back over what was in force on their day. Both give the same bits.
"""

import numpy as np

from features.spans import SettledSpans
from features.streams import Integers, PrefixSums, packed
from ledger.arrays import Codes
from ledger.curve import Floats
from ledger.day import FOREVER, Days

DEPTH = 16
"""Delays looked at; the weights beyond would add up to 0.3 %."""
WEIGHTS = 0.7 ** np.arange(DEPTH)
LAST_1, LAST_3, LAST_5, EWMA = range(4)


class LatestDelays:
    """Columns LAST_1, LAST_3, LAST_5 (means) and EWMA (weights 0.7^rank), NaN where nothing is known."""

    def __init__(self, spans: SettledSpans, sums: PrefixSums) -> None:
        order = sums.timeline.order
        self._timeline = sums.timeline
        self._delay = spans.delay[order].astype(np.float64)
        self._end = spans.end[order]
        self._customer = spans.customer[order]
        self._touched = np.unique(spans.customer[spans.end < FOREVER])
        first = sums.timeline.first_of_group()
        starts = np.flatnonzero(first)
        rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
        total, weighted, norm = (np.zeros(len(order)) for _ in range(3))
        self._table: Floats = np.full((len(order) + 1, 4), np.nan)
        for back in range(DEPTH):
            has = np.flatnonzero(rank >= back)
            if not len(has):
                break
            delay = self._delay[has - back]
            weighted[has] += WEIGHTS[back] * delay
            norm[has] += WEIGHTS[back]
            if back < 5:
                total[has] += delay
            for column, depth in ((LAST_1, 1), (LAST_3, 3), (LAST_5, 5)):
                if back < depth:
                    self._table[1 + has, column] = total[has] / (back + 1)
        self._table[1:, EWMA] = weighted / norm

    def before(self, customer: Codes, as_of: Days, key: Integers | None = None) -> Floats:
        """Shape (n, 4); ``key``: ``packed(customer, as_of)``, if already made."""
        row = self._timeline.before_key(packed(customer, as_of) if key is None else key)
        answer: Floats = self._table.take(row, axis=0)
        if len(self._touched):
            at = np.minimum(np.searchsorted(self._touched, customer), len(self._touched) - 1)
            walking = np.flatnonzero((self._touched[at] == customer) & (row > 0))
            if len(walking):
                answer[walking] = self._walked(row[walking] - 1, customer[walking], as_of[walking])
        return answer

    def _walked(self, entry: Integers, customer: Codes, as_of: Days) -> Floats:
        """The same from the entries in force only: from each row's last entry back, until DEPTH are found."""
        found = np.zeros(len(entry), dtype=np.int64)
        total, weighted, norm = (np.zeros(len(entry)) for _ in range(3))
        answer: Floats = np.full((len(entry), 4), np.nan)
        active = np.arange(len(entry))
        while len(active):
            here = entry[active]
            mine = (here >= 0) & (self._customer[here] == customer[active]) & (found[active] < DEPTH)
            active, here = active[mine], here[mine]
            standing = self._end[here] >= as_of[active]
            rows, delay = active[standing], self._delay[here[standing]]
            back = found[rows]
            weighted[rows] += WEIGHTS[back] * delay
            norm[rows] += WEIGHTS[back]
            total[rows] += np.where(back < 5, delay, 0.0)
            for column, depth in ((LAST_1, 1), (LAST_3, 3), (LAST_5, 5)):
                early = back < depth
                answer[rows[early], column] = total[rows[early]] / (back[early] + 1)
            found[rows] += 1
            entry[active] -= 1
        some = found > 0
        answer[some, EWMA] = weighted[some] / norm[some]
        return answer
