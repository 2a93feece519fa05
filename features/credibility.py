"""How many invoices a customer's own habit needs to count as much as its segment's level: estimated from the book, day by day.

The strength k = σ² / τ²: the variance of a customer's invoices about its own level over the variance of customers' levels
(Bühlmann and Straub, "Glaubwürdigkeit für Schadensätze", 1970). Both come from sums of squares by the method of moments, groups
being unequal (Searle, Casella and McCulloch, "Variance Components", 1992, chapter 3.6):

    σ² = (Q − T) / (N − m)        τ² = (T − S²/N − (m − 1) σ²) / (N − Σn²/N), 0 at least

over the m customers with n settled invoices that sum to s: N = Σn, S = Σs, T = Σ s²/n, Q = Σx². Little evidence is drawn
towards ``USUAL_STRENGTH``, as if ``USUAL_CUSTOMERS`` more had shown it. All are sums of integers: parts of a ledger add up to
those of the whole, and a correction is taken back exactly.
"""

import numpy as np

from features.feature import Floats
from features.spans import SettledSpans
from features.streams import Integers, PrefixSums
from ledger.day import FOREVER, Days

USUAL_STRENGTH = 8.0
USUAL_CUSTOMERS = 10.0
PARTS = 1 << 20
"""s²/n is kept in whole parts of so much."""
QUANTITIES = 2
"""Days of delay, then whether it was late."""


def evidence(spans: SettledSpans, grace_days: int) -> tuple[Days, list[Integers]]:
    """What each closing, known or taken back, changes: its day, and m, N, Σn², then S, T, Q of each quantity, shape (n,)."""
    over = np.flatnonzero(spans.end < FOREVER)
    of = np.concatenate([np.arange(len(spans.start)), over])
    day = np.concatenate([spans.start, spans.end[over]])
    sign = np.ones(len(of), dtype=np.int64)
    sign[len(spans.start) :] = -1
    delay = spans.delay[of]
    values = [delay, (delay > grace_days).astype(np.int64)]
    running = PrefixSums(spans.customer[of], day, [sign, *(sign * value for value in values)])
    order, after = running.timeline.order, running.totals[1:]
    first = running.timeline.first_of_group()
    sign = sign[order]
    count = after[:, 0]
    columns = [(count > 0).astype(np.int64) - (count > sign), sign, count * count - (count - sign) ** 2]
    for number, value in enumerate(values):
        change, squared = sign * value[order], _squared(after[:, 1 + number], count)
        before = np.zeros_like(squared)
        before[1:] = squared[:-1]
        before[first] = 0
        columns += [change, squared - before, change * value[order]]
    return day[order], columns


def _squared(total: Integers, count: Integers) -> Integers:
    """total² ÷ count in ``PARTS``, exactly the same for the same two; 0 where there is none."""
    squared, divisor = total * total, np.maximum(count, 1)
    whole = squared // divisor
    return np.where(count > 0, whole * PARTS + (squared - whole * divisor) * PARTS // divisor, 0)


class Strengths:
    """``k`` of each quantity before any day."""

    def __init__(self, sums: PrefixSums) -> None:
        """``sums``: of the whole book, the columns of ``evidence``."""
        day = sums.timeline.days()
        self._first = int(day[0]) if len(day) else 0
        every = np.arange(self._first, int(day[-1]) + 2 if len(day) else 1)
        self._table = _strengths(sums.totals).take(sums.timeline.before(np.zeros_like(every), every), axis=0)

    def before(self, as_of: Days) -> Floats:
        """Shape (n, QUANTITIES)."""
        return self._table.take(as_of - self._first, axis=0, mode="clip")


def _strengths(totals: Integers) -> Floats:
    """(n, QUANTITIES) of sums (n, 3 + 3 × QUANTITIES)."""
    customers, invoices, squares = totals[:, :3].astype(np.float64).T
    within, between = np.maximum(invoices - customers, 0.0), np.maximum(customers - 1.0, 0.0)
    weight = np.minimum(within, between)
    every = np.maximum(invoices, 1.0)
    table: Floats = np.empty((len(totals), QUANTITIES))
    for number in range(QUANTITIES):
        total, by_customer, squared = totals[:, 3 + 3 * number : 6 + 3 * number].astype(np.float64).T
        by_customer = by_customer / PARTS
        inside = np.maximum(squared - by_customer, 0.0) / np.maximum(within, 1.0)
        spread = by_customer - total * total / every - between * inside
        among = np.maximum(spread, 0.0) / np.maximum(invoices - squares / every, 1.0)
        alike = among / np.where(among + inside > 0, among + inside, 1.0)  # intraclass correlation: 1 / (1 + k)
        alike = (weight * alike + USUAL_CUSTOMERS / (1.0 + USUAL_STRENGTH)) / (weight + USUAL_CUSTOMERS)
        table[:, number] = (1.0 - alike) / alike
    return table
